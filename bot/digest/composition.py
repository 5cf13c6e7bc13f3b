"""Which story is told where, and in which sentence: the extractive writer.

A draft is made of lines; each line knows the articles it rests on, and every line has passed the gate. No sentence is
near another one of the draft or of the days before.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.digest.differences import name_contradiction
from bot.digest.extractive import Statement, extract_statements, gist_of, is_near
from bot.digest.gate import Gate, source_text
from bot.digest.selection import Candidate, Pick, Plan, Told
from bot.digest.stories import Story
from bot.digest.voices import SAME_TITLE, overlap
from retrieval.articles import Article
from retrieval.words import term_set

Names = Callable[[Article], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the articles that support it, the one it was taken from first."""

    text: str
    side: str
    story: Story
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """One story as each side tells it."""

    story: Story
    lines: tuple[Line, ...]
    contradiction: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item of the `sections` layout; `text` is empty where only a headline is known."""

    headline: str
    text: str
    story: Story
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole digest before its sources are numbered. `bullets` are by side, in the topic's order."""

    highlights: tuple[Line, ...] = ()
    bullets: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    one_sided: tuple[Line, ...] = ()
    developing: tuple[tuple[date, Line], ...] = ()
    sections: tuple[tuple[str, tuple[ItemDraft, ...]], ...] = ()


