"""Gives topics and outlets as they are now: the files, overlaid by what admins changed in the chat.

Reading is cheap: the database is asked only whether something changed. Files are never written.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, local
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, String, Table, Text, select

from retrieval.database import Database, UtcDateTime, insert_new, metadata, upsert
from retrieval.errors import BadInput
from retrieval.messages import Phrase
from retrieval.sources.catalog_json import outlet_from_json, outlet_to_json, topic_from_json, topic_to_json
from retrieval.sources.outlet_guess import guess_outlet
from retrieval.sources.outlets import Outlet, Registry, fold_name
from retrieval.sources.sides import Sides
from retrieval.sources.topics import Topic

# What admins changed about topics and outlets.
_Sequence = BigInteger().with_variant(Integer, "sqlite")

saved_topics = Table(
    "saved_topics",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("body", Text, nullable=False),
    Column("is_removed", Boolean, nullable=False),
    Column("is_made_up", Boolean, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

saved_outlets = Table(
    "saved_outlets",
    metadata,
    Column("name_key", String(200), primary_key=True),
    Column("body", Text, nullable=False),
    Column("is_guess", Boolean, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

catalog_versions = Table(
    "catalog_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", _Sequence, nullable=False),
)

_NOBODY = 0
_MAX_NAME = 200
_VERSION = select(catalog_versions.c.version)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalog at one moment. A larger `version` is a later one."""

    version: int
    topics: Mapping[str, Topic]
    registry: Registry

    @property
    def sides(self) -> Sides:
        return Sides(self.registry, self.topics)


