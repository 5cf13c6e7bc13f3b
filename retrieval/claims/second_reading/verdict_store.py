"""`VerdictStore`: a `VerdictCache` in the database, so that a rebuild, a later edition or another replica pays for nothing twice."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Boolean, Column, Index, String, Table, Text, delete, func, select

from retrieval.claims.second_reading.verifier import Reply
from retrieval.database import Database, UtcDateTime, insert_new, metadata
from retrieval.ports import Clock

_MOST = 20_000  # replies kept; the oldest go first
_AT_ONCE = 500  # keys in one question: SQLite takes at most 999 parameters in old builds
_LONGEST_PROBLEM = 500

# A cache, and nothing that cannot be asked again.
claim_verdicts = Table(
    "claim_verdicts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("supported", Boolean, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_claim_verdicts_at", "at"),
)


class VerdictStore:
    """Remembers replies under the hash of what was asked: no sentence can be read out of it."""

    def __init__(self, database: Database, clock: Clock, *, most: int = _MOST) -> None:
        self._database = database
        self._clock = clock
        self._most = most

    def get(self, keys: Collection[str]) -> Mapping[str, Reply]:
        found: dict[str, Reply] = {}
        columns = (claim_verdicts.c.key, claim_verdicts.c.supported, claim_verdicts.c.problem)
        with self._database.read() as connection:
            wanted = sorted(keys)
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                rows = connection.execute(select(*columns).where(claim_verdicts.c.key.in_(some)))
                found.update({row.key: Reply(row.supported, row.problem) for row in rows})
        return found

    def put(self, replies: Mapping[str, Reply]) -> None:
        now = self._clock.now()
        rows = [
            {"key": key, "supported": reply.supported, "problem": reply.problem[:_LONGEST_PROBLEM], "at": now}
            for key, reply in sorted(replies.items())
        ]
        if not rows:
            return
        with self._database.write() as connection:
            insert_new(connection, claim_verdicts, rows)
            if (connection.scalar(select(func.count()).select_from(claim_verdicts)) or 0) > self._most:
                oldest: datetime | None = connection.scalar(
                    select(claim_verdicts.c.at).order_by(claim_verdicts.c.at.desc()).offset(self._most - 1).limit(1)
                )
                connection.execute(delete(claim_verdicts).where(claim_verdicts.c.at < oldest))
