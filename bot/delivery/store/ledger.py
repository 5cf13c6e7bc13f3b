"""The ledger in SQL: frozen editions, deliveries and their parts.

Every method is one transaction. A delivery is unique by (chat, subject); the subject of a digest is `<topic>/<day>`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, delete, exists, func, insert, select, update

from bot.delivery.chats import Order
from bot.delivery.ledger_entries import QUESTION, Claim, Clues, Evidence, PastDelivery, Task, UnknownPart, likely_ids
from bot.delivery.ports import Part, Place
from bot.delivery.resending import Step
from bot.delivery.store.edition_store import Contents, find_edition, freeze_edition
from bot.delivery.store.subscriptions import advance_all
from bot.delivery.tables import deliveries, delivery_parts, edition_parts, editions, inbox
from retrieval.database import Database, UtcDateTime

# Telegram numbers the messages of supergroups and channels (ids below this) each for itself; private chats and small
# groups share one sequence, the bot's own.
OWN_BOX = -1_000_000_000_000
AROUND = timedelta(seconds=60)
NEIGHBOURS = 500

# What every message needs is written once: building a statement anew costs more than SQLite's answer to it.
_THIS_PART = (delivery_parts.c.delivery_id == bindparam("of_delivery")) & (
    delivery_parts.c.number == bindparam("of_number")
)
_CLAIM = (
    update(delivery_parts)
    .where(
        _THIS_PART,
        delivery_parts.c.state == "queued",
        exists().where(deliveries.c.id == bindparam("of_delivery"), deliveries.c.state == "open"),
    )
    .values(state="sending", attempts=delivery_parts.c.attempts + 1, changed_at=bindparam("at"))
)
_MARK_SENT = (
    update(delivery_parts)
    .where(_THIS_PART)
    .values(state="sent", message_id=bindparam("sent_as"), reason="", changed_at=bindparam("at"))
)
_IS_WAITING = exists().where(
    delivery_parts.c.delivery_id == bindparam("of_delivery"), delivery_parts.c.state.in_(("queued", "sending"))
)
_GO_ON = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("of_delivery"), deliveries.c.state == "open")
    .values(
        state=case((_IS_WAITING, "open"), else_="done"),
        try_at=bindparam("next_at", type_=UtcDateTime),
        finished_at=case((_IS_WAITING, None), else_=bindparam("at", type_=UtcDateTime)),
    )
)


class Ledger:
    """What is to be sent, what was sent, and what nobody knows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._contents = Contents(database)

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
            rows = [_delivery_row(moves[key], order, subject, edition, now) for key in won]
            fresh = _without_known(connection, rows, subject)
            _merge_open(connection, order.topic, [row["chat_id"] for row in fresh], now)
            return _insert_deliveries(connection, fresh, number, now)

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
            return _insert_deliveries(connection, _without_known(connection, rows, subject), len(parts), now)

    def note_unknown(self, subject: str, part: Part, place: Place, *, now: datetime) -> UnknownPart | None:
        """Write down a message sent outside the ledger that may or may not have arrived; None if that was done before."""
        if not self.enqueue(subject, [part], [place], now=now):
            return None
        with self._database.write() as connection:
            mine = select(deliveries.c.id).where(deliveries.c.chat_id == place.chat_id, deliveries.c.subject == subject)
            delivery_id = connection.execute(mine).scalar_one()
            connection.execute(_part(delivery_id, 1).values(state="unknown", reason="the answer to it was lost"))
            _go_on(connection, delivery_id, now, now)
            return _unknown(connection, deliveries.c.id == delivery_id)[0]

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
            return connection.execute(_CLAIM, claim).rowcount == 1

    def mark_sent(self, task: Task, message_id: int, *, now: datetime, go_on_at: datetime) -> None:
        """The part arrived; the delivery's next part may follow at `go_on_at`."""
        sent = {"of_delivery": task.delivery_id, "of_number": task.number, "sent_as": message_id, "at": now}
        with self._database.write() as connection:
            connection.execute(_MARK_SENT, sent)
            _go_on(connection, task.delivery_id, go_on_at, now)

    def mark(self, task: Task, step: Step, *, now: datetime) -> None:
        """Write down what a failed send left behind."""
        with self._database.write() as connection:
            values: dict[str, Any] = {"state": step.state, "reason": step.reason[:300]}
            if step.state != "unknown":
                # Of a part in doubt it is kept when and how it left: that tells where to look for it.
                values |= {"is_plain": step.is_plain, "changed_at": now}
            connection.execute(_part(task.delivery_id, task.number).values(**values))
            _go_on(connection, task.delivery_id, step.try_at or now, now)

    def drop_chat(self, chat_id: int, reason: str, *, now: datetime) -> int:
        """Give up everything that is still queued for a chat."""
        with self._database.write() as connection:
            mine = select(deliveries.c.id).where(deliveries.c.chat_id == chat_id, deliveries.c.state == "open")
            return _close(connection, list(connection.execute(mine).scalars()), "dropped", reason, now)

    # -- what nobody knows

    def recover(self, now: datetime) -> tuple[UnknownPart, ...]:
        """At the start, with no sender running: what was being sent when the program died is now unknown. Returns those."""
        with self._database.write() as connection:
            caught = (
                select(deliveries.c.id, deliveries.c.subject, delivery_parts.c.number)
                .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
                .where(delivery_parts.c.state == "sending")
            )
            rows = connection.execute(caught).all()
            for row in rows:
                state = "queued" if row.subject.startswith(QUESTION) else "unknown"
                reason = "the program ended while it was being sent"
                # `changed_at` stays: the instant of departure tells where to look for it.
                connection.execute(_part(row.id, row.number).values(state=state, reason=reason))
            delivery_ids = sorted({row.id for row in rows})
            for delivery_id in delivery_ids:
                _go_on(connection, delivery_id, now, now)
            return _unknown(connection, deliveries.c.id.in_(delivery_ids))

    def unknown(self, chat_id: int | None = None) -> tuple[UnknownPart, ...]:
        """All parts whose fate is unknown, or those of one chat."""
        with self._database.read() as connection:
            return _unknown(connection, True if chat_id is None else deliveries.c.chat_id == chat_id)

    def clues(self, part: UnknownPart) -> Clues | None:
        """Where an unknown part may be looked for; None where a look could hit somebody else's words.

        That is: the chat spoke to us since (our answers are not in the ledger), or has other parts in doubt or under way.
        """
        chat_id, since = part.place.chat_id, part.since - AROUND
        mine = select(deliveries.c.id).where(deliveries.c.chat_id == chat_id)
        open_states = delivery_parts.c.state.in_(("unknown", "sending"))
        with self._database.read() as connection:
            doubtful = connection.execute(
                select(func.count()).where(delivery_parts.c.delivery_id.in_(mine), open_states)
            ).scalar_one()
            spoke = connection.execute(
                select(func.count()).where(inbox.c.chat_id == chat_id, inbox.c.received_at >= since)
            ).scalar_one()
            box = deliveries.c.chat_id == chat_id if is_own_box(chat_id) else deliveries.c.chat_id > OWN_BOX
            known = (
                select(delivery_parts.c.message_id)
                .join(deliveries, deliveries.c.id == delivery_parts.c.delivery_id)
                .where(box, delivery_parts.c.message_id.is_not(None))
            )
            earlier = known.where(delivery_parts.c.changed_at <= part.since, delivery_parts.c.changed_at >= since)
            before = connection.execute(earlier.order_by(delivery_parts.c.message_id.desc()).limit(1)).scalar()
            if doubtful != 1 or spoke or before is None:
                return None
            later = known.where(delivery_parts.c.message_id > before).order_by(delivery_parts.c.message_id)
            taken = set(connection.execute(later.limit(NEIGHBOURS)).scalars())
            edition, is_plain = connection.execute(
                select(deliveries.c.edition_id, delivery_parts.c.is_plain)
                .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
                .where(deliveries.c.id == part.delivery_id, delivery_parts.c.number == part.number)
            ).one()
        content = self._contents.part(edition, part.number)
        if content.picture is not None:
            return None
        return Clues(replace(content, html="") if is_plain else content, likely_ids(before, taken))

    def settle(
        self,
        delivery_id: int,
        number: int,
        *,
        has_arrived: bool,
        by: Evidence,
        now: datetime,
        message_id: int | None = None,
    ) -> bool:
        """Settle an unknown part by evidence: it arrived, or it did not and is sent again. False if it was not unknown."""
        with self._database.write() as connection:
            changed = connection.execute(
                _part(delivery_id, number)
                .where(delivery_parts.c.state == "unknown")
                .values(
                    state="sent" if has_arrived else "queued",
                    message_id=message_id,
                    settled_by=by,
                    attempts=0,
                    changed_at=now,
                )
            )
            if changed.rowcount == 1 and not has_arrived:
                connection.execute(
                    update(deliveries)
                    .where(deliveries.c.id == delivery_id)
                    .values(state="open", try_at=now, opened_at=now, finished_at=None)
                )
            return changed.rowcount == 1

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


