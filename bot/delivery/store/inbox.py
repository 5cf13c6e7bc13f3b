"""Stores updates before they are acted on: a kill between fetch and answer loses no question or command.

The chat service thinks an update is delivered as soon as it was fetched; only this table knows whether it was handled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from bot.delivery.store.leases import ALIVE
from bot.delivery.tables import inbox, leases
from retrieval.database import Database, database_time, insert_new

MAX_ATTEMPTS = 3
ReadTime = Callable[[Connection], datetime]


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """`body` is the update as it came (JSON text); `attempts` counts how often it was begun before."""

    update_id: int
    chat_id: int | None
    body: str
    attempts: int
    received_at: datetime


class Inbox:
    """Keeps, begins and finishes updates; begins again what was not finished, at most three times.

    `owner` is the name of this process. What one process has begun no other begins while its lease says that it is alive.
    """

    def __init__(self, database: Database, *, owner: str = "", read_time: ReadTime = database_time) -> None:
        self._database = database
        self._owner = owner or uuid4().hex
        self._read_time = read_time

    @property
    def owner(self) -> str:
        return self._owner

    def keep(self, update_id: int, body: str, *, chat_id: int | None, now: datetime) -> bool:
        """Store an update; False if it was stored before (then it is handled, or will be)."""
        row = {
            "update_id": update_id,
            "chat_id": chat_id,
            "body": body,
            "state": "new",
            "attempts": 0,
            "received_at": now,
        }
        with self._database.write() as connection:
            return insert_new(connection, inbox, [row]) == 1

    def begin(self, update_id: int) -> bool:
        """Count an attempt, before anything is done.

        False if the update is finished, was tried too often, or is in the hands of another process that is alive.
        """
        with self._database.write() as connection:
            begun = connection.execute(
                update(inbox)
                .where(inbox.c.update_id == update_id, inbox.c.state == "new", inbox.c.attempts < MAX_ATTEMPTS)
                .where(self._is_free(connection))
                .values(attempts=inbox.c.attempts + 1, owner=self._owner)
            )
            return begun.rowcount == 1

    def finish(self, update_id: int, *, now: datetime) -> None:
        """The update was acted on. Its text is deleted: only the number is needed to know it again."""
        with self._database.write() as connection:
            connection.execute(
                update(inbox).where(inbox.c.update_id == update_id).values(state="done", body="", finished_at=now)
            )

    def unfinished(self, *, since: datetime) -> tuple[StoredUpdate, ...]:
        """What was stored at or after an instant and never finished, in order: to be replayed at the start."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(inbox)
                .where(inbox.c.state == "new", inbox.c.attempts < MAX_ATTEMPTS, inbox.c.received_at >= since)
                .where(self._is_free(connection))
                .order_by(inbox.c.update_id)
            )
            return tuple(
                StoredUpdate(row.update_id, row.chat_id, row.body, row.attempts, row.received_at) for row in rows
            )

    def given_up(self, *, since: datetime) -> tuple[StoredUpdate, ...]:
        """What was never finished and will not be tried again: begun too often, or stored before an instant."""
        is_lost = (inbox.c.attempts >= MAX_ATTEMPTS) | (inbox.c.received_at < since)
        with self._database.read() as connection:
            rows = connection.execute(
                select(inbox)
                .where(inbox.c.state == "new", is_lost, self._is_free(connection))
                .order_by(inbox.c.update_id)
            )
            return tuple(
                StoredUpdate(row.update_id, row.chat_id, row.body, row.attempts, row.received_at) for row in rows
            )

    def last_id(self) -> int | None:
        """The highest update id stored."""
        with self._database.read() as connection:
            return connection.execute(select(func.max(inbox.c.update_id))).scalar()

    def prune(self, before: datetime) -> int:
        """Forget updates received before an instant; the service itself keeps none for more than a day."""
        with self._database.write() as connection:
            return connection.execute(delete(inbox).where(inbox.c.received_at < before)).rowcount

    def _is_free(self, connection: Connection) -> ColumnElement[bool]:
        """Of updates that nobody has begun, or we, or somebody who is gone."""
        now = self._read_time(connection)
        alive = select(leases.c.holder).where(leases.c.name.startswith(ALIVE), leases.c.expires_at > now)
        return (inbox.c.owner == self._owner) | inbox.c.owner.not_in(alive)
