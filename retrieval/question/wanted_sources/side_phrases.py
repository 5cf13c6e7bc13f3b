"""Sides and topics as people name them in questions: "Chinese media", "the US side", "both sides", "in us-china"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from retrieval.language.countries import CLOSE_TO, all_names, country_of, doubtful_names, press_marks
from retrieval.language.mentions import NameIndex
from retrieval.once import once
from retrieval.question.wanted_sources.view_phrases import speech_patterns, view_patterns
from retrieval.sources.outlets import Registry
from retrieval.sources.topics import Topic

_MEDIA = (
    r"(?:media|press|outlets?|newspapers?|papers?|sides?|broadcasters?|news agencies|news sites|perspective|viewpoint|"
    r"journalists|sources|coverage|reporting)"
)
_KIND = r"(?:(?:state|official|news|government|party|main|mainstream|local|national)(?:[\s-](?:run|owned|controlled))?\s+){0,2}"
_JOIN = r"\s*(?:,|/|\band\b|\bor\b|&|\bvs\.?|\bversus\b)\s*(?:the\s+)?"
_BOTH = re.compile(
    r"\b(?:both|all|each|either|the two|the different|the various|the opposing)\s+(?:of the\s+)?(?:sides?|perspectives?)\b|"
    r"\bthe sides\b|双方|各方|\b(?:ambas|ambos|las dos|todas las) (?:partes|lados|bandos)\b",
    re.IGNORECASE,
)
_PRESS_IN = r"\b(?:the\s+)?{kind}{media}\s+(?:in|of|from)\s+(?:mainland\s+)?(?:the\s+)?(?P<names>{one}(?:{join}{one})*)\b(?!['’])"
# A name of a country or of a side is written as these letters of a dead script while the words around it are looked at: the
# patterns stay small however many names there are.
_FIRST, _NEXT = "\U00010900", "\U00010901"
_ONE = rf"{_FIRST}{_NEXT}*"
_SPANISH_SIDE = (
    r"\b(?:los\s+|la\s+)?(?:medios|prensa|periódicos|diarios)\s+(?:oficiales\s+|estatales\s+|de(?:\s+los)?\s+)?"
    rf"(?P<names>{_ONE})"
)

How = Literal["press", "view", "speaks"]
"""What names a side: its press, its view, or that it is asked as who tells."""


@dataclass(frozen=True, slots=True)
class SideNamed:
    """A side at [start, end): (topic, side) pairs, or where no topic has it, the outlets of its country.

    Neither for "both sides": they are whatever sides the topic in hand has. `is_view` says that the words themselves ask
    for a side's view ("the Chinese take"), whatever stands around them.
    """

    start: int
    end: int
    pairs: tuple[tuple[str, str], ...] = ()
    outlets: tuple[str, ...] = ()
    is_both: bool = False
    is_view: bool = False


@dataclass(frozen=True, slots=True)
class TopicNamed:
    start: int
    end: int
    topic_id: str


def find_sides(
    text: str, topics: Mapping[str, Topic], registry: Registry, *, in_hand: str = "", may_speak: bool = True
) -> list[SideNamed]:
    """The sides named in a text, in order. With a topic in hand, only its sides are meant.

    Where sides `may_speak`, a bare name is one too as who holds or tells something ("how does China see ...").
    """
    at_hand = [topics[in_hand]] if in_hand in topics else list(topics.values())
    found = [
        SideNamed(m.start(), m.end(), tuple(_all_sides(topics, in_hand)), is_both=True) for m in _BOTH.finditer(text)
    ]
    masked = _masked(text, frozenset(name for topic in at_hand for name in _own_names(topic)))
    for how, pattern in _patterns():
        for match in pattern.finditer(masked) if may_speak or how != "speaks" else ():
            start, end = match.span("names" if how == "speaks" else 0)
            if any(start < known.end and known.start < end for known in found):
                continue
            for first, last in _names_at(masked, *match.span("names")):
                pairs, outlets = _members(text[first:last].casefold(), at_hand, registry, is_in_hand=bool(in_hand))
                # Who says something is a side only where a topic has made it one.
                if pairs or (outlets and how != "speaks"):
                    found.append(SideNamed(start, end, pairs, outlets, is_view=how == "view"))
    return sorted(found, key=lambda side: side.start)


def find_topic(text: str, topics: Mapping[str, Topic]) -> TopicNamed | None:
    """A topic said to be one: "in us-china", "on the India Pakistan topic", "topic venezuela"; a bare word is no topic."""
    for topic in topics.values():
        for pattern in _topic_patterns(topic.id, topic.name):
            if match := pattern.search(text):
                return TopicNamed(match.start(), match.end(), topic.id)
    return None


def _members(
    name: str, topics: Sequence[Topic], registry: Registry, *, is_in_hand: bool
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The sides that a name means; where it means none, the outlets of its country.

    "Georgia" or "Jordan" is a country only where a topic has made it a side.
    """
    country = country_of(name) or press_marks().get(name, "")
    pairs = tuple(_pairs(country, name, topics, is_in_hand=is_in_hand))
    is_sure = bool(country) and name not in doubtful_names()
    return pairs, tuple(sorted(o.name for o in registry if o.country == country)) if is_sure and not pairs else ()


