"""Who leads, when several replicas share one PostgreSQL: a row that must be renewed before it expires."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from bot.delivery.tables import leases
from retrieval.database import Database, insert_new

LEASE_FOR = timedelta(seconds=30)


class Leases:
    """`take` every third of LEASE_FOR; whoever stops (or cannot) loses the lead when the lease expires."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, holder: str, *, now: datetime) -> bool:
        """Take or renew a lease; False while somebody else holds it."""
        until = now + LEASE_FOR
        with self._database.write() as connection:
            insert_new(connection, leases, [{"name": name, "holder": holder, "expires_at": until}])
            taken = connection.execute(
                update(leases)
                .where(leases.c.name == name, (leases.c.holder == holder) | (leases.c.expires_at <= now))
                .values(holder=holder, expires_at=until)
            )
            return taken.rowcount == 1

    def drop(self, name: str, holder: str) -> None:
        """Give a lease back at once, so that a successor need not wait."""
        with self._database.write() as connection:
            connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
