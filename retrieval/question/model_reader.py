"""Understands a question by a model: in anybody's words and language, with the conversation before it.

What the model says is checked against the catalog: an outlet, side, topic or day that does not exist is dropped. Where it says
nothing that can be used, the rules of `parse.py` understand the question.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from retrieval.answers import Intent, Query, Source
from retrieval.articles import Filters
from retrieval.instants import as_utc, shifted
from retrieval.model import Missing, ask_model, estimate_tokens
from retrieval.model.prompts import UNDERSTAND
from retrieval.model.prompts.understand import Kind, Understood
from retrieval.ports import Model
from retrieval.question.describe import describe
from retrieval.question.follow_up import stands_alone
from retrieval.question.wanted_sources.outlet_names import name_book
from retrieval.sources.catalog import Snapshot

# With what the answer itself may take it comes within 15 seconds.
_PATIENCE = timedelta(seconds=4)
# Weak models say the whole request again where the question should stand.
_DATA = re.compile(r"[{}]")
_OFF_THE_NEWS: frozenset[Kind] = frozenset({"courtesy", "no_question"})
_ANSWERS: dict[Kind, str] = {
    "number": "number",
    "person": "person",
    "time": "time",
    "place": "place",
    "reason": "reason",
}
_LAID_OUT: dict[Kind, Intent] = {"comparison": "compare", "change": "timeline"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a question is asked within: the catalog, the moment, the topic in hand, what articles are written by and in."""

    known: Snapshot
    now: datetime
    zone: str
    topic: str = ""
    more_outlets: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model took a question for: a `query`, or something that `asks_nothing` of the news."""

    query: Query
    asks_nothing: bool = False


class ModelReader:
    """Reads questions with a model."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def read(
        self, plain: Query, setting: Setting, previous: Query | None, may_use: Callable[[int], bool]
    ) -> ModelReading | None:
        """The question that `plain` is by the rules, as the model understands it; None where that cannot be used.

        `may_use` is asked for the tokens first. Where there is nothing to look for but a source or a day ("what does Reuters say
        today", "what's new") and nothing before it, no model is needed.
        """
        if not plain.content and (plain.sources or plain.filters.since or previous is None):
            return None
        request = make_request(plain, setting, previous)
        if not may_use(estimate_tokens(UNDERSTAND, request)):
            return None
        said = ask_model(self._model, UNDERSTAND, request, timeout=_PATIENCE)
        return None if isinstance(said, Missing) else checked(said, plain, setting)


def make_request(plain: Query, setting: Setting, previous: Query | None) -> dict[str, Any]:
    """The question, the one before it if it may lean on that, and what can be asked for, as data."""
    earlier = [] if previous is None or stands_alone(plain, plain.question) else [previous]
    topics = sorted(setting.known.topics.values(), key=lambda topic: topic.id)
    return {
        "question": plain.question,
        "earlier": [{"question": one.question, "understood": one.understood or one.content} for one in earlier],
        "today": f"{setting.now.astimezone(ZoneInfo(setting.zone)).date()}",
        "topics": [
            {
                "id": topic.id,
                "name": topic.name,
                "sides": [{"id": side.id, "name": side.name} for side in topic.perspectives],
            }
            for topic in topics
            if setting.topic in ("", topic.id)
        ],
        "languages": list(setting.languages),
    }


def checked(said: Understood, plain: Query, setting: Setting) -> ModelReading | None:
    """What was said, as a query; what does not exist is dropped. None when nothing is left to look for.

    Of what the rules read, the outlets that are not wanted and a list of headlines stay: the model is not asked for them.
    """
    if said.kind in _OFF_THE_NEWS:
        return ModelReading(Query(plain.question, ""), asks_nothing=True)
    content = said.question.strip()
    if not content or _DATA.search(content):
        return None
    topic = setting.topic or (said.topic if said.topic in setting.known.topics else "")
    sources = (*_outlets(said, plain, setting), *_sides(said, topic, setting.known))
    since, until = _days(said, setting)
    filters = Filters(
        outlets=frozenset().union(*(source.filters.outlets for source in sources)),
        perspectives=frozenset().union(*(source.filters.perspectives for source in sources)),
        topics=frozenset({setting.topic} if setting.topic else ()),
        since=since,
        until=until,
    )
    intent = "compare" if len(sources) > 1 else _LAID_OUT.get(said.kind, "find")
    if plain.intent == "list" and plain.sources and plain.sources == sources:
        intent, content = "list", plain.content
    query = Query(
        plain.question,
        content,
        filters,
        intent,
        answer_kind=_ANSWERS.get(said.kind, ""),
        sources=sources,
        excluded=plain.excluded,
        wordings=tuple(dict.fromkeys(one.words for one in said.wordings if one.words)),
    )
    return ModelReading(replace(query, understood=describe(query, zone=setting.zone)))


def _outlets(said: Understood, plain: Query, setting: Setting) -> Iterator[Source]:
    """The outlets that the catalog or an article knows by the names given, or by these beginnings of a name."""
    book = name_book(setting.known.registry, setting.more_outlets)
    seen = set(plain.excluded)
    for name in said.outlets:
        found = next((one.outlets for one in book.find(name) if one.end - one.start == len(name)), ())
        outlets = tuple(outlet for outlet in found or book.beginning(name) if outlet not in seen)
        if outlets:
            seen.update(outlets)
            yield Source(outlets[0] if len(outlets) == 1 else name, Filters(outlets=frozenset(outlets)))


def _sides(said: Understood, topic: str, known: Snapshot) -> Iterator[Source]:
    """The sides of the topic, or of whatever topic has a side of that id."""
    for side_id in dict.fromkeys(said.perspectives):
        named = {
            topic_id: side
            for topic_id, of_topic in known.topics.items()
            if topic in ("", topic_id) and (side := of_topic.perspective(side_id)) is not None
        }
        if named:
            pairs = frozenset((topic_id, side_id) for topic_id in named)
            yield Source(next(iter(named.values())).name, Filters(perspectives=pairs))


def _days(said: Understood, setting: Setting) -> tuple[datetime | None, datetime | None]:
    """The instants of the days given; neither where one cannot be or they exclude each other or all that there is yet."""
    zone = ZoneInfo(setting.zone)
    first, last = _day(said.since), _day(said.until)
    since = as_utc(datetime.combine(first, time(), zone)) if first else None
    until = as_utc(shifted(datetime.combine(last, time(), zone), timedelta(days=1))) if last else None
    if since and (since >= setting.now or (until and until <= since)):
        return None, None
    return since, until


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words else None
    except ValueError:
        return None
