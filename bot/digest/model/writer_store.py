"""Who wrote the last digests: a model that has failed for days must be seen before a reader asks why they read so plainly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from bot.digest.model.tables import digest_writers
from retrieval.database import Database

KEPT = timedelta(days=30)
NOTHING_PASSED = "nothing passed the checks"


@dataclass(frozen=True, slots=True)
class Written:
    """One digest, its writer, and why that was not the model (empty when it was)."""

    digest_id: str
    writer: str
    fault: str


class WriterStore:
    """Remembers a month of digests for which a model was there to write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, written: Written, *, now: datetime) -> None:
        row = {"digest_id": written.digest_id, "writer": written.writer[:200], "fault": written.fault[:64]}
        with self._database.write() as connection:
            connection.execute(insert(digest_writers).values(written_at=now, **row))
            connection.execute(delete(digest_writers).where(digest_writers.c.written_at < now - KEPT))

    def last(self, count: int = 5) -> list[Written]:
        """The newest first."""
        columns = (digest_writers.c.digest_id, digest_writers.c.writer, digest_writers.c.fault)
        newest = select(*columns).order_by(digest_writers.c.written_at.desc(), digest_writers.c.id.desc()).limit(count)
        with self._database.read() as connection:
            return [Written(*row) for row in connection.execute(newest)]


def faults_of(last: Sequence[Written]) -> dict[str, int]:
    """Why how many of these digests were written without the model, the most frequent first."""
    return dict(Counter(one.fault for one in last if one.fault).most_common())
