"""Turns filters into plain facts that an index can hold: which bylines, which stated sides. For indexes that do not ask SQL."""

from dataclasses import dataclass, field

from retrieval.articles import Filters
from retrieval.store.bylines import BylineTable


@dataclass(frozen=True, slots=True)
class Facts:
    """An article passes if `bylines` has its byline and `sides` says yes; None stands for any."""

    bylines: frozenset[int] | None = None
    sides: "SideFacts | None" = None


@dataclass(frozen=True, slots=True)
class SideFacts:
    """Yes if `bylines` has the byline, or if `unknown` has it and one of the stated (topic, side) pairs is in `stated`."""

    bylines: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    stated: frozenset[tuple[str, str]] = field(default=frozenset())


def make_facts(filters: Filters, table: BylineTable) -> Facts:
    """The same rules as `filters.condition`, which is SQL; topics and dates of the filters are facts already."""
    return Facts(
        bylines=frozenset(table.ids_of_outlets(filters.outlets)) if filters.outlets else None,
        sides=_side_facts(filters, table) if filters.perspectives else None,
    )


def _side_facts(filters: Filters, table: BylineTable) -> SideFacts:
    topics = table.sides.topics
    stated = frozenset(
        (topic, side)
        for topic, side in filters.perspectives
        if topic in topics and topics[topic].perspective(side) is not None
    )
    return SideFacts(
        bylines=frozenset(found for topic, side in filters.perspectives for found in table.ids_of_side(topic, side)),
        unknown=frozenset(table.unknown_ids()) if stated else frozenset(),
        stated=stated,
    )
