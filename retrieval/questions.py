"""What a question asks: which outlets, sides, topics and days, and what is left to look for.

A name counts as a filter only where the words around it say that somebody reported ("what did X say", "according to
X", "Chinese media"); otherwise it is part of what is looked for ("Global Times editor arrested").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from retrieval.answers import Intent, Query
from retrieval.articles import Filters
from retrieval.catalog import Catalog
from retrieval.demonyms import COUNTRY_OF
from retrieval.outlets import Outlet, fold_name
from retrieval.timewords import cut_out, find_time
from retrieval.topics import Topic
from retrieval.words import terms

SAY = (
    r"(?:say|says|said|saying|report|reports|reported|reporting|write|writes|wrote|written|publish|publishes|published|"
    r"cover|covers|covered|covering|claim|claims|claimed|argue|argues|argued|describe|describes|described|"
    r"tell|tells|told|carry|carried|print|printed|run|mention|mentioned|think|frame|framed|see|view|differ|disagree|put)"
)
MEDIA = r"(?:media|press|outlets?|newspapers?|papers?|side|sources?|news|journalists?|broadcasters?|coverage|reports?|reporting|perspective)"
BEFORE = re.compile(
    r"(?:\b(?:did|does|do|has|have|had|according to|how (?:did|does|do)|reported by|published by|written by|carried by|"
    r"from|by|in|via|per|and|or|with|vs\.?|versus|than|between|compare|only)\s+(?:the\s+)?|^(?:the\s+)?|[,，、]\s*|和|与)$",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"^(?:'s|’s)?\s*(?:(?:on|about|regarding|:)\s|(?:online|newspaper|also|ever|actually|itself)?\s*{SAY}\b|"
    rf"(?:'s|’s)?\s*(?:coverage|report|reports|reporting|version|view|account|take|editorial|position|article|articles|story|stories)\b|"
    rf"说|报道|如何|怎么|和|与|[,，?？]|(?:and|or|vs\.?|versus)\s|$)",
    re.IGNORECASE,
)
STRONG_BEFORE = re.compile(
    r"\b(?:did|does|do|has|have|according to|reported by|published by|written by|carried by|compare|between|only)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
SIDE = re.compile(
    rf"\b(?:the\s+)?(?P<name>{'|'.join(sorted(map(re.escape, COUNTRY_OF), key=len, reverse=True))})(?:'s|’s)?\s+"
    rf"(?:state\s+|official\s+|news\s+)?{MEDIA}\b",
    re.IGNORECASE,
)
BOTH = re.compile(r"\b(?:both|all|each|either|the two|different) sides?\b|\beach side\b|双方", re.IGNORECASE)
COMPARE = re.compile(
    r"\bdiffer\w*|\bcompar\w+|\bcontrast\w*|\bversus\b|\bvs\.?\b|\bdisagree\w*|\bboth sides\b|\beach side\b|不同|区别|比较",
    re.IGNORECASE,
)
LIST = re.compile(
    r"^\s*(?:list|show)\b|\bwhat (?:did|has|have) [^?]*\b(?:publish|published|print|printed|run)\b", re.IGNORECASE
)
TIMELINE = re.compile(
    r"\btimeline\b|\bchronolog\w+|\bover time\b|\bhow did .* (?:unfold|develop|evolve)\b", re.IGNORECASE
)
SCAFFOLD = re.compile(
    rf"^\s*(?:please\s+)?(?:(?:can|could) you\s+)?(?:tell me|show me|show|list|explain|summari[sz]e|compare|contrast)\b"
    rf"|\b(?:what|how|which|where|when|why|who)\s+(?:did|does|do|has|have|had|is|are|was|were)(?=\s*(?:and|,|say|{SAY})\b)"
    rf"|\b(?:what|how)\s+(?:did|does|do|has|have|had)\b"
    rf"|\b{SAY}\b(?:\s+(?:on|about|of|regarding))?|\baccording to\b|\bthe (?:news|latest|articles?|stories|story|timeline)\b",
    re.IGNORECASE,
)
KIND = (
    (re.compile(r"^\s*how (?:many|much)\b|多少", re.IGNORECASE), "number"),
    (re.compile(r"^\s*(?:who|whom|whose)\b|谁", re.IGNORECASE), "person"),
    (re.compile(r"^\s*when\b|什么时候|何时", re.IGNORECASE), "time"),
    (re.compile(r"^\s*where\b|哪里|何处", re.IGNORECASE), "place"),
)
EDGES = re.compile(r"^[\s,;:.?!？。，'\"“”-]+|[\s,;:.?!？。，'\"“”-]+$")
EDGE_WORDS = re.compile(
    r"^(?:and|or|on|about|of|the|for|to|with|by|in|from|at|regarding|that|it|they)\s+|\s+(?:and|or|on|about|of|the|for|to|with|by|in|from|at)$",
    re.IGNORECASE,
)


@dataclass
class _Reading:
    """What was found so far, and where it stands in the question."""

    text: str
    spans: list[tuple[int, int]] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)
    sides: list[tuple[str, str]] = field(default_factory=list)
    side_words: list[str] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)


def understand(
    question: str, *, catalog: Catalog, now: datetime, zone: str = "UTC", previous: Query | None = None, topic: str = ""
) -> Query:
    """The question as filters, intent and content. Days are whole days in the asker's zone.

    With `previous`, what a follow-up leaves out ("and Reuters?", "what about Japan?") is taken from it.
    """
    text = " ".join(unicodedata.normalize("NFKC", question).split())
    reading = _Reading(text)
    span = find_time(text, now=now, zone=ZoneInfo(zone))
    if span is not None:
        reading.spans.append((span.start, span.end))
    _read_sides(reading, catalog, topic)
    _read_outlets(reading, catalog)
    filters = Filters(
        outlets=frozenset(outlet.name for outlet in reading.outlets),
        perspectives=frozenset(reading.sides),
        topics=frozenset({topic} if topic else {found.id for found in reading.topics}),
        since=span.since if span else None,
        until=span.until if span else None,
    )
    content = _content(reading)
    query = Query(question, content, filters, _intent(text, reading), answer_kind=_kind(text))
    if previous is not None:
        query = follow_up(query, previous, text)
    return replace(query, understood=describe(query, catalog, zone=zone))


def follow_up(query: Query, previous: Query, text: str) -> Query:
    """Fill what a follow-up leaves out from the question before it; a question that stands alone is left alone."""
    is_short = bool(
        re.match(
            r"^\s*(?:and|what about|how about|or|y|那|那么)\b|^\s*(?:when|where|who|why) (?:was|did|is|were) (?:that|it|this|they|he|she)\b",
            text,
            re.IGNORECASE,
        )
    )
    if not is_short and query.content:
        return query
    mine, before = query.filters, previous.filters
    has_source = bool(mine.outlets or mine.perspectives)
    has_time = bool(mine.since or mine.until)
    content = query.content if len(terms(query.content)) > 0 and not _is_pronoun(query.content) else previous.content
    filters = Filters(
        outlets=mine.outlets if has_source else before.outlets,
        perspectives=mine.perspectives if has_source else before.perspectives,
        topics=mine.topics or before.topics,
        since=mine.since if has_time else before.since,
        until=mine.until if has_time else before.until,
    )
    return replace(query, content=content, filters=filters)


def describe(query: Query, catalog: Catalog, *, zone: str = "UTC") -> str:
    """The question as understood, in words: "Global Times, 6 January 2026: Maduro"."""
    filters = query.filters
    who = sorted(filters.outlets) + sorted({_side_name(catalog, *pair) for pair in filters.perspectives})
    pieces = [", ".join(who)] if who else []
    if when := _describe_days(filters, ZoneInfo(zone)):
        pieces.append(when)
    head = ", ".join(pieces)
    return f"{head}: {query.content}".strip(": ") if head else ""


def _side_name(catalog: Catalog, topic_id: str, side_id: str) -> str:
    topic = catalog.topics.get(topic_id)
    perspective = topic.perspective(side_id) if topic else None
    return perspective.name if perspective else side_id


def _describe_days(filters: Filters, zone: ZoneInfo) -> str:
    first = filters.since.astimezone(zone).date() if filters.since else None
    last = (filters.until.astimezone(zone) - timedelta(seconds=1)).date() if filters.until else None
    if first and last:
        return f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B} to {last:%-d %B %Y}"
    if first:
        return f"since {first:%-d %B %Y}"
    return f"until {last:%-d %B %Y}" if last else ""


def _read_sides(reading: _Reading, catalog: Catalog, topic: str) -> None:
    """ "Chinese media", "the US side", "Beijing's press"; "both sides" are all sides of the topic in hand."""
    for found in SIDE.finditer(reading.text):
        country = COUNTRY_OF[found["name"].casefold()]
        pairs = list(_sides_of(country, catalog, topic))
        if pairs:
            reading.sides += pairs
        else:
            reading.outlets += [outlet for outlet in catalog.registry if outlet.country == country]
        reading.side_words.append(found[0])
        reading.spans.append(found.span())
    both = BOTH.search(reading.text)
    if both:
        reading.spans.append(both.span())


def _sides_of(country: str, catalog: Catalog, topic: str) -> Iterator[tuple[str, str]]:
    for one in catalog.topics.values():
        if topic and one.id != topic:
            continue
        for perspective in one.perspectives:
            if country in perspective.countries:
                yield one.id, perspective.id


def _read_outlets(reading: _Reading, catalog: Catalog) -> None:
    for start, end, outlet in find_outlets(reading.text, catalog.registry.aliases()):
        if any(start < other_end and other_start < end for other_start, other_end in reading.spans):
            continue
        if is_source(reading.text, start, end, others=bool(reading.outlets)):
            reading.outlets.append(outlet)
            reading.spans.append((start, end))


def find_outlets(text: str, aliases: dict[str, Outlet]) -> Iterator[tuple[int, int, Outlet]]:
    """Every outlet named in a text, the longest name first where names overlap, in order."""
    words = [(found.start(), found.end()) for found in re.finditer(r"[^\W_]+(?:[.'’&][^\W_]+)*", text)]
    at = 0
    while at < len(words):
        for length in range(min(7, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + length - 1][1]
            outlet = aliases.get(fold_name(text[start:end]))
            if outlet is not None and _looks_like_name(text[start:end]):
                yield start, end, outlet
                at += length - 1
                break
            if length == 1 and (inner := _inside_run(text, start, end, aliases)):
                yield inner
        at += 1


def is_source(text: str, start: int, end: int, *, others: bool) -> bool:
    """Whether the outlet at [start, end) is meant as the one who reports."""
    before, after = text[:start], text[end:]
    if STRONG_BEFORE.search(before) or re.match(rf"^(?:'s|’s)?\s+(?:also\s+)?{SAY}\b", after, re.IGNORECASE):
        return True
    return bool(BEFORE.search(before) and AFTER.match(after)) or (
        others and bool(re.search(r"(?:,|\band|\bor|\bwith)\s+(?:the\s+)?$", before))
    )


def _looks_like_name(written: str) -> bool:
    """People type outlets in lower case too, but a single short lower-case word is more likely a word."""
    return not written.islower() or len(written) > 5 or "." in written or not written.isascii()


def _inside_run(text: str, start: int, end: int, aliases: dict[str, Outlet]) -> tuple[int, int, Outlet] | None:
    """An outlet inside a run written without spaces: 环球时报说了什么."""
    run = text[start:end]
    if run.isascii():
        return None
    for length in range(min(len(run), 12), 1, -1):
        for at in range(len(run) - length + 1):
            outlet = aliases.get(fold_name(run[at : at + length]))
            if outlet is not None:
                return start + at, start + at + length, outlet
    return None


def _content(reading: _Reading) -> str:
    """What is left when filters and question words are taken away; the whole question if nothing were left of a real one."""
    has_source = bool(reading.outlets or reading.sides or reading.side_words)
    spans: Iterable[tuple[int, int]] = reading.spans
    if has_source or LIST.search(reading.text) or COMPARE.search(reading.text):
        spans = [
            *spans,
            *(found.span() for found in SCAFFOLD.finditer(reading.text)),
            *(f.span() for f in COMPARE.finditer(reading.text)),
        ]
    rest = _trimmed(cut_out(reading.text, iter(spans)))
    return rest if terms(rest) else ""


def _trimmed(text: str) -> str:
    while True:
        trimmed = EDGE_WORDS.sub("", EDGES.sub("", text))
        if trimmed == text:
            return text
        text = trimmed


def _intent(text: str, reading: _Reading) -> Intent:
    if COMPARE.search(text) or BOTH.search(text):
        return "compare"
    if TIMELINE.search(text):
        return "timeline"
    if LIST.search(text) and not _content(reading):
        return "list"
    return "list" if (reading.outlets or reading.sides) and not _content(reading) else "find"


def _kind(text: str) -> str:
    return next((kind for pattern, kind in KIND if pattern.search(text)), "")


def _is_pronoun(content: str) -> bool:
    return bool(re.fullmatch(r"(?:that|it|this|they|them|he|she|there|those|these)", content.strip(), re.IGNORECASE))
