"""In which sentence a story is told: the extractive writer.

Every line has passed the gate, and no sentence is near another one of the draft or of the days before. Where a line stands
is decided in `placing.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.digest.articles.own_sentences import Statement, extract_statements, gist_of, is_near
from bot.digest.articles.voices import SAME_TITLE, is_same_title, overlap
from bot.digest.choose.selection import Candidate, Pick, Plan, Told
from bot.digest.write.differences import name_contradiction, name_disagreement
from bot.digest.write.draft import Contrast, Draft, Line, outlets_of
from bot.digest.write.gate import Gate, source_text
from bot.digest.write.placing import Sizes, arrange_lines
from retrieval.articles import Article
from retrieval.claims import Verdict
from retrieval.language.terms import term_set

# An article speaks at most twice in a digest, and not with its headline after one of its sentences.
LINES_AN_ARTICLE = 2
STATEMENTS_COMPARED = 3

Names = Callable[[Article], Sequence[str]]


@dataclass(slots=True)
class Tally:
    """What happened to sentences: `rejected` by reason, the gate's and the reader's (near another, fragment ...).

    `proposed` and `accepted` count a model's.
    """

    written: int = 0
    proposed: int = 0
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


class Composer:
    """Fills one draft; each sentence is used up as it goes."""

    def __init__(self, *, gate: Gate, names: Names, told: Told, tally: Tally) -> None:
        self._gate = gate
        self._names = names
        self._tally = tally
        self._texts = list(told.texts)
        self._titles = told.titles
        self._cited: dict[str, Article] = {}
        self._statements: dict[tuple[str, str], list[Statement]] = {}
        self._refused: set[tuple[str, str]] = set()
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._told_of: Counter[str] = Counter()

    def compose(self, plan: Plan, sides: Sequence[str], sizes: Sizes) -> Draft:
        """What both sides tell first, then what else is new in told stories, then each side's own lines."""
        contrasts = self._contrast([pick for pick in plan.picks if len(pick.sides) > 1], sizes.contrasts)
        compared = {contrast.story.id for contrast in contrasts}
        told = [pick for pick in plan.picks if pick.is_told and pick.story.id not in compared]
        developing = self._develop(told, sizes.developing)
        by_side = self._tell(plan.picks, sides or ("",), sizes)
        placed = arrange_lines(by_side, sizes)
        return Draft(placed.highlights, placed.bullets, tuple(contrasts), placed.one_sided, tuple(developing))

    def _develop(self, picks: Iterable[Pick], limit: int) -> list[tuple[date, Line]]:
        found: list[tuple[date, Line]] = []
        for pick in picks:
            news = [each for each in pick.candidates if each.kind == "news"]
            line = self._line(pick, news) if len(found) < limit else None
            if line is not None:
                # Under the headline the reader knows it by: this day's would say the news twice.
                known = replace(pick.story, title=self._titles.get(pick.story.id, pick.story.title))
                found.append((pick.story.first_seen.date(), replace(line, story=known)))
        return found

    def _contrast(self, picks: Sequence[Pick], limit: int) -> list[Contrast]:
        """Stories whose sides disagree in a number first, then the best ranked."""
        rated = [(pick, pair) for pick in picks[: 4 * limit] if (pair := self._best_pair(pick)) is not None]
        rated.sort(key=lambda entry: (not _disagreement(*entry[1]), -entry[0].score))
        return [self._set_side_by_side(pick, pair) for pick, pair in rated[:limit]]

    def _best_pair(self, pick: Pick) -> tuple[Statement, Statement] | None:
        """Two sides in their own words; nothing where one merely repeats the other: that is no difference."""
        first, second = (self._tellable(pick, side) for side in pick.sides[:2])
        pairs = [
            (_comparison(one, other) - 0.1 * (n + m), (one, other))
            for n, one in enumerate(first)
            for m, other in enumerate(second)
            if not _is_same(one, other) and one.manner == other.manner == "says"
        ]
        return max(pairs, key=lambda pair: pair[0])[1] if pairs else None

    def _set_side_by_side(self, pick: Pick, pair: tuple[Statement, Statement]) -> Contrast:
        candidates = {candidate.article.id: candidate for candidate in pick.candidates}
        lines = tuple(self._place(pick, candidates[each.article.id], each, ()) for each in pair)
        contradiction = _disagreement(*pair) or name_contradiction([(line.side, line.articles) for line in lines])
        return Contrast(pick.story, lines, contradiction)

    def _tellable(self, pick: Pick, side: str) -> list[Statement]:
        """What a side can say of a story, two statements an article, the best article first."""
        found: list[Statement] = []
        for candidate in pick.of_side(side):
            usable = [each for each in self._statements_of(pick, candidate) if not self._refusal(each)]
            found += usable[:STATEMENTS_COMPARED]
        return found

    def _tell(self, picks: Sequence[Pick], sides: Sequence[str], sizes: Sizes) -> dict[str, list[Line]]:
        """Each side's lines, the best story first: one line a story; more of a story, then bare headlines, only for
        a side that would have too few."""
        found: dict[str, list[Line]] = {side: [] for side in sides}
        rounds = ((sizes.per_side, False), (sizes.bullets, False), (sizes.bullets, True))
        for most, allow_weak in rounds:
            for pick in picks:
                for side in sides:
                    if side in pick.sides and len(found[side]) < most:
                        own = [
                            each for each in pick.of_side(side) if each.article.id not in self._spent(pick, found[side])
                        ]
                        line = self._line(pick, own, also_from=pick.candidates, allow_weak=allow_weak)
                        if line is not None:
                            found[side].append(line)
        return found

    def _spent(self, pick: Pick, lines: Sequence[Line]) -> set[str]:
        """Articles that said enough: one line of an article in a side (also where it only bears another's out: it says the
        same), none of a told story's after what is new in it."""
        cited = {article.id for line in lines for article in line.articles}
        return cited | {each.article.id for each in pick.candidates if pick.is_told and self._told_of[each.article.id]}

    def _line(
        self,
        pick: Pick,
        candidates: Sequence[Candidate],
        *,
        also_from: Sequence[Candidate] = (),
        allow_weak: bool = False,
    ) -> Line | None:
        """The best sentence of the candidates that nobody told yet and that the gate lets pass."""
        for candidate in candidates:
            for statement in self._statements_of(pick, candidate):
                if (allow_weak or statement.manner == "says") and not self._refusal(statement):
                    return self._place(pick, candidate, statement, also_from)
        return None

    def _statements_of(self, pick: Pick, candidate: Candidate) -> list[Statement]:
        key = (pick.story.id, candidate.article.id)
        if key not in self._statements:
            gist = gist_of([each.article for each in pick.candidates])
            self._statements[key] = extract_statements(
                candidate.article, gist=gist, names=self._names(candidate.article)
            )
        return self._statements[key]

    def _refusal(self, statement: Statement) -> str:
        """Why a statement may not be told, or nothing; each refused sentence is counted once."""
        reason = statement.fault or self._objection(statement)
        key = (statement.article.id, statement.text)
        if reason and key not in self._refused:
            self._refused.add(key)
            self._tally.rejected[reason] += 1
        return reason

    def _objection(self, statement: Statement) -> str:
        article = statement.article
        if article.id not in self._cited and any(is_same_title(article, other) for other in self._cited.values()):
            return "same headline as another source"
        if self._told_of[article.id] >= LINES_AN_ARTICLE or any(is_near(statement.text, told) for told in self._texts):
            return "already told"
        if statement.is_headline and self._told_of[article.id]:
            return "already told"
        key = (article.id, statement.text)
        if key not in self._verdicts:
            self._verdicts[key] = self._gate(statement.text, [source_text(article)])
        verdict = self._verdicts[key]
        return "" if verdict.is_supported else f"gate: {verdict.reason}"

    def _place(self, pick: Pick, candidate: Candidate, statement: Statement, also_from: Sequence[Candidate]) -> Line:
        # A second source in the same words adds nothing a reader could check.
        supporting = [
            other.article
            for other in also_from
            if other.article.id != candidate.article.id
            and not is_same_title(other.article, candidate.article)
            and other.kind == candidate.kind
            and statement.manner == "says"
            and self._gate(statement.text, [source_text(other.article)]).is_supported
        ]
        cited = (candidate.article, *supporting[:2])
        self._texts.append(statement.text)
        self._cited.update((article.id, article) for article in cited)
        self._told_of[candidate.article.id] += 1
        self._tally.written += 1
        return Line(
            statement.text,
            candidate.side,
            pick.story,
            cited,
            said_by=outlets_of(cited),
            manner=statement.manner,
            is_opinion=candidate.kind == "opinion",
        )


def _is_same(one: Statement, other: Statement) -> bool:
    return overlap(term_set(one.text), term_set(other.text)) >= SAME_TITLE


def _disagreement(one: Statement, other: Statement) -> str:
    return name_disagreement(one.text, one.article.outlet, other.text, other.article.outlet)


def _comparison(one: Statement, other: Statement) -> float:
    """How well two statements stand side by side: they disagree in a number, or speak of the same thing, and read well."""
    shared = overlap(term_set(one.text), term_set(other.text))
    return bool(_disagreement(one, other)) + 2 * shared + 0.3 * (one.quality + other.quality)
