"""Keeps subscriptions in SQL, with the chats they belong to. Every method is one transaction and may be repeated without harm.

`next_due` is a column: whatever changes a timetable (time, zone, quiet hours, weekdays, pause) moves it in the same
transaction, never back to a local day that was served, and never past a day that is owed.
"""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, func, select

from bot.delivery.chats import Chat, Subscription, Wishes
from bot.delivery.due import Plan, find_zone
from bot.delivery.store.chat_store import ChatStore
from bot.delivery.store.rows import as_chat, as_subscription, chat_row, subscription_row
from bot.delivery.store.subscription_rows import (
    advance,
    begun,
    find_chat,
    find_subscription,
    moved_to,
    subscriptions_of,
    update_chat,
    update_subscription,
)
from bot.delivery.tables import chats, subscriptions
from retrieval.database import insert_new


class Subscriptions(ChatStore):
    """Keeps who gets which topic, when and how. `now` is aware; local times are wall-clock times."""

    def subscribe(
        self, chat_id: int, topic: str, *, time: time, zone: str, now: datetime, thread_id: int | None = None
    ) -> Subscription:
        """Subscribe a chat to a topic; a subscription that exists is returned as it is. Raises BadInput for a bad zone.

        The first post comes at the next local `time`; today's if that is still ahead.
        """
        find_zone(zone)
        with self._database.write() as connection:
            known = find_subscription(connection, chat_id, topic)
            if known is not None:
                return known
            insert_new(connection, chats, [{**chat_row(Chat(chat_id)), "state_since": now, "created_at": now}])
            fresh = Subscription(chat_id, topic, time, zone, thread_id=thread_id)
            fresh = begun(fresh, find_chat(connection, chat_id) or Chat(chat_id), now)
            insert_new(connection, subscriptions, [{**subscription_row(fresh), "created_at": now}])
            return fresh

    def unsubscribe(self, chat_id: int, topic: str) -> Subscription | None:
        """End a subscription; how it stood, for `bring_back`, or None if there was none."""
        with self._database.write() as connection:
            ended = find_subscription(connection, chat_id, topic)
            if ended is not None:
                connection.execute(
                    delete(subscriptions).where(subscriptions.c.chat_id == chat_id, subscriptions.c.topic == topic)
                )
            return ended

    def bring_back(self, ended: Subscription, *, now: datetime) -> Subscription:
        """Subscribe again as it was: hour, zone, wishes, and what was owed. One that exists is returned as it is."""
        with self._database.write() as connection:
            known = find_subscription(connection, ended.chat_id, ended.topic)
            if known is not None:
                return known
            insert_new(connection, chats, [{**chat_row(Chat(ended.chat_id)), "state_since": now, "created_at": now}])
            chat = find_chat(connection, ended.chat_id) or Chat(ended.chat_id)
            back = moved_to(ended, ended, old=chat, new=chat, now=now)
            insert_new(connection, subscriptions, [{**subscription_row(back), "created_at": now}])
            return back

    def remove_topic(self, topic: str) -> tuple[int, ...]:
        """End all subscriptions of a topic; the chats that had one."""
        with self._database.write() as connection:
            affected = connection.execute(select(subscriptions.c.chat_id).where(subscriptions.c.topic == topic))
            chat_ids = tuple(sorted(affected.scalars()))
            connection.execute(delete(subscriptions).where(subscriptions.c.topic == topic))
            return chat_ids

    def set_time(
        self, chat_id: int, time: time, zone: str | None, *, now: datetime, topic: str | None = None
    ) -> tuple[Subscription, ...]:
        """Move one or all subscriptions of a chat; without `zone` each keeps its own. Raises BadInput for a bad zone.

        Without a topic the zone becomes the chat's own, for what is subscribed later.
        """
        if zone is not None:
            find_zone(zone)
        with self._database.write() as connection:
            chat = find_chat(connection, chat_id)
            if chat is None:
                return ()
            if zone and topic is None:
                update_chat(connection, replace(chat, zone=zone), None)
            mine = [one for one in subscriptions_of(connection, chat_id) if topic in (None, one.topic)]
            moved = [
                moved_to(one, replace(one, time=time, zone=zone or one.zone), old=chat, new=chat, now=now)
                for one in mine
            ]
            for one in moved:
                update_subscription(connection, one)
            return tuple(moved)

    def set_zone(self, chat_id: int, zone: str, *, now: datetime) -> None:
        """The zone of a chat and of all its subscriptions; their local times stay. Raises BadInput for a bad zone."""
        find_zone(zone)
        with self._database.write() as connection:
            chat = find_chat(connection, chat_id)
            if chat is None:
                return
            update_chat(connection, replace(chat, zone=zone), None)
            for one in subscriptions_of(connection, chat_id):
                moved = moved_to(one, replace(one, zone=zone), old=chat, new=chat, now=now)
                update_subscription(connection, moved)

    def set_layout(self, chat_id: int, layout: str, *, topic: str | None = None) -> None:
        """The layout of one topic, or with no topic of all that have none of their own."""
        if topic is None:
            self._change_chat(chat_id, None, layout=layout)
        else:
            self._change_subscription(chat_id, topic, layout=layout)

    def set_wishes(self, chat_id: int, topic: str, wishes: Wishes) -> None:
        self._change_subscription(chat_id, topic, wishes=wishes)

    def set_pictures(self, chat_id: int, topic: str, has_pictures: bool) -> None:
        self._change_subscription(chat_id, topic, has_pictures=has_pictures)

    def list(self, chat_id: int) -> tuple[Subscription, ...]:
        with self._database.read() as connection:
            return subscriptions_of(connection, chat_id)

    def find(self, chat_id: int, topic: str) -> Subscription | None:
        with self._database.read() as connection:
            return find_subscription(connection, chat_id, topic)

    def subscribers(self, topic: str) -> tuple[int, ...]:
        """The active chats that subscribe to a topic."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(subscriptions.c.chat_id)
                .join(chats, chats.c.chat_id == subscriptions.c.chat_id)
                .where(subscriptions.c.topic == topic, chats.c.state == "active")
                .order_by(subscriptions.c.chat_id)
            )
            return tuple(rows.scalars())

    def count_by_topic(self) -> dict[str, int]:
        with self._database.read() as connection:
            rows = connection.execute(select(subscriptions.c.topic, func.count()).group_by(subscriptions.c.topic))
            return {row[0]: row[1] for row in rows}

    def due(self, until: datetime, *, limit: int = 20_000) -> tuple[tuple[Chat, Subscription], ...]:
        """What active chats are owed up to `until`, the longest waiting first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(chats, subscriptions)
                .join(subscriptions, chats.c.chat_id == subscriptions.c.chat_id)
                .where(chats.c.state == "active", subscriptions.c.next_due <= until)
                .order_by(subscriptions.c.next_due, subscriptions.c.chat_id)
                .limit(limit)
            )
            return tuple((as_chat(row._mapping), as_subscription(row._mapping)) for row in rows)

    def hold(self, subscription: Subscription, plan: Plan) -> bool:
        """Move a subscription whose slot is not served now; False if somebody else moved it since it was read."""
        with self._database.write() as connection:
            return advance(connection, subscription, plan)

    def _change_subscription(self, chat_id: int, topic: str, **changes: Any) -> None:
        with self._database.write() as connection:
            known = find_subscription(connection, chat_id, topic)
            if known is not None:
                update_subscription(connection, replace(known, **changes))
