"""Keeps names and hosts as articles carry them, and the outlets they mean by the registry of today."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Connection, func, select

from retrieval.database import Database
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Registry, fold_name
from retrieval.sources.sides import Sides
from retrieval.store.sql import insert_missing
from retrieval.store.tables import articles, bylines

_MAX_NAME = 200
_LAST_ID = select(func.max(bylines.c.id))
Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Byline:
    """`outlet` and `original_outlet` are the registry's names where it knows them; `is_known` speaks of whose words they are.

    `names` are folded: of both, and of every namesake that may be meant.
    """

    id: int
    outlet: str
    original_outlet: str
    is_known: bool
    host: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BylineTable:
    """All bylines, read with one version of the catalog."""

    version: tuple[int, int]
    by_id: Mapping[int, Byline]
    sides: Sides
    names: frozenset[str]

    def ids_of_outlets(self, names: Iterable[str]) -> list[int]:
        """Articles carried by, or originally of, one of these outlets, or of namesakes of whom nobody knows which it is."""
        wanted = {fold_name(outlet.name if (outlet := self.sides.registry.find_name(name)) else name) for name in names}
        return [byline.id for byline in self.by_id.values() if not wanted.isdisjoint(byline.names)]

    def ids_of_side(self, topic_id: str, perspective_id: str) -> list[int]:
        return [
            byline.id
            for byline in self.by_id.values()
            if self.sides.side_of_name(
                topic_id, byline.original_outlet or byline.outlet, "" if byline.original_outlet else byline.host
            )
            == perspective_id
        ]

    def unknown_ids(self) -> list[int]:
        return [byline.id for byline in self.by_id.values() if not byline.is_known]


class Bylines:
    """Remembers the byline table until a byline is added or the catalog changes. Safe to share between threads."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog
        self._lock = Lock()
        self._table: BylineTable | None = None

    def table(self) -> BylineTable:
        """The table as it is now; inside `Catalog.steady` as it was at first."""
        memo = self._catalog.memo
        if memo is None or "bylines" not in memo:
            with self._database.read() as connection:
                now = self.current(connection)
            if memo is None:
                return now
            memo["bylines"] = now
        held: BylineTable = memo["bylines"]
        return held

    def current(self, connection: Connection) -> BylineTable:
        """The table that holds the byline of everything the caller's connection can read."""
        snapshot = self._catalog.snapshot(connection)
        version = (snapshot.version, connection.scalar(_LAST_ID) or 0)
        with self._lock:
            if self._table is None or self._table.version != version:
                self._table = _read(connection, version, snapshot.sides)
            return self._table

    def ids(self, connection: Connection, triples: Iterable[Triple]) -> dict[Triple, int]:
        """The row ids of these bylines, added where they are new. Inside the caller's transaction."""
        wanted = {triple: _cut(triple) for triple in triples}
        outlets = sorted({outlet for outlet, _, _ in wanted.values()})
        query = select(bylines).where(bylines.c.outlet.in_(outlets))
        found = {(row.outlet, row.original_outlet, row.host): row.id for row in connection.execute(query)}
        missing = sorted({triple for triple in wanted.values() if triple not in found})
        if missing:
            names = ("outlet", "original_outlet", "host")
            insert_missing(connection, bylines, [dict(zip(names, triple, strict=True)) for triple in missing])
            found = {(row.outlet, row.original_outlet, row.host): row.id for row in connection.execute(query)}
        return {triple: found[cut] for triple, cut in wanted.items()}

    def counts(self, *, is_known: bool | None) -> list[tuple[str, int]]:
        """Outlet names with their number of articles, the most frequent first; of known, unknown or all outlets."""
        query = (
            select(articles.c.byline_id, func.count()).where(~articles.c.is_retracted).group_by(articles.c.byline_id)
        )
        counts: Counter[str] = Counter()
        with self._database.read() as connection:
            by_id = self.current(connection).by_id
            for byline_id, count in connection.execute(query):
                if is_known is None or by_id[byline_id].is_known is is_known:
                    counts[by_id[byline_id].outlet] += count
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _read(connection: Connection, version: tuple[int, int], sides: Sides) -> BylineTable:
    rows = connection.execute(select(bylines))
    by_id = {row.id: _byline(row.id, (row.outlet, row.original_outlet, row.host), sides.registry) for row in rows}
    return BylineTable(version, by_id, sides, frozenset(byline.outlet for byline in by_id.values() if byline.outlet))


def _byline(byline_id: int, triple: Triple, registry: Registry) -> Byline:
    outlet, original, host = triple
    meant = registry.candidates(outlet, host)
    known = meant[0] if len(meant) == 1 else None
    origin = registry.find_name(original) if original else None
    carrier, source = known.name if known else outlet or host, origin.name if origin else original
    return Byline(
        byline_id,
        carrier,
        source,
        is_known=(origin or (known if not original else None)) is not None,
        host=host,
        names=frozenset(map(fold_name, (carrier, source, *(outlet.name for outlet in meant)))) - {""},
    )


def _cut(triple: Triple) -> Triple:
    outlet, original, host = triple
    return outlet[:_MAX_NAME], original[:_MAX_NAME], host[:255]