def is_own_box(chat_id: int) -> bool:
    """Whether a chat numbers its messages for itself."""
    return chat_id <= OWN_BOX


def _part(delivery_id: int, number: int) -> Any:
    return update(delivery_parts).where(delivery_parts.c.delivery_id == delivery_id, delivery_parts.c.number == number)


def _delivery_row(claim: Claim, order: Order, subject: str, edition: int, now: datetime) -> dict[str, Any]:
    place = claim.place
    return {
        "chat_id": place.chat_id,
        "thread_id": place.thread_id,
        "subject": subject,
        "topic": order.topic,
        "day": order.day,
        "first_day": order.first_day,
        "edition_id": edition,
        "is_late": order.is_late,
        "due_at": claim.plan.deliver.at if claim.plan.deliver else now,
    }


def _without_known(connection: Connection, rows: list[dict[str, Any]], subject: str) -> list[dict[str, Any]]:
    """The rows whose (chat, subject) has no delivery yet."""
    mine = deliveries.c.chat_id.in_([row["chat_id"] for row in rows])
    query = select(deliveries.c.chat_id).where(mine, deliveries.c.subject == subject)
    known = set(connection.execute(query).scalars())
    return [row for row in rows if row["chat_id"] not in known]


def _insert_deliveries(connection: Connection, rows: list[dict[str, Any]], parts: int, now: datetime) -> int:
    if not rows:
        return 0
    full = [{**row, "state": "open", "try_at": now, "opened_at": now} for row in rows]
    ids = connection.execute(insert(deliveries).returning(deliveries.c.id), full).scalars().all()
    connection.execute(
        insert(delivery_parts),
        [
            {"delivery_id": delivery_id, "number": number, "state": "queued", "changed_at": now}
            for delivery_id in ids
            for number in range(1, parts + 1)
        ],
    )
    return len(ids)


