"""Reads filters as they are typed at the console."""

from datetime import datetime

from retrieval.articles import Filters
from retrieval.errors import BadInput
from retrieval.sources.catalog import Catalog


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
    sides = _sides(catalog, perspective, topic) if perspective else frozenset()
    topics = frozenset({topic}) if topic else frozenset[str]()
    since, until = span
    return Filters(outlets, sides, topics, since, min(until, now) if until else now)


def require_topic(catalog: Catalog, topic: str) -> None:
    """Raises BadInput for a topic that does not exist; empty is none."""
    if topic and topic not in catalog.topics:
        raise BadInput(f"There is no topic {topic!r}. There are: {', '.join(sorted(catalog.topics)) or 'none yet'}.")


def _sides(catalog: Catalog, perspective: str, topic: str) -> frozenset[tuple[str, str]]:
    """`SIDE` in the topic given or in every topic that has it, or `TOPIC/SIDE`."""
    topic_id, _, side = perspective.rpartition("/")
    wanted = topic_id or topic
    found = frozenset(
        (one.id, side) for one in catalog.topics.values() if wanted in ("", one.id) and one.perspective(side)
    )
    if not found:
        raise BadInput(f"No topic has a side {perspective!r}: write the side's id, or TOPIC/SIDE as in us-china/china.")
    return found
