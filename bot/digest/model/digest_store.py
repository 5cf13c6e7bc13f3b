"""Digests in the database: those we built and those imported, side by side, so that neither destroys the other.

Apart from them stand the editions of a day for readers of other hours than the topic's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select

from bot.digest.model.digest import Digest
from bot.digest.model.digest_json import pack_digest, unpack_digest
from bot.digest.model.tables import digest_editions, digests
from retrieval.database import Database, upsert

Origin = Literal["built", "imported"]


@dataclass(frozen=True, slots=True)
class StoredKey:
    """Which digest: a topic and its days (`last_day` is `day` unless it is of a span)."""

    topic: str
    day: date
    last_day: date


class DigestStore:
    """Keeps one built and one imported digest per topic and span. Reading prefers the built one: it has citations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, digest: Digest, *, origin: Origin = "built", markdown: str | None = None) -> None:
        """Store a digest, replacing the one of the same topic, days and origin (or hour). `markdown` is an imported file as
        it was."""
        row = {
            "topic": digest.topic,
            "day": digest.day,
            "last_day": digest.last_day or digest.day,
            "built_at": digest.built_at,
            "body": pack_digest(digest),
        }
        with self._database.write() as connection:
            if digest.hour is None:
                row |= {"origin": origin, "markdown": None if markdown is None else markdown.encode()}
                upsert(connection, digests, row, keys=("topic", "day", "last_day", "origin"))
            else:
                row |= {"hour": digest.hour.key, "until": digest.hour.until}
                upsert(connection, digest_editions, row, keys=("topic", "day", "last_day", "hour"))

    def edition(self, topic_id: str, day: date, last_day: date | None = None, *, hour: str) -> Digest | None:
        """The edition of these days for readers of an hour (`Hour.key`)."""
        columns = digest_editions.c
        return self._first(
            select(digest_editions).where(
                columns.topic == topic_id,
                columns.day == day,
                columns.last_day == (last_day or day),
                columns.hour == hour,
            )
        )

    def edition_until(self, topic_id: str, until: datetime) -> Digest | None:
        """An edition that ended at an instant; of several, the one of most readers."""
        columns = digest_editions.c
        query = select(digest_editions).where(columns.topic == topic_id, columns.until == until)
        return self._first(query.order_by(columns.hour).limit(1))

    def prune_editions(self, before: datetime) -> None:
        """Drop the editions made before an instant. The topics' own digests stay for good."""
        with self._database.write() as connection:
            connection.execute(digest_editions.delete().where(digest_editions.c.built_at < before))

    def get(
        self, topic_id: str, day: date, last_day: date | None = None, *, origin: Origin | None = None
    ) -> Digest | None:
        """The digest of these days; of one origin, or the built one before the imported."""
        query = _of(topic_id, day, last_day)
        return self._first(query if origin is None else query.where(digests.c.origin == origin))

    def markdown(self, topic_id: str, day: date, last_day: date | None = None) -> str | None:
        """The imported file of this day as it was, or None."""
        query = _of(topic_id, day, last_day).where(digests.c.origin == "imported")
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None or row.markdown is None else bytes(row.markdown).decode()

    def origins(self, topic_id: str, day: date, last_day: date | None = None) -> frozenset[Origin]:
        with self._database.read() as connection:
            return frozenset(row.origin for row in connection.execute(_of(topic_id, day, last_day)))

    def days(self, topic_id: str) -> list[date]:
        """The days of single-day digests, newest first."""
        return [key.day for key in reversed(self.stored(topic_id)) if key.day == key.last_day]

    def state(self) -> tuple[int, datetime | None]:
        """How many digests there are and when the newest was made: another state, when one was added or made anew."""
        with self._database.read() as connection:
            count, newest = connection.execute(select(func.count(), func.max(digests.c.built_at))).one()
        return count, newest

    def stored(self, topic_id: str = "") -> list[StoredKey]:
        """Every stored digest (of one topic), by topic and day."""
        columns = (digests.c.topic, digests.c.day, digests.c.last_day)
        query = select(*columns).distinct().order_by(*columns)
        if topic_id:
            query = query.where(digests.c.topic == topic_id)
        with self._database.read() as connection:
            return [StoredKey(*row) for row in connection.execute(query)]

    def latest(self, topic_id: str, *, until: date | None = None) -> Digest | None:
        """The newest single-day digest, not after `until`."""
        query = _single_days(topic_id).order_by(digests.c.day.desc(), digests.c.origin)
        return self._first(query if until is None else query.where(digests.c.day <= until))

    def previous(self, topic_id: str, day: date) -> Digest | None:
        """The newest single-day digest before `day`."""
        return self._first(
            _single_days(topic_id).where(digests.c.day < day).order_by(digests.c.day.desc(), digests.c.origin)
        )

    def since(self, topic_id: str, first: date, last: date) -> Iterator[Digest]:
        """The single-day digests of a span, oldest first."""
        for day in sorted(self.days(topic_id)):
            if first <= day <= last and (found := self.get(topic_id, day)):
                yield found

    def remove(self, topic_id: str, day: date, last_day: date | None = None, *, origin: Origin = "built") -> None:
        span = _span(topic_id, day, last_day)
        with self._database.write() as connection:
            connection.execute(digests.delete().where(*span, digests.c.origin == origin))

    def _first(self, query: Select[Any]) -> Digest | None:
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else unpack_digest(row.body)


def _span(topic_id: str, day: date, last_day: date | None) -> tuple[ColumnElement[bool], ...]:
    return digests.c.topic == topic_id, digests.c.day == day, digests.c.last_day == (last_day or day)


def _of(topic_id: str, day: date, last_day: date | None) -> Select[Any]:
    # "built" sorts before "imported".
    return select(digests).where(*_span(topic_id, day, last_day)).order_by(digests.c.origin)


def _single_days(topic_id: str) -> Select[Any]:
    return select(digests).where(digests.c.topic == topic_id, digests.c.day == digests.c.last_day)
