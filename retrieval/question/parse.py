"""What a question asks: which outlets, sides, topics and days, and what is left to look for.

A name counts as a source where `source_phrases.py` says that it is asked as one; otherwise it is part of what is looked for.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Literal
from zoneinfo import ZoneInfo

from retrieval.answers import Query
from retrieval.articles import Filters
from retrieval.language.sentences import split_sentences
from retrieval.language.terms import terms
from retrieval.question.dates.time_span import TimeSpan, cut_out, find_time
from retrieval.question.describe import describe
from retrieval.question.follow_up import follow_up
from retrieval.question.intent import answer_kind, intent_of, says_nothing, trimmed, without_courtesy, without_marks
from retrieval.question.unwrap import undecorated
from retrieval.question.wanted_sources.mentioned import Mention, groups, may_tell, sources_meant, unwanted
from retrieval.question.wanted_sources.outlet_names import Named, name_book, without_quotes
from retrieval.question.wanted_sources.side_phrases import SideNamed, find_sides, find_topic
from retrieval.question.wanted_sources.source_phrases import TAILS, framed_span
from retrieval.question.wanted_sources.view_phrases import view_span
from retrieval.sources.catalog import Catalog, Snapshot

_ENOUGH = 4
_ONES = re.compile(r"\bones\b", re.IGNORECASE)
OutletsAre = Literal["framed", "any", "told"]
"""Which outlets of a question are asked as sources: those in a frame, all that may be, or none."""


@dataclass
class _Reading:
    """What was found so far. `bare` is the text with blanks where time and topic stood, `masked` without the names:
    "The Friday Times" is no Friday. Places stay the same in both.
    """

    text: str
    bare: str
    masked: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)
    sources: list[Mention] = field(default_factory=list)

    def blank(self, start: int, end: int) -> None:
        self.spans.append((start, end))
        self.bare = cut_blank(self.bare, start, end)


def cut_blank(text: str, start: int, end: int) -> str:
    """The text with blanks for a piece of it, every place the same."""
    return text[:start] + " " * (end - start) + text[end:]


def understand(
    question: str,
    *,
    catalog: Catalog,
    now: datetime,
    zone: str = "UTC",
    previous: Query | None = None,
    topic: str = "",
    more_outlets: frozenset[str] = frozenset(),
    may_speak: bool = True,
    may_be_told: bool = False,
    reads_outlets: OutletsAre = "framed",
) -> Query:
    """The question as filters, intent and content. Days are whole days in the asker's zone.

    With `previous`, what a follow-up leaves out ("and Reuters?", "what about Japan?") is taken from it.
    `more_outlets` are names that articles carry and the registry does not know. Without `may_speak` a bare country is never
    a side: "what does China say" is about China then. A month `may_be_told`: "in April" is when it happened then.
    """
    known = catalog.snapshot()
    text = " ".join(unicodedata.normalize("NFKC", undecorated(question)).split())
    if previous is not None and previous.sources:
        # "And the Japanese ones?"
        text = _ONES.sub("media", text)
    read = partial(
        _understood,
        known=known,
        now=now,
        zone=zone,
        previous=previous,
        topic=topic,
        more=more_outlets,
        may_speak=may_speak,
        may_be_told=may_be_told,
        reads_outlets=reads_outlets,
    )
    query = replace(read(text), question=question)
    if previous is not None:
        query = follow_up(query, previous, text)
    return replace(query, understood=describe(query, zone=zone))


def _understood(
    text: str,
    *,
    known: Snapshot,
    now: datetime,
    zone: str,
    previous: Query | None,
    topic: str,
    more: frozenset[str],
    may_speak: bool,
    may_be_told: bool,
    reads_outlets: OutletsAre,
) -> Query:
    """A question read by itself; `previous` only says which topic is in hand."""
    if not text:
        return Query("", "")
    book = name_book(known.registry, more)
    text = without_quotes(text, book.find(text))
    reading = _Reading(text, text)
    named = book.find(text)
    reading.masked = _masked(text, named)
    time = _read_time(reading, now, ZoneInfo(zone), may_be_told=may_be_told)
    topic = _read_topic(reading, known, topic)
    in_hand = topic or _topic_of(previous)
    sides = find_sides(reading.bare, known.topics, known.registry, in_hand=in_hand, may_speak=may_speak)
    excluded, span = unwanted(text, named)
    if span is not None:
        reading.blank(*span)
        reading.masked = cut_blank(reading.masked, *span)
    _read_sources(reading, named, sides, reads_outlets)
    return replace(_query(text, reading, time, topic, known), excluded=excluded)


def _masked(text: str, named: Iterable[Named]) -> str:
    for name in named:
        text = text[: name.start] + "·" * (name.end - name.start) + text[name.end :]
    return text


def _read_time(reading: _Reading, now: datetime, zone: ZoneInfo, *, may_be_told: bool) -> TimeSpan | None:
    time = find_time(reading.masked, now=now, zone=zone)
    if time is None or _is_part_of_name(reading.text, time) or (may_be_told and time.is_loose):
        return None
    if time.is_bound or not time.is_loose:
        # A month that nothing binds is also part of what is looked for: "inflation february".
        reading.blank(time.start, time.end)
    return time


def _is_part_of_name(text: str, time: TimeSpan) -> bool:
    """ "the January 6 attack": a day between an article and a noun is what something is called."""
    is_called = re.search(r"\bthe\s+$", text[: time.start]) and re.match(r"\s+[a-z]+", text[time.end :])
    return not time.is_bound and not time.is_relative and bool(is_called)


def _read_topic(reading: _Reading, known: Snapshot, topic: str) -> str:
    found = find_topic(reading.bare, known.topics)
    if found is not None:
        reading.blank(found.start, found.end)
    return topic or (found.topic_id if found else "")


def _topic_of(query: Query | None) -> str:
    """The one topic of the question before, if there was one."""
    topics = {*query.filters.topics, *(topic for topic, _ in query.filters.perspectives)} if query else set()
    return topics.pop() if len(topics) == 1 else ""


def _read_sources(
    reading: _Reading, named: Iterable[Named], sides: Sequence[SideNamed], reads_outlets: OutletsAre
) -> None:
    outlets = [name for name in named if not any(_overlap(name, side) for side in sides)]
    outlets = [name for name in outlets if reading.bare[name.start : name.end].strip()]
    for group in groups(reading.bare, sorted([*outlets, *sides], key=lambda found: found.start)):
        spans = _spans_of(group, reading.bare)
        if reads_outlets == "told" and not any(isinstance(one, SideNamed) for one in group):
            continue
        if not spans and reads_outlets == "any" and may_tell(group, reading.bare):
            spans = tuple((one.start, one.end) for one in group)
        if spans and not _is_told_about(reading, group[0].start):
            reading.sources += group
            reading.spans += spans


def _spans_of(group: Sequence[Mention], text: str) -> tuple[tuple[int, int], ...]:
    """What a source and the words that ask for it take of the text; nothing when it is no source."""
    start, end = group[0].start, group[-1].end
    asked = view_span(text, start, end) if any(isinstance(one, SideNamed) and one.is_view for one in group) else None
    span = asked or framed_span(text, start, end)
    return (span,) if span else ()


def _is_told_about(reading: _Reading, start: int) -> bool:
    """ "What did Xinhua say about CNN's coverage": who stands right after the frame of another is what that one told of."""
    ends = (end for _, end in reading.spans if end <= start)
    return bool(reading.sources) and any(
        re.fullmatch(r"\s*(?:the\s+)?", reading.text[end:start]) and re.search(r"\w$", reading.text[:end].rstrip())
        for end in ends
        if end > reading.sources[-1].end
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _query(question: str, reading: _Reading, time: TimeSpan | None, topic: str, known: Snapshot) -> Query:
    sources = tuple(sources_meant(reading.sources, reading.text, known))
    is_both = any(isinstance(one, SideNamed) and one.is_both for one in reading.sources)
    content = _content(reading)
    intent = intent_of(reading.masked, sources=len(sources), is_both=is_both, has_content=bool(content))
    filters = Filters(
        outlets=frozenset().union(*(source.filters.outlets for source in sources)),
        perspectives=frozenset().union(*(source.filters.perspectives for source in sources)),
        topics=frozenset({topic} if topic else ()),
    )
    prefer = None
    if time is not None and time.is_long and content and (time.is_loose or not (sources or is_both)):
        prefer = Filters(since=time.since, until=time.until)
    elif time is not None:
        filters = replace(filters, since=time.since, until=time.until)
    return Query(
        question, content, filters, intent, answer_kind=answer_kind(reading.masked), prefer=prefer, sources=sources
    )


def _last_question(text: str) -> str:
    """ "I was travelling. When is it?": where several sentences stand, the last question, if it says enough by itself."""
    sentences = [text[span.start : span.end] for span in split_sentences(text)]
    asked = [sentence for sentence in sentences if sentence.rstrip().endswith(("?", "？"))]
    return asked[-1] if len(sentences) > 1 and asked and len(terms(asked[-1])) >= _ENOUGH else text


def _content(reading: _Reading) -> str:
    """What is left when sources, days and courtesies are taken away; empty when only function words are."""
    if reading.sources:
        rest = trimmed(TAILS.sub("", cut_out(reading.text, iter(reading.spans))))
    else:
        rest = without_marks(without_courtesy(_last_question(cut_out(reading.text, iter(reading.spans)))))
    return "" if says_nothing(rest) else rest
