"""`ReplyStore`: a `ReplyCache` in the database, so that a rebuild, a later edition or another replica pays for nothing twice."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, func, select

from retrieval.database import Database, UtcDateTime, insert_new, metadata
from retrieval.errors import StorageError
from retrieval.ports import Clock

# A cache, and nothing that cannot be asked again.
model_replies = Table(
    "model_replies",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("reply", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_model_replies_at", "at"),
)

_MOST = 5_000  # replies kept, a year of digests of one topic; the oldest go first


class ReplyStore:
    """Remembers replies under the hash of what was asked. A database that is busy costs a call, not a digest."""

    def __init__(self, database: Database, clock: Clock, *, most: int = _MOST) -> None:
        self._database = database
        self._clock = clock
        self._most = most

    def get(self, key: str) -> str | None:
        with suppress(StorageError), self._database.read() as connection:
            found: str | None = connection.scalar(select(model_replies.c.reply).where(model_replies.c.key == key))
            return found
        return None

    def put(self, key: str, reply: str) -> None:
        row = {"key": key, "reply": reply, "at": self._clock.now()}
        with suppress(StorageError), self._database.write() as connection:
            insert_new(connection, model_replies, [row])
            if (connection.scalar(select(func.count()).select_from(model_replies)) or 0) > self._most:
                newest_first = select(model_replies.c.at).order_by(model_replies.c.at.desc())
                oldest: datetime | None = connection.scalar(newest_first.offset(self._most - 1).limit(1))
                connection.execute(delete(model_replies).where(model_replies.c.at < oldest))
