"""Keeps the ledger in SQL: frozen editions, deliveries and their parts.

Every method is one transaction. A delivery is unique by (chat, subject); the subject of a digest is `<topic>/<day>`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, exists, func, select

from bot.delivery.chats import Order
from bot.delivery.ledger_entries import Claim, PastDelivery, Task, UnknownPart
from bot.delivery.ports import Part, Place
from bot.delivery.retry_schedule import Step
from bot.delivery.store.doubtful_parts import DoubtfulParts
from bot.delivery.store.edition_store import Contents, find_edition, freeze_edition
from bot.delivery.store.ledger_rows import (
    CLAIM,
    MARK_SENT,
    change_part,
    close_deliveries,
    delivery_row,
    go_on,
    insert_deliveries,
    merge_open,
    without_known,
)
from bot.delivery.store.subscription_rows import advance_all
from bot.delivery.tables import deliveries, delivery_parts, edition_parts, editions
from retrieval.database import Database


class Ledger:
    """Keeps what is to be sent and what was sent; `doubts` has what nobody knows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._contents = Contents(database)
        self.doubts = DoubtfulParts(database, self._contents)

    # -- planning

    def has_edition(self, order: Order) -> bool:
        with self._database.read() as connection:
            return find_edition(connection, order) is not None

    def plan(self, order: Order, parts: Sequence[Part], claims: Iterable[Claim], *, now: datetime) -> int:
        """Freeze the edition (unless an equal one is frozen), move the subscriptions on and write
        their delivery rows: all in one transaction. The number of deliveries written.

        An open delivery of the same topic of which nothing was sent yet is merged into the new one.
        """
        with self._database.write() as connection:
            edition = find_edition(connection, order)
            if edition is None:
                edition = freeze_edition(connection, order, parts, now)
            number = connection.execute(select(editions.c.parts).where(editions.c.id == edition)).scalar_one()
            moves = {(claim.subscription.chat_id, claim.subscription.topic): claim for claim in claims}
            won = advance_all(connection, [(claim.subscription, claim.plan) for claim in moves.values()])
            subject = f"{order.topic}/{order.day}"
            rows = [delivery_row(moves[key], order, subject, edition, now) for key in won]
            fresh = without_known(connection, rows, subject)
            merge_open(connection, order.topic, [row["chat_id"] for row in fresh], now)
            return insert_deliveries(connection, fresh, number, now)

    def enqueue(self, subject: str, parts: Sequence[Part], places: Iterable[Place], *, now: datetime) -> int:
        """Queue the same parts for some chats outside any subscription (an announcement); once per chat and subject."""
        with self._database.write() as connection:
            edition = freeze_edition(connection, None, parts, now)
            rows = [
                {
                    "chat_id": place.chat_id,
                    "thread_id": place.thread_id,
                    "subject": subject,
                    "topic": "",
                    "day": None,
                    "first_day": None,
                    "edition_id": edition,
                    "is_late": False,
                    "due_at": now,
                }
                for place in places
            ]
            return insert_deliveries(connection, without_known(connection, rows, subject), len(parts), now)

    def note_unknown(self, subject: str, part: Part, place: Place, *, now: datetime) -> UnknownPart | None:
        """Write down a message sent outside the ledger that may or may not have arrived; None if that was done before."""
        if not self.enqueue(subject, [part], [place], now=now):
            return None
        return self.doubts.begin(subject, place, now=now)

    # -- sending

    def ready(self, now: datetime, *, limit: int, busy: Iterable[int] = ()) -> tuple[Task, ...]:
        """The next part of every chat's oldest open delivery whose time has come, the longest due first."""
        older = deliveries.alias()
        lower = delivery_parts.alias()
        is_first = ~exists().where(
            older.c.chat_id == deliveries.c.chat_id, older.c.state == "open", older.c.id < deliveries.c.id
        )
        is_next = ~exists().where(
            lower.c.delivery_id == delivery_parts.c.delivery_id,
            lower.c.state == "queued",
            lower.c.number < delivery_parts.c.number,
        )
        skipped = set(busy)
        query = (
            select(deliveries, delivery_parts.c.number, delivery_parts.c.attempts, delivery_parts.c.is_plain)
            .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
            .where(deliveries.c.state == "open", deliveries.c.try_at <= now, is_first)
            .where(delivery_parts.c.state == "queued", is_next)
            .order_by(deliveries.c.due_at, deliveries.c.id)
            .limit(limit + len(skipped))
        )
        with self._database.read() as connection:
            rows = [row for row in connection.execute(query) if row.chat_id not in skipped][:limit]
        return tuple(self._task(row) for row in rows)

    def next_try(self) -> datetime | None:
        """When the next open delivery may go on; None if nothing is open."""
        with self._database.read() as connection:
            query = select(func.min(deliveries.c.try_at)).where(deliveries.c.state == "open")
            return connection.execute(query).scalar()

    def claim(self, task: Task, now: datetime) -> bool:
        """Write down that a part is being sent; False if it is not queued any more (then it must not be sent)."""
        claim = {"of_delivery": task.delivery_id, "of_number": task.number, "at": now}
        with self._database.write() as connection:
            return connection.execute(CLAIM, claim).rowcount == 1

    def mark_sent(self, task: Task, message_id: int, *, now: datetime, go_on_at: datetime) -> None:
        """The part arrived; the delivery's next part may follow at `go_on_at`."""
        sent = {"of_delivery": task.delivery_id, "of_number": task.number, "sent_as": message_id, "at": now}
        with self._database.write() as connection:
            connection.execute(MARK_SENT, sent)
            go_on(connection, task.delivery_id, go_on_at, now)

    def mark(self, task: Task, step: Step, *, now: datetime) -> None:
        """Write down what a failed send left behind."""
        with self._database.write() as connection:
            values: dict[str, Any] = {"state": step.state, "reason": step.reason[:300]}
            if step.state != "unknown":
                # Of a part in doubt it is kept when and how it left: that tells where to look for it.
                values |= {"is_plain": step.is_plain, "changed_at": now}
            connection.execute(change_part(task.delivery_id, task.number).values(**values))
            go_on(connection, task.delivery_id, step.try_at or now, now)

    def drop_chat(self, chat_id: int, reason: str, *, now: datetime) -> int:
        """Give up everything that is still queued for a chat."""
        with self._database.write() as connection:
            mine = select(deliveries.c.id).where(deliveries.c.chat_id == chat_id, deliveries.c.state == "open")
            return close_deliveries(connection, list(connection.execute(mine).scalars()), "dropped", reason, now)

    # -- what was said

    def find_message(self, chat_id: int, message_id: int) -> tuple[str, int] | None:
        """(subject, part number) of a message we sent, e.g. to know what a reply is about."""
        with self._database.read() as connection:
            row = connection.execute(
                select(deliveries.c.subject, delivery_parts.c.number)
                .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
                .where(deliveries.c.chat_id == chat_id, delivery_parts.c.message_id == message_id)
            ).first()
            return (row.subject, row.number) if row else None

    def history(self, chat_id: int) -> tuple[PastDelivery, ...]:
        """All deliveries to a chat that are still kept, the oldest first."""
        with self._database.read() as connection:
            columns = (deliveries.c.subject, deliveries.c.state, deliveries.c.due_at, deliveries.c.finished_at)
            rows = connection.execute(select(*columns).where(deliveries.c.chat_id == chat_id).order_by(deliveries.c.id))
            return tuple(PastDelivery(*row) for row in rows)

    # -- keeping count

    def counts(self) -> dict[str, int]:
        """Parts by state."""
        with self._database.read() as connection:
            query = select(delivery_parts.c.state, func.count()).group_by(delivery_parts.c.state)
            return {row[0]: row[1] for row in connection.execute(query)}

    def settled(self) -> dict[str, int]:
        """Parts that were unknown once, by the evidence that settled them."""
        with self._database.read() as connection:
            query = (
                select(delivery_parts.c.settled_by, func.count())
                .where(delivery_parts.c.settled_by != "")
                .group_by(delivery_parts.c.settled_by)
            )
            return {row[0]: row[1] for row in connection.execute(query)}

    def lag(self, now: datetime) -> timedelta:
        """How long the longest waiting open delivery has been due."""
        with self._database.read() as connection:
            query = select(func.min(deliveries.c.due_at)).where(deliveries.c.state == "open")
            oldest = connection.execute(query).scalar()
            return max(timedelta(), now - oldest) if oldest else timedelta()

    def prune(self, before: datetime) -> int:
        """Delete finished deliveries that ended before an instant, and editions nobody needs any more."""
        with self._database.write() as connection:
            ended = select(deliveries.c.id).where(deliveries.c.state != "open", deliveries.c.finished_at < before)
            ids = list(connection.execute(ended).scalars())
            connection.execute(delete(delivery_parts).where(delivery_parts.c.delivery_id.in_(ended)))
            connection.execute(
                delete(deliveries).where(deliveries.c.state != "open", deliveries.c.finished_at < before)
            )
            unused = (
                select(editions.c.id)
                .where(editions.c.created_at < before)
                .where(~exists().where(deliveries.c.edition_id == editions.c.id))
            )
            connection.execute(delete(edition_parts).where(edition_parts.c.edition_id.in_(unused)))
            connection.execute(delete(editions).where(editions.c.id.in_(list(connection.execute(unused).scalars()))))
            return len(ids)

    def _task(self, row: Row[Any]) -> Task:
        return Task(
            delivery_id=row.id,
            number=row.number,
            place=Place(row.chat_id, row.thread_id),
            content=self._contents.part(row.edition_id, row.number),
            attempts=row.attempts,
            is_plain=row.is_plain,
            opened_at=row.opened_at,
            subject=row.subject,
        )
