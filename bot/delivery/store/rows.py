"""Turns rows of the tables into values, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import time
from typing import Any

from bot.delivery.chats import Chat, Subscription, Wishes
from bot.delivery.due import QuietHours
from bot.delivery.tables import chats, subscriptions

Row = Mapping[Any, Any]


def chat_row(chat: Chat) -> dict[str, Any]:
    return {
        "chat_id": chat.id,
        "kind": chat.kind,
        "title": chat.title[:300],
        "language": chat.language,
        "zone": chat.zone,
        "state": chat.state,
        "state_reason": chat.state_reason,
        "layout": chat.layout,
        "quiet_start": _clock(chat.quiet.start) if chat.quiet else "",
        "quiet_end": _clock(chat.quiet.end) if chat.quiet else "",
        "weekdays": "".join(str(day) for day in sorted(chat.weekdays)),
        "paused_until": chat.paused_until,
        "thread_id": chat.thread_id,
    }


def as_chat(row: Row) -> Chat:
    """Keyed by column, so that a row joined with another table's same names works too."""
    start, end = row[chats.c.quiet_start], row[chats.c.quiet_end]
    return Chat(
        id=row[chats.c.chat_id],
        kind=row[chats.c.kind],
        title=row[chats.c.title],
        language=row[chats.c.language],
        zone=row[chats.c.zone],
        state=row[chats.c.state],
        state_reason=row[chats.c.state_reason],
        layout=row[chats.c.layout],
        quiet=QuietHours(time.fromisoformat(start), time.fromisoformat(end)) if start else None,
        weekdays=frozenset(int(day) for day in row[chats.c.weekdays]),
        paused_until=row[chats.c.paused_until],
        thread_id=row[chats.c.thread_id],
    )


def subscription_row(one: Subscription) -> dict[str, Any]:
    return {
        "chat_id": one.chat_id,
        "topic": one.topic,
        "local_time": _clock(one.time),
        "zone": one.zone,
        "layout": one.layout,
        "wishes": asdict(one.wishes),
        "has_pictures": one.has_pictures,
        "thread_id": one.thread_id,
        "next_day": one.next_day,
        "next_due": one.next_due,
        "served_day": one.served_day,
        "missed_since": one.missed_since,
        "told_until": one.told_until,
    }


def as_subscription(row: Row) -> Subscription:
    column = subscriptions.c
    return Subscription(
        chat_id=row[column.chat_id],
        topic=row[column.topic],
        time=time.fromisoformat(row[column.local_time]),
        zone=row[column.zone],
        layout=row[column.layout],
        wishes=Wishes(**{name: tuple(words) for name, words in row[column.wishes].items()}),
        has_pictures=row[column.has_pictures],
        thread_id=row[column.thread_id],
        next_day=row[column.next_day],
        next_due=row[column.next_due],
        served_day=row[column.served_day],
        missed_since=row[column.missed_since],
        told_until=row[column.told_until],
    )


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")
