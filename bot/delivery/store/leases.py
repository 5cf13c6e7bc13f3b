"""Keeps who leads and who is alive among replicas on one PostgreSQL: rows that must be renewed before they expire.

Only the clock of the database counts: those of the machines may be minutes or days apart.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, update

from bot.delivery.tables import leases
from retrieval.database import Database, database_time, insert_new

# A leader that is gone is followed after the rest of its lease and one turn of whoever waits: nine seconds at most.
LEASE_FOR = timedelta(seconds=7)
# By the clock of the database: those of the machines may be minutes apart (docs/decisions/0121).
RENEW_EVERY = timedelta(seconds=2)
ALIVE = "alive/"


class Leases:
    """`take` every RENEW_EVERY; whoever stops (or cannot) loses the lease when it expires. `read_time` is for tests."""

    def __init__(self, database: Database, *, read_time: Callable[[Connection], datetime] = database_time) -> None:
        self._database = database
        self._read_time = read_time

    def take(self, name: str, holder: str) -> bool:
        """Take or renew a lease; False while somebody else holds it."""
        with self._database.write() as connection:
            now = self._read_time(connection)
            until = now + LEASE_FOR
            insert_new(connection, leases, [{"name": name, "holder": holder, "expires_at": until}])
            taken = connection.execute(
                update(leases)
                .where(leases.c.name == name, (leases.c.holder == holder) | (leases.c.expires_at <= now))
                .values(holder=holder, expires_at=until)
            )
            return taken.rowcount == 1

    def show_alive(self, holder: str) -> None:
        """Keep what `holder` has begun its own, and forget who has long been gone."""
        self.take(f"{ALIVE}{holder}", holder)
        with self._database.write() as connection:
            long_gone = self._read_time(connection) - timedelta(days=1)
            connection.execute(delete(leases).where(leases.c.name.startswith(ALIVE), leases.c.expires_at < long_gone))

    def drop(self, name: str, holder: str) -> None:
        """Give a lease back at once, so that a successor need not wait."""
        with self._database.write() as connection:
            connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