def lines_of(draft: Draft) -> Iterable[Line]:
    """Every line in the order it is read."""
    yield from draft.highlights
    for _, lines in draft.bullets:
        yield from lines
    for contrast in draft.contrasts:
        yield from contrast.lines
    yield from draft.one_sided
    for _, line in draft.developing:
        yield line


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many lines each section may have; two minutes on a phone for a day, more for a week."""

    highlights: int = 5
    bullets: int = 4
    contrasts: int = 4
    one_sided: int = 3
    developing: int = 4

    def times(self, factor: int) -> "Sizes":
        return Sizes(
            *(
                factor * size
                for size in (self.highlights, self.bullets, self.contrasts, self.one_sided, self.developing)
            )
        )


@dataclass(slots=True)
class Tally:
    """What happened to sentences: `rejected` by reason, the gate's and the reader's (near another, fragment ...)."""

    written: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


class Composer:
    """Fills one draft; each sentence and each article's place is used up as it goes."""

    def __init__(self, *, gate: Gate, names: Names, told: Told, tally: Tally) -> None:
        self._gate = gate
        self._names = names
        self._tally = tally
        self._texts = list(told.texts)
        self._placed: set[str] = set()

    def compose(self, plan: Plan, sides: Sequence[str], sizes: Sizes) -> Draft:
        """Developing first (it has nowhere else to go), then what both sides tell, highlights, and each side's own."""
        new = [pick for pick in plan.picks if not pick.is_told]
        developing = self._develop([pick for pick in plan.picks if pick.is_told], sizes.developing)
        contrasts = self._contrast([pick for pick in new if len(pick.sides) > 1], sizes.contrasts)
        highlights = self._highlight(new, sizes.highlights)
        bullets = {side: self._tell(new, side, 2) for side in sides}
        one_sided = [line for side in sides for line in self._tell_alone(new, side, sizes.one_sided)]
        for side in sides:
            bullets[side] += self._tell(new, side, sizes.bullets - len(bullets[side]))
        return Draft(
            highlights=tuple(highlights),
            bullets=tuple((side, tuple(bullets[side])) for side in sides),
            contrasts=tuple(contrasts),
            one_sided=tuple(one_sided),
            developing=tuple(developing),
        )

    def _develop(self, picks: Iterable[Pick], limit: int) -> list[tuple[date, Line]]:
        found: list[tuple[date, Line]] = []
        for pick in picks:
            line = self._line(pick, pick.candidates) if len(found) < limit else None
            if line is not None:
                found.append((pick.story.first_seen.date(), line))
        return found

    def _contrast(self, picks: Iterable[Pick], limit: int) -> list[Contrast]:
        found: list[Contrast] = []
        for pick in picks:
            if len(found) >= limit:
                break
            contrast = self._contrast_of(pick)
            if contrast is not None:
                found.append(contrast)
        return found

    def _contrast_of(self, pick: Pick) -> Contrast | None:
        """Two sides in their own words; nothing where one merely repeats the other: that is no difference."""
        before = list(self._texts)
        lines: list[Line] = []
        for side in pick.sides:
            # The sides tell one story: they may be as near to each other as they like, but not the same words.
            self._texts = list(before)
            line = self._line(pick, pick.of_side(side))
            if line is not None and not any(_is_same(line, other) for other in lines):
                lines.append(line)
        if len(lines) < 2:
            self._texts = before
            self._placed.discard(pick.story.id)
            return None
        self._texts = [*before, *(_bare(line) for line in lines)]
        return Contrast(pick.story, tuple(lines), name_contradiction([(line.side, line.articles) for line in lines]))

    def _highlight(self, picks: Sequence[Pick], limit: int) -> list[Line]:
        """The first of the ranking, with no side taking more than its share of the lines.

        A story already set side by side may also be a highlight, in other words.
        """
        share = math.ceil(limit / len({side for pick in picks for side in pick.sides} or {""}))
        found: list[Line] = []
        for pick in picks:
            told = Counter(line.side for line in found)
            candidates = [candidate for candidate in pick.candidates if told[candidate.side] < share]
            line = self._line(pick, candidates, also_from=pick.candidates) if len(found) < limit else None
            if line is not None:
                found.append(line)
        return found

    def _tell(self, picks: Iterable[Pick], side: str, limit: int) -> list[Line]:
        return self._fill((pick for pick in picks if side in pick.sides), side, limit)

    def _tell_alone(self, picks: Iterable[Pick], side: str, limit: int) -> list[Line]:
        return self._fill((pick for pick in picks if pick.story.perspectives == (side,)), side, limit)

    def _fill(self, picks: Iterable[Pick], side: str, limit: int) -> list[Line]:
        found: list[Line] = []
        for pick in picks:
            if len(found) >= limit:
                break
            if pick.story.id in self._placed:
                continue
            line = self._line(pick, pick.of_side(side), also_from=pick.of_side(side))
            if line is not None:
                found.append(line)
        return found

    def _line(self, pick: Pick, candidates: Sequence[Candidate], *, also_from: Sequence[Candidate] = ()) -> Line | None:
        """The best sentence of the candidates that nobody told yet and that the gate lets pass."""
        gist = gist_of([candidate.article for candidate in pick.candidates])
        for candidate in candidates:
            statement = self._usable(candidate, gist)
            if statement is not None:
                return self._place(pick, candidate, statement, also_from)
        return None

    def _usable(self, candidate: Candidate, gist: frozenset[str]) -> Statement | None:
        for statement in extract_statements(candidate.article, gist=gist, names=self._names(candidate.article)):
            reason = statement.fault or self._objection(statement)
            if not reason:
                return statement
            self._tally.rejected[reason] += 1
        return None

    def _objection(self, statement: Statement) -> str:
        if any(is_near(statement.text, told) for told in self._texts):
            return "already told"
        verdict = self._gate(statement.text, [source_text(statement.article)])
        return "" if verdict.is_supported else f"gate: {verdict.reason}"

    def _place(self, pick: Pick, candidate: Candidate, statement: Statement, also_from: Sequence[Candidate]) -> Line:
        # A second source in the same words adds nothing a reader could check.
        supporting = [
            other.article
            for other in also_from
            if other.article.id != candidate.article.id
            and overlap(term_set(other.article.title), term_set(candidate.article.title)) < SAME_TITLE
            and other.kind == candidate.kind
            and self._gate(statement.text, [source_text(other.article)]).is_supported
        ]
        articles = (candidate.article, *supporting[:2])
        self._texts.append(statement.text)
        self._placed.add(pick.story.id)
        self._tally.written += 1
        return Line(
            attribute(statement.text, articles, is_opinion=candidate.kind == "opinion"),
            candidate.side,
            pick.story,
            articles,
        )


def _bare(line: Line) -> str:
    """The sentence without its attribution."""
    return line.text.partition(": ")[2] or line.text


def _is_same(line: Line, other: Line) -> bool:
    return overlap(term_set(_bare(line)), term_set(_bare(other))) >= SAME_TITLE


def attribute(text: str, articles: Sequence[Article], *, is_opinion: bool = False) -> str:
    """The sentence as its outlets' word, never as fact: "West Times: The bridge opens."."""
    outlets = list(dict.fromkeys(article.original_outlet or article.outlet for article in articles))
    named = ", ".join(outlet for outlet in outlets if outlet)
    if not named:
        return text
    return f"{named} (opinion): {text}" if is_opinion else f"{named}: {text}"