class Catalog:
    """Holds the topics and outlets of this installation. Safe to share between threads."""

    def __init__(self, database: Database, topics: Iterable[Topic], outlets: Iterable[Outlet]) -> None:
        self._database = database
        self._file_topics = {topic.id: topic for topic in topics}
        self._file_outlets = tuple(outlets)
        self._lock = Lock()
        self._held = local()
        self._snapshot: Snapshot | None = None
        self._recorded: set[str] = set()

    @property
    def topics(self) -> dict[str, Topic]:
        """Every topic that is not removed, by id, those of the files first."""
        return dict(self.snapshot().topics)

    @property
    def registry(self) -> Registry:
        """The outlets of the files and of the admins. Guesses are not in it: a guess says nothing about sides."""
        return self.snapshot().registry

    @property
    def sides(self) -> Sides:
        return self.snapshot().sides

    @property
    def guesses(self) -> dict[str, Outlet]:
        """What we guess about outlets that nobody confirmed, by the name articles carry."""
        with self._database.read() as connection:
            rows = connection.scalars(select(saved_outlets.c.body).where(saved_outlets.c.is_guess))
            return {outlet.name: outlet for outlet in (outlet_from_json(json.loads(body)) for body in rows)}

    def save_topic(self, topic: Topic, *, by: int, now: datetime) -> None:
        """Add a topic, or put it in the place of the one with its id. Raises BadInput for an id that cannot be a path."""
        if not topic.id or not all(part.isalnum() for part in topic.id.split("-")):
            sentence = "{id} cannot be a topic's id: use letters and digits, with hyphens between them."
            raise BadInput(Phrase(sentence, id=f"{topic.id!r}"))
        self._write(lambda connection: _put_topic(connection, topic, by=by, now=now))

    def ensure_topic(self, topic_id: str, *, now: datetime) -> Topic:
        """The topic of that id, made on the fly (no sides, no feeds) when there is none."""
        known = self.topics.get(topic_id)
        if known is not None:
            return known
        topic = Topic(topic_id, topic_id.replace("-", " ").title())
        self._write(lambda connection: _put_topic(connection, topic, by=_NOBODY, now=now, is_made_up=True))
        return topic

    def remove_topic(self, topic_id: str, *, by: int, now: datetime) -> None:
        """Hide a topic; its articles and digests stay. Raises BadInput when there is none."""
        topic = self.topics.get(topic_id)
        if topic is None:
            raise BadInput(Phrase("There is no topic {id}: /topics lists those there are.", id=f"{topic_id!r}"))
        self._write(lambda connection: _put_topic(connection, topic, by=by, now=now, is_removed=True))

    def restore_topic(self, topic_id: str, *, by: int, now: datetime) -> Topic:
        """Bring a removed topic back as it was; for a topic of the files, drop the admins' changes.

        Raises BadInput when there is nothing to restore.
        """
        with self._database.read() as connection:
            row = connection.execute(select(saved_topics).where(saved_topics.c.id == topic_id)).one_or_none()
        if row is None:
            raise BadInput(Phrase("There is no changed or removed topic {name} to restore.", name=f"{topic_id!r}"))
        original = self._file_topics.get(topic_id)
        topic = topic_from_json(json.loads(row.body)) if row.is_removed or original is None else original
        self._write(lambda connection: _put_topic(connection, topic, by=by, now=now))
        return topic

    def save_outlet(self, outlet: Outlet, *, by: int, now: datetime) -> None:
        """Add an outlet, or put it in the place of the one (or the guess) of that name. Raises BadInput without a name."""
        if not fold_name(outlet.name):
            raise BadInput(Phrase("An outlet needs a name: write it as its readers know it."))
        self._write(lambda connection: _put_outlet(connection, outlet, by=by, now=now))

    def record_unknown(self, name: str, domain: str, now: datetime) -> None:
        """Remember an outlet the registry does not know, with a guess about it. Does nothing the second time."""
        with self._database.write() as connection:
            self.put_unknown(connection, [(name, domain)], now)

    def put_unknown(self, connection: Connection, names: Iterable[tuple[str, str]], now: datetime) -> None:
        """`record_unknown` for many (name, domain) pairs, inside the caller's transaction."""
        registry = self.snapshot(connection).registry
        rows = {}
        for name, domain in dict.fromkeys(names):
            key = fold_name(name)[:_MAX_NAME]
            if key and key not in self._recorded and registry.resolve(name, domain) is None:
                rows[key] = _outlet_row(guess_outlet(name, domain, registry), by=_NOBODY, now=now)
        # No new version: a guess changes neither the registry nor any side.
        insert_new(connection, saved_outlets, list(rows.values()))
        self._recorded |= rows.keys()

    def _write(self, change: Callable[[Connection], object]) -> None:
        with self._database.write() as connection:
            change(connection)
            version = connection.scalar(_VERSION) or 0
            upsert(connection, catalog_versions, {"id": 1, "version": version + 1}, keys=["id"])

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Inside, this thread sees the catalog as it was at the beginning, without asking the database again.

        For work that asks many times and should be of one piece. Never across a `yield` to others.
        """
        outer = self.memo
        self._held.memo = {"snapshot": self.snapshot()}
        try:
            yield
        finally:
            self._held.memo = outer

    @property
    def memo(self) -> dict[str, Any] | None:
        """What is remembered inside `steady` in this thread; None outside."""
        memo: dict[str, Any] | None = getattr(self._held, "memo", None)
        return memo

    def snapshot(self, connection: Connection | None = None) -> Snapshot:
        """Everything as it is now, read through the caller's connection when it already has one."""
        if self.memo is not None:
            held: Snapshot = self.memo["snapshot"]
            return held
        if connection is None:
            with self._database.read() as own:
                return self.snapshot(own)
        version = connection.scalar(_VERSION) or 0
        with self._lock:
            if self._snapshot is None or self._snapshot.version != version:
                self._snapshot = self._load(connection, version)
            return self._snapshot

    def _load(self, connection: Connection, version: int) -> Snapshot:
        topics = dict(self._file_topics)
        for row in connection.execute(select(saved_topics).order_by(saved_topics.c.changed_at, saved_topics.c.id)):
            topics[row.id] = topic_from_json(json.loads(row.body))
            if row.is_removed:
                del topics[row.id]
        saved = select(saved_outlets.c.body).where(~saved_outlets.c.is_guess).order_by(saved_outlets.c.changed_at)
        outlets = [outlet_from_json(json.loads(body)) for body in connection.scalars(saved)]
        return Snapshot(version, topics, Registry((*self._file_outlets, *outlets)))


def _put_topic(
    connection: Connection, topic: Topic, *, by: int, now: datetime, is_removed: bool = False, is_made_up: bool = False
) -> None:
    row = {
        "id": topic.id,
        "body": json.dumps(topic_to_json(topic), ensure_ascii=False),
        "is_removed": is_removed,
        "is_made_up": is_made_up,
        "changed_by": by,
        "changed_at": now,
    }
    upsert(connection, saved_topics, row, keys=["id"])


def _put_outlet(connection: Connection, outlet: Outlet, *, by: int, now: datetime) -> None:
    upsert(connection, saved_outlets, _outlet_row(outlet, by=by, now=now), keys=["name_key"])


def _outlet_row(outlet: Outlet, *, by: int, now: datetime) -> dict[str, object]:
    return {
        "name_key": fold_name(outlet.name)[:_MAX_NAME],
        "body": json.dumps(outlet_to_json(outlet), ensure_ascii=False),
        "is_guess": outlet.is_guess,
        "changed_by": by,
        "changed_at": now,
    }
