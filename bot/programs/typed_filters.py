"""Reads filters as they are typed, at the console or in an address."""

import re
from datetime import date, datetime

from retrieval.articles import Filters
from retrieval.errors import BadInput
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Topic

# A day that an article here could be of; the calendars of zones end somewhere beyond.
DAY_PATTERN = r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"


class Missing(BadInput):
    """What was named is not here; the sentence says what is."""


def make_filters(
    catalog: Catalog,
    outlet: str,
    perspective: str,
    topic: str,
    span: tuple[datetime | None, datetime | None],
    *,
    now: datetime,
) -> Filters:
    """The filters; what is later than `now` does not exist yet.

    Raises BadInput for a side or topic that does not exist; an outlet nobody knows simply finds nothing.
    """
    require_topic(catalog, topic)
    known = catalog.registry.find_name(outlet) if outlet else None
    outlets = frozenset({known.name if known else outlet}) if outlet else frozenset[str]()
    sides = sides_named(catalog, perspective, topic) if perspective else frozenset()
    topics = frozenset({topic}) if topic else frozenset[str]()
    since, until = span
    return Filters(outlets, sides, topics, since, min(until, now) if until else now)


def require_topic(catalog: Catalog, topic: str) -> None:
    """Raises BadInput for a topic that does not exist; empty is none."""
    if topic:
        topic_named(catalog, topic)


def topic_named(catalog: Catalog, topic_id: str) -> Topic:
    """The topic. Raises Missing naming the topics there are."""
    topics = catalog.topics
    if topic_id not in topics:
        raise Missing(f"There is no topic {topic_id!r}. There are: {', '.join(sorted(topics)) or 'none yet'}.")
    return topics[topic_id]


def sides_named(catalog: Catalog, perspective: str, topic: str) -> frozenset[tuple[str, str]]:
    """`SIDE` in the topic given or in every topic that has it, or `TOPIC/SIDE`."""
    topic_id, _, side = perspective.rpartition("/")
    wanted = topic_id or topic
    found = frozenset(
        (one.id, side) for one in catalog.topics.values() if wanted in ("", one.id) and one.perspective(side)
    )
    if not found:
        raise Missing(f"No topic has a side {perspective!r}: write the side's id, or TOPIC/SIDE as in us-china/china.")
    return found


def read_day(name: str, value: str) -> date:
    """The day that a program gives as its parameter `name`. Raises BadInput."""
    try:
        if re.fullmatch(DAY_PATTERN, value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadInput(f"{name} is no day: write it as 2026-01-07.")