def _merge_open(connection: Connection, topic: str, chat_ids: list[int], now: datetime) -> None:
    """Close what is still wholly unsent of the topic: two digests of one topic never arrive at once."""
    if not chat_ids:
        return
    begun = exists().where(delivery_parts.c.delivery_id == deliveries.c.id, delivery_parts.c.state != "queued")
    stale = select(deliveries.c.id).where(
        deliveries.c.chat_id.in_(chat_ids), deliveries.c.topic == topic, deliveries.c.state == "open", ~begun
    )
    _close(connection, list(connection.execute(stale).scalars()), "merged", "merged with the next digest", now)


def _close(connection: Connection, ids: list[int], state: str, reason: str, now: datetime) -> int:
    for delivery_id in ids:
        connection.execute(
            update(delivery_parts)
            .where(delivery_parts.c.delivery_id == delivery_id, delivery_parts.c.state == "queued")
            .values(state="failed", reason=reason[:300], changed_at=now)
        )
        connection.execute(
            update(deliveries).where(deliveries.c.id == delivery_id).values(state=state, finished_at=now)
        )
    return len(ids)


def _go_on(connection: Connection, delivery_id: int, at: datetime, now: datetime) -> None:
    """Let the delivery go on at an instant, or finish it when none of its parts is waiting or under way."""
    connection.execute(_GO_ON, {"of_delivery": delivery_id, "next_at": at, "at": now})


def _unknown(connection: Connection, condition: Any) -> tuple[UnknownPart, ...]:
    rows = connection.execute(
        select(
            deliveries,
            delivery_parts.c.number,
            delivery_parts.c.changed_at,
            edition_parts.c.html,
            edition_parts.c.plain,
        )
        .join(delivery_parts, delivery_parts.c.delivery_id == deliveries.c.id)
        .join(
            edition_parts,
            (edition_parts.c.edition_id == deliveries.c.edition_id)
            & (edition_parts.c.number == delivery_parts.c.number),
        )
        .where(delivery_parts.c.state == "unknown", condition)
        .order_by(deliveries.c.id, delivery_parts.c.number)
    )
    return tuple(
        UnknownPart(
            delivery_id=row.id,
            number=row.number,
            place=Place(row.chat_id, row.thread_id),
            subject=row.subject,
            day=row.day,
            html=row.html,
            plain=row.plain,
            since=row.changed_at,
        )
        for row in rows
    )
