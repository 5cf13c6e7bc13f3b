"""Keeps chats in SQL: their state, what each chose for all its topics, where one moved, and forgetting one.

Every method is one transaction and may be repeated without harm.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from bot.delivery.chats import Chat
from bot.delivery.due import QuietHours
from bot.delivery.store.rows import as_chat, chat_row
from bot.delivery.store.subscription_rows import (
    begun,
    find_chat,
    move_rows,
    moved_to,
    subscriptions_of,
    update_chat,
    update_subscription,
)
from bot.delivery.tables import chats, deliveries, delivery_parts, inbox, subscriptions
from retrieval.database import Database, insert_new
from retrieval.errors import BadInput
from retrieval.messages import Phrase


class ChatStore:
    """`now` is aware. What changes a chat's timetable moves its subscriptions in the same transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def meet(self, chat: Chat, *, now: datetime) -> Chat:
        """Take note of a chat that spoke to us: kind, title and language as given (empty ones change nothing).

        A chat that was unreachable is active again and starts with the next slot; nothing is caught up.
        """
        with self._database.write() as connection:
            known = find_chat(connection, chat.id)
            if known is None:
                insert_new(connection, chats, [{**chat_row(chat), "state_since": now, "created_at": now}])
                return chat
            met = replace(
                known,
                kind=chat.kind,
                title=chat.title or known.title,
                language=known.language or chat.language,
                state="active",
                state_reason="",
            )
            if met != known:
                update_chat(connection, met, now if met.state != known.state else None)
            if met.state != known.state:
                for one in subscriptions_of(connection, met.id):
                    update_subscription(connection, begun(one, met, now))
            return met

    def chat(self, chat_id: int) -> Chat | None:
        with self._database.read() as connection:
            return find_chat(connection, chat_id)

    def set_language(self, chat_id: int, language: str) -> None:
        self._change_chat(chat_id, None, language=language)

    def set_quiet_hours(self, chat_id: int, quiet: QuietHours | None, *, now: datetime) -> None:
        self._change_chat(chat_id, now, quiet=quiet)

    def set_weekdays(self, chat_id: int, weekdays: Iterable[int], *, now: datetime) -> None:
        """The local weekdays with post, Monday is 0. Raises BadInput when there are none."""
        days = frozenset(weekdays)
        if not days or not days <= frozenset(range(7)):
            raise BadInput(Phrase("Choose at least one weekday."))
        self._change_chat(chat_id, now, weekdays=days)

    def set_thread(self, chat_id: int, thread_id: int | None) -> None:
        self._change_chat(chat_id, None, thread_id=thread_id)

    def pause(self, chat_id: int, until: date | None, *, now: datetime) -> None:
        """No post on local days before `until`; None means until `resume`."""
        self._change_chat(chat_id, now, paused_until=until or date.max)

    def resume(self, chat_id: int, *, now: datetime) -> None:
        self._change_chat(chat_id, now, paused_until=None)

    def deactivate(self, chat_id: int, reason: str, now: datetime, *, has_left: bool = False) -> None:
        """Stop delivering to a chat that cannot be reached, or that removed us. Its subscriptions are kept."""
        with self._database.write() as connection:
            state = "left" if has_left else "unreachable"
            connection.execute(
                update(chats)
                .where(chats.c.chat_id == chat_id, chats.c.state != state)
                .values(state=state, state_reason=reason[:300], state_since=now)
            )

    def migrate(self, old: int, new: int) -> None:
        """A group became a supergroup: everything of the old id belongs to the new one. Repeating it changes nothing."""
        with self._database.write() as connection:
            if old == new:
                return
            before = connection.execute(select(chats).where(chats.c.chat_id == old)).first()
            if before is not None:
                row = {**before._mapping, "chat_id": new, "kind": "supergroup", "state": "active", "state_reason": ""}
                insert_new(connection, chats, [row])
                move_rows(connection, subscriptions, old, new)
            move_rows(connection, deliveries, old, new)
            connection.execute(delete(chats).where(chats.c.chat_id == old))

    def forget(self, chat_id: int) -> None:
        """Delete everything stored about a chat: subscriptions, deliveries, updates, the chat itself."""
        with self._database.write() as connection:
            gone = select(deliveries.c.id).where(deliveries.c.chat_id == chat_id)
            connection.execute(delete(delivery_parts).where(delivery_parts.c.delivery_id.in_(gone)))
            for table in (deliveries, subscriptions, inbox, chats):
                connection.execute(delete(table).where(table.c.chat_id == chat_id))

    def active_chats(self) -> tuple[Chat, ...]:
        with self._database.read() as connection:
            rows = connection.execute(select(chats).where(chats.c.state == "active").order_by(chats.c.chat_id))
            return tuple(as_chat(row._mapping) for row in rows)

    def counts(self) -> dict[str, int]:
        """Chats by state."""
        with self._database.read() as connection:
            rows = connection.execute(select(chats.c.state, func.count()).group_by(chats.c.state))
            return {row[0]: row[1] for row in rows}

    def _change_chat(self, chat_id: int, reschedule_at: datetime | None, **changes: Any) -> None:
        with self._database.write() as connection:
            chat = find_chat(connection, chat_id)
            if chat is None:
                return
            changed = replace(chat, **changes)
            update_chat(connection, changed, None)
            if reschedule_at is not None:
                for one in subscriptions_of(connection, chat_id):
                    update_subscription(connection, moved_to(one, one, old=chat, new=changed, now=reschedule_at))
