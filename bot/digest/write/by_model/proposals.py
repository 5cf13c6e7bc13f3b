"""A model's reply on one story as lines that want to be published: where each is to stand, on which articles, and what is
wrong with it at first sight."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.digest.articles.headlines import LONGEST_WORDS
from bot.digest.articles.own_sentences import is_near_any
from bot.digest.write.by_model.brief import Brief, Voice, source_of
from bot.digest.write.draft import Line, outlets_of
from retrieval.claims import Draft as Claim
from retrieval.claims import Verdict
from retrieval.language.terms import term_set
from retrieval.model.prompts.sentence import Sentence
from retrieval.model.prompts.story import StorySaid

Part = Literal["title", "what", "side", "others", "clash", "why", "background", "lead"]

TOLD = "already told"
SPEAKER_WORDS = 10
_UNWANTED = re.compile(r"\[\d+\]|<|https?:")


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a block; `key` is the id of a side, or the number of a contradiction."""

    part: Part
    key: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence for a place. `speaker` is the person or body that it quotes; `fault` says why it cannot be looked at."""

    place: Place
    line: Line
    speaker: str = ""
    fault: str = ""

    @classmethod
    def of(cls, place: Place, said: Sentence, line: Line) -> "Proposal":
        """What a model said, to stand at a place, with the articles of a line."""
        text = _plain(said.text)
        line = _attributed(replace(line, text=text), place)
        outlets = {article.outlet.casefold() for article in line.articles}
        # What is longer is a sentence, where a small model could not leave a field empty.
        is_speaker = said.said_by.casefold() not in outlets and len(said.said_by.split()) <= SPEAKER_WORDS
        speaker = said.said_by if is_speaker else ""
        fault = "" if line.articles else "cites nothing"
        return cls(place, line, speaker, fault or _fault_of(text) or _unnamed(speaker, text))

    def claim(self) -> Claim:
        """What the two readings are asked."""
        outlets = {article.outlet for article in self.line.articles}
        teller = next(iter(outlets)) if self.line.said_by and len(outlets) == 1 else ""
        return Claim(self.line.text, tuple(map(source_of, self.line.articles)), self.speaker or teller)

    def resting_on(self, verdict: Verdict) -> "Proposal":
        """Without the sources that add nothing."""
        if not verdict.cited:
            return self
        articles = tuple(self.line.articles[n] for n in verdict.cited if n < len(self.line.articles))
        return replace(self, line=_attributed(replace(self.line, articles=articles), self.place))

    def reworded(self, text: str) -> "Proposal":
        """The same place and articles in other words."""
        return replace(self, line=replace(self.line, text=_plain(text)), fault=_fault_of(_plain(text)))


def propose(brief: Brief, said: StorySaid) -> list[Proposal]:
    """Every sentence of a reply, the title last."""
    found = [_proposal(brief, place, sentence) for place, sentence in _sentences(said)]
    found = _without_repeats(found, brief.told)
    cited = tuple({a.id: a for each in found if each.place.part == "what" for a in each.line.articles}.values())
    title = " ".join(said.title.split()).removesuffix(".")
    if title and cited:
        fault = "not one plain sentence" if _UNWANTED.search(title) else ""
        found.append(Proposal(Place("title"), Line(title, "", brief.block.story, cited), fault=fault))
    return found


def _sentences(said: StorySaid) -> Iterator[tuple[Place, Sentence]]:
    """A contradiction comes before the sides: what stands in both is worth most there."""
    yield from ((Place("what"), each) for each in said.what)
    for number, clash in enumerate(said.contradictions):
        yield from ((Place("clash", str(number)), each) for each in clash.lines)
    for side in said.sides:
        yield from ((Place("side", side.perspective), each) for each in side.lines)
    yield from ((Place("others"), each) for each in said.others)
    yield from ((Place("why"), each) for each in said.why)
    yield from ((Place("background"), each) for each in said.background)


def _proposal(brief: Brief, place: Place, said: Sentence) -> Proposal:
    voices = [brief.numbered[n - 1] for n in dict.fromkeys(said.citations) if 1 <= n <= len(brief.numbered)]
    cited = _best_first(brief, place, voices)
    side = cited[0].side if cited else ""
    line = Line(said.text, side, brief.block.story, tuple(voice.article for voice in cited))
    made = Proposal.of(place, said, line)
    return replace(made, fault=_misplaced(brief, place, cited) or made.fault)


def _best_first(brief: Brief, place: Place, voices: Sequence[Voice]) -> list[Voice]:
    """The articles of the side, or the older ones, first: the first is whose line it is."""
    wanted = {
        "side": lambda voice: voice.side == place.key,
        "others": lambda voice: not voice.side,
        "background": lambda voice: voice in brief.older,
    }.get(place.part, lambda _: True)
    return sorted(voices, key=wanted, reverse=True)


def _misplaced(brief: Brief, place: Place, cited: Sequence[Voice]) -> str:
    if not cited:
        return "cites nothing"
    if place.part == "side" and cited[0].side != place.key:
        return "cites no article of its side"
    if place.part == "others" and cited[0].side and brief.topic.perspectives:
        return "cites a side's article only"
    if place.part == "background" and cited[0] not in brief.older:
        return "cites no older article"
    return ""


def _unnamed(speaker: str, text: str) -> str:
    """A reader must see who says it."""
    words = term_set(speaker)
    return f"it does not name {speaker}, who says it" if words and not words & term_set(text) else ""


def _fault_of(text: str) -> str:
    is_plain = text and len(text.split()) <= LONGEST_WORDS and not _UNWANTED.search(text)
    return "" if is_plain else "not one plain sentence"


def _without_repeats(proposals: Iterable[Proposal], told_before: Sequence[str]) -> list[Proposal]:
    """What an earlier sentence, or an earlier digest, says is a fault. Accounts that contradict each other may be alike."""
    found: list[Proposal] = []
    for each in proposals:
        is_free = each.place.part == "clash"
        kept = [other for other in found if not other.fault and not (is_free and other.place == each.place)]
        known = (*told_before, *(other.line.text for other in kept))
        if not each.fault and is_near_any(each.line.text, known):
            each = replace(each, fault=TOLD)
        found.append(each)
    return found


def _attributed(line: Line, place: Place) -> Line:
    """What several outlets tell is told without a name; one outlet's word, and a side's, is never told as fact."""
    outlets = outlets_of(line.articles)
    if len(outlets) > 1 and place.part not in ("side", "clash"):
        outlets = ()
    elif any(outlet.casefold() in line.text.casefold() for outlet in outlets):
        outlets = ()  # a sentence that names its outlet itself is not given that name once more
    return replace(line, said_by=outlets)


def _plain(text: str) -> str:
    return " ".join(text.split())
