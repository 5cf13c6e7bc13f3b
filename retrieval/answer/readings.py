"""What a question may mean, the likeliest first: as what an outlet tells, of the last days, as it stands, of an earlier event."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from retrieval.answer.wanted import asks_whether
from retrieval.answers import Query
from retrieval.articles import Filters
from retrieval.index import Index
from retrieval.language.calendar import near_days
from retrieval.language.patterns import either
from retrieval.question.describe import describe
from retrieval.question.intent import asks_for_latest
from retrieval.store import ArticleStore

# The latest is of the last days; where those have nothing, of a fortnight.
_RECENT = (3, 14)
_DAY = timedelta(days=1)
_TODAY = re.compile(either(near_days("today")), re.IGNORECASE)


def readings(
    read: Callable[..., Query], question: str, store: ArticleStore, index: Index, *, now: datetime, zone: str
) -> Iterator[Query]:
    """Each way to read a question once. `read` is `understand` with all but the question and what is doubtful in it given.

    The first that is answered is meant; where none is, the first says why.
    """
    known: list[Query] = []
    for query in _ways(read, question, store, index, now, zone):
        if query not in known:
            known.append(query)
            yield query


def _ways(
    read: Callable[..., Query], question: str, store: ArticleStore, index: Index, now: datetime, zone: str
) -> Iterator[Query]:
    plain = read(question)
    if plain.own:
        # Few words that name nothing may lean on what was asked before, or not.
        yield plain
        plain = read(question, previous=None)
    filters = plain.filters
    if not plain.sources and (told_by := read(question, reads_outlets="any")).sources and told_by.content:
        yield told_by
    if asks_for_latest(question, plain.content) and not (
        filters.since or plain.prefer or plain.answer_kind or asks_whether(question)
    ):
        for days in _RECENT:
            yield replace(plain, filters=replace(filters, since=now - timedelta(days=days)))
    yield plain
    if not plain.content and _TODAY.search(question) and filters.since and filters.since <= now < filters.since + _DAY:
        # Until something came out today, it is the last 24 hours; that is told, and every headline has its day.
        recent = replace(plain, filters=replace(filters, since=now - _DAY))
        yield replace(recent, understood=describe(recent, zone=zone))
    # What a side is said to hold may be told by others only, and a month be that of the event.
    yield read(question, may_speak=False)
    yield read(question, may_be_told=True)
    is_held = all(index.holds(outlet) for outlet in filters.outlets)
    if filters.outlets and is_held and not store.find(Filters(outlets=filters.outlets), limit=1):
        # An institute that is quoted by others and has no articles here.
        yield read(question, reads_outlets="told")
