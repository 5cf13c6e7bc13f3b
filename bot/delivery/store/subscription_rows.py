"""Reads, changes and moves on rows of chats and subscriptions, within the caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.delivery.chats import Chat, Subscription
from bot.delivery.due import Plan, Standing, next_slot, reschedule
from bot.delivery.store.rows import as_chat, as_subscription, chat_row, subscription_row
from bot.delivery.tables import chats, subscriptions
from bot.digest.periods import round_hour
from retrieval.database import UtcDateTime

_ADVANCE = (
    update(subscriptions)
    .where(
        subscriptions.c.chat_id == bindparam("of_chat"),
        subscriptions.c.topic == bindparam("of_topic"),
        subscriptions.c.next_due == bindparam("read_due"),
    )
    .values(
        next_day=bindparam("to_day"),
        next_due=bindparam("to_due"),
        served_day=bindparam("to_served"),
        missed_since=bindparam("to_missed"),
        told_until=bindparam("to_told", type_=UtcDateTime),
    )
)


def advance(connection: Connection, subscription: Subscription, plan: Plan) -> bool:
    """Move a subscription on as planned, if it still stands where it was read: whoever changes the row has the slot."""
    return connection.execute(_ADVANCE, _move(subscription, plan)).rowcount == 1


def advance_all(connection: Connection, moves: Sequence[tuple[Subscription, Plan]]) -> list[tuple[int, str]]:
    """`advance` for many of one topic or several; the (chat, topic) of those that were moved, in order.

    The rows are looked at and locked first (SQLite's write transaction locks everything), as a change of many rows at
    once does not say which of them it found.
    """
    wanted = {(one.chat_id, one.topic): (one, plan) for one, plan in moves}
    standing = select(subscriptions.c.chat_id, subscriptions.c.topic, subscriptions.c.next_due).where(
        subscriptions.c.chat_id.in_(sorted({one.chat_id for one, _ in moves})),
        subscriptions.c.topic.in_(sorted({one.topic for one, _ in moves})),
    )
    due = {(row.chat_id, row.topic): row.next_due for row in connection.execute(standing.with_for_update())}
    won = [key for key, (one, _) in wanted.items() if one.next_due is not None and due.get(key) == one.next_due]
    if won:
        connection.execute(_ADVANCE, [_move(*wanted[key]) for key in won])
    return won


def _move(subscription: Subscription, plan: Plan) -> dict[str, Any]:
    return {
        "of_chat": subscription.chat_id,
        "of_topic": subscription.topic,
        "read_due": subscription.next_due,
        "to_day": plan.next.day if plan.next else None,
        "to_due": plan.next.at if plan.next else None,
        "to_served": plan.deliver.day if plan.deliver else subscription.served_day,
        "to_missed": plan.missed_since,
        "to_told": round_hour(plan.deliver.at) if plan.deliver else subscription.told_until,
    }


def begun(subscription: Subscription, chat: Chat, now: datetime) -> Subscription:
    """Starts with the next slot; nothing is owed."""
    slot = next_slot(subscription.timetable(chat), after=now, served=subscription.served_day)
    return _standing_at(subscription, Standing(slot, subscription.served_day))


def moved_to(before: Subscription, after: Subscription, *, old: Chat, new: Chat, now: datetime) -> Subscription:
    """`after` at its place in the new timetable: of `before` no day is lost."""
    standing = reschedule(before.standing, before.timetable(old), after.timetable(new), now=now)
    return _standing_at(after, standing)


def _standing_at(subscription: Subscription, standing: Standing) -> Subscription:
    slot = standing.next
    return replace(
        subscription,
        next_day=slot.day if slot else None,
        next_due=slot.at if slot else None,
        missed_since=standing.missed_since,
    )


def find_chat(connection: Connection, chat_id: int) -> Chat | None:
    row = connection.execute(select(chats).where(chats.c.chat_id == chat_id)).first()
    return as_chat(row._mapping) if row else None


def find_subscription(connection: Connection, chat_id: int, topic: str) -> Subscription | None:
    return next((one for one in subscriptions_of(connection, chat_id) if one.topic == topic), None)


def subscriptions_of(connection: Connection, chat_id: int) -> tuple[Subscription, ...]:
    rows = connection.execute(
        select(subscriptions).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.topic)
    )
    return tuple(as_subscription(row._mapping) for row in rows)


def update_chat(connection: Connection, chat: Chat, state_since: datetime | None) -> None:
    values = chat_row(chat) | ({"state_since": state_since} if state_since else {})
    connection.execute(update(chats).where(chats.c.chat_id == chat.id).values(**values))


def update_subscription(connection: Connection, subscription: Subscription) -> None:
    row = subscription_row(subscription)
    connection.execute(
        update(subscriptions)
        .where(subscriptions.c.chat_id == row.pop("chat_id"), subscriptions.c.topic == row.pop("topic"))
        .values(**row)
    )


def move_rows(connection: Connection, table: Any, old: int, new: int) -> None:
    """Give the rows of one chat to another; what the other has already stays, ours goes."""
    other = table.alias()
    key = table.c.topic if table is subscriptions else table.c.subject
    other_key = other.c.topic if table is subscriptions else other.c.subject
    taken = select(other_key).where(other.c.chat_id == new)
    connection.execute(delete(table).where(table.c.chat_id == old, key.in_(taken)))
    connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
