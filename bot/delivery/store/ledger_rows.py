"""Reads and writes rows of deliveries and parts, within the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, exists, insert, select, update

from bot.delivery.chats import Order
from bot.delivery.ledger_entries import Claim
from bot.delivery.tables import deliveries, delivery_parts
from retrieval.database import UtcDateTime

# What every message needs is written once: building a statement anew costs more than SQLite's answer to it.
THIS_PART = (delivery_parts.c.delivery_id == bindparam("of_delivery")) & (
    delivery_parts.c.number == bindparam("of_number")
)
CLAIM = (
    update(delivery_parts)
    .where(
        THIS_PART,
        delivery_parts.c.state == "queued",
        exists().where(deliveries.c.id == bindparam("of_delivery"), deliveries.c.state == "open"),
    )
    .values(state="sending", attempts=delivery_parts.c.attempts + 1, changed_at=bindparam("at"))
)
MARK_SENT = (
    update(delivery_parts)
    .where(THIS_PART)
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


def change_part(delivery_id: int, number: int) -> Any:
    return update(delivery_parts).where(delivery_parts.c.delivery_id == delivery_id, delivery_parts.c.number == number)


def delivery_row(claim: Claim, order: Order, subject: str, edition: int, now: datetime) -> dict[str, Any]:
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


def without_known(connection: Connection, rows: list[dict[str, Any]], subject: str) -> list[dict[str, Any]]:
    """The rows whose (chat, subject) has no delivery yet."""
    mine = deliveries.c.chat_id.in_([row["chat_id"] for row in rows])
    query = select(deliveries.c.chat_id).where(mine, deliveries.c.subject == subject)
    known = set(connection.execute(query).scalars())
    return [row for row in rows if row["chat_id"] not in known]


def insert_deliveries(connection: Connection, rows: list[dict[str, Any]], parts: int, now: datetime) -> int:
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


def merge_open(connection: Connection, topic: str, chat_ids: list[int], now: datetime) -> None:
    """Close what is still wholly unsent of the topic: two digests of one topic never arrive at once."""
    if not chat_ids:
        return
    begun = exists().where(delivery_parts.c.delivery_id == deliveries.c.id, delivery_parts.c.state != "queued")
    stale = select(deliveries.c.id).where(
        deliveries.c.chat_id.in_(chat_ids), deliveries.c.topic == topic, deliveries.c.state == "open", ~begun
    )
    close_deliveries(
        connection, list(connection.execute(stale).scalars()), "merged", "merged with the next digest", now
    )


def close_deliveries(connection: Connection, ids: list[int], state: str, reason: str, now: datetime) -> int:
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


def go_on(connection: Connection, delivery_id: int, at: datetime, now: datetime) -> None:
    """Let the delivery go on at an instant, or finish it when none of its parts is waiting or under way."""
    connection.execute(_GO_ON, {"of_delivery": delivery_id, "next_at": at, "at": now})