def _pairs(country: str, name: str, topics: Sequence[Topic], *, is_in_hand: bool) -> Iterator[tuple[str, str]]:
    """The sides a name means. Without a topic in hand, only sides that are that country's alone ("the West" is not the US)."""
    close = {country} | CLOSE_TO.get(country, frozenset())
    for topic in topics:
        for side in topic.perspectives:
            is_countrys = country in side.countries and (is_in_hand or side.countries <= close)
            if is_countrys or any(name.startswith(own.casefold()) for own in (side.name, side.id)):
                yield topic.id, side.id


def _all_sides(topics: Mapping[str, Topic], topic_id: str) -> Iterator[tuple[str, str]]:
    if topic_id in topics:
        yield from ((topic_id, side.id) for side in topics[topic_id].perspectives)


def _own_names(topic: Topic) -> Iterator[str]:
    for side in topic.perspectives:
        yield from (name.casefold().removeprefix("the ") for name in (side.name, side.id) if len(name) > 2)


def _masked(text: str, own: frozenset[str]) -> str:
    """The text with the names of countries and of sides put out of sight, every place the same."""
    spans = [*_own_index(own).find(text), *_countries().find(text)]
    masked = list(text)
    covered = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered:
            masked[start:end] = [_FIRST, *(_NEXT for _ in range(end - start - 1))]
            covered = end
    return "".join(masked)


@lru_cache(maxsize=32)
def _own_index(own: frozenset[str]) -> NameIndex:
    return NameIndex(own, most_endings=3)


@once
def _countries() -> NameIndex:
    return NameIndex(all_names())


def _names_at(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each of the names between two places; what stands there without one is a mark of the press ("中")."""
    found = [match.span() for match in re.compile(_ONE).finditer(masked, start, end)]
    return iter(found or [(start, end)])


@once
def _patterns() -> tuple[tuple[How, re.Pattern[str]], ...]:
    before = rf"(?<![\w-])(?:the\s+)?(?P<names>{_ONE}(?:{_JOIN}{_ONE})*)(?:'s|’s)?\s+{_KIND}{_MEDIA}\b"
    # "papers in China", but not "reporting from China".
    media = r"(?:media|press|outlets?|newspapers?|papers|broadcasters?|news sites)"
    after = _PRESS_IN.format(kind=_KIND, media=media, one=_ONE, join=_JOIN)
    marks = "|".join(press_marks())
    wide = rf"(?P<names>{_ONE}|{marks})(?:的)?(?:官方|国家)?(?:媒体|官媒|报纸|报章|方面|新闻界)"
    pressed = (re.compile(pattern, re.IGNORECASE) for pattern in (before, after, wide, _SPANISH_SIDE))
    return (
        *(("press", pattern) for pattern in pressed),
        *(("view", pattern) for pattern in view_patterns(_ONE, _JOIN)),
        *(("speaks", pattern) for pattern in speech_patterns(_ONE, _ONE, _JOIN)),
    )


@lru_cache(maxsize=128)
def _topic_patterns(topic_id: str, name: str) -> tuple[re.Pattern[str], ...]:
    words = [re.escape(word) for word in re.split(r"\W+", topic_id) if word]
    spoken = r"(?:\s*[-/–&]\s*|\s+(?:(?:and|vs?\.?|versus)\s+)?)".join(words)
    called = rf"(?:{spoken}|{re.escape(name)})"
    lead = r"\b(?:(?:in|on|within|for|from|under|about)\s+)?(?:the\s+)?"
    sure = rf"{lead}(?:topic\s*[:=]?\s*[\"“#]?{called}\b[\"”]?|[\"“#]?{called}[\"”]?\s+(?:topic|digest)\b)"
    patterns = [re.compile(sure, re.IGNORECASE)]
    if len(words) > 1:
        written = "-".join(words)
        plain = (
            rf"(?<!\w)(?:in|within|for|from|under)\s+(?:the\s+)?#?{written}(?=\s*(?:$|[?.!,;:]))|(?<!\w)#{written}\b"
        )
        patterns.append(re.compile(plain, re.IGNORECASE))
    return tuple(patterns)
