"""`TokenBudget`: a hard stop for a day's tokens, shared by every process on the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from retrieval.budget.tables import spent_tokens
from retrieval.database import Database, insert_new

_KEPT = timedelta(days=30)


class TokenBudget:
    """Spends at most `a_day` tokens a UTC day. What a call may cost is claimed before it and settled after it; a
    process that is killed in between has spent its claim."""

    def __init__(self, database: Database, *, a_day: int) -> None:
        self.a_day = a_day
        self._database = database

    def spend(self, tokens: int, *, now: datetime) -> bool:
        """Claim some tokens of today; False, claiming nothing, when they are more than is left."""
        day = now.astimezone(UTC).date()
        has_room = (spent_tokens.c.day == day) & (spent_tokens.c.tokens + tokens <= self.a_day)
        with self._database.write() as connection:
            insert_new(connection, spent_tokens, [{"day": day, "tokens": 0}])
            claim = update(spent_tokens).where(has_room).values(tokens=spent_tokens.c.tokens + tokens)
            return connection.execute(claim).rowcount == 1

    def settle(self, claimed: int, used: int, *, now: datetime) -> None:
        """What was claimed of the day of `now` has cost `used` in truth, be it less or more."""
        day = spent_tokens.c.day == now.astimezone(UTC).date()
        with self._database.write() as connection:
            connection.execute(update(spent_tokens).where(day).values(tokens=spent_tokens.c.tokens + used - claimed))

    def spent(self, now: datetime) -> int:
        """The tokens of today."""
        today = select(spent_tokens.c.tokens).where(spent_tokens.c.day == now.astimezone(UTC).date())
        with self._database.read() as connection:
            return connection.scalar(today) or 0

    def expire(self, now: datetime) -> None:
        """Forget the days of more than a month ago."""
        with self._database.write() as connection:
            connection.execute(delete(spent_tokens).where(spent_tokens.c.day < (now - _KEPT).astimezone(UTC).date()))
