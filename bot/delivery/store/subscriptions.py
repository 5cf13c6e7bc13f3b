"""Chats and subscriptions in SQL. Every method is one transaction and may be repeated without harm.

`next_due` is a column: whatever changes a timetable (time, zone, quiet hours, weekdays, pause) moves it in the same
transaction, never back to a local day that was served, and never past a day that is owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.delivery.chats import Chat, Subscription, Wishes
from bot.delivery.due import Plan, QuietHours, Standing, find_zone, next_slot, reschedule
from bot.delivery.store.rows import as_chat, as_subscription, chat_row, subscription_row
from bot.delivery.tables import chats, deliveries, delivery_parts, inbox, subscriptions
from bot.digest.periods import round_hour
from retrieval.database import Database, UtcDateTime, insert_new
from retrieval.errors import BadInput
from retrieval.messages import Phrase


class Subscriptions:
    """The subscribers: who gets which topic, when and how. `now` is aware; local times are wall-clock times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- chats

    def meet(self, chat: Chat, *, now: datetime) -> Chat:
        """Take note of a chat that spoke to us: kind, title and language as given (empty ones change nothing).

        A chat that was unreachable is active again and starts with the next slot; nothing is caught up.
        """
        with self._database.write() as connection:
            known = _chat(connection, chat.id)
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
                _update_chat(connection, met, now if met.state != known.state else None)
            if met.state != known.state:
                for one in _list(connection, met.id):
                    _update_subscription(connection, _begun(one, met, now))
            return met

    def chat(self, chat_id: int) -> Chat | None:
        with self._database.read() as connection:
            return _chat(connection, chat_id)

    def set_language(self, chat_id: int, language: str) -> None:
        self._change_chat(chat_id, None, language=language)

    def set_layout(self, chat_id: int, layout: str, *, topic: str | None = None) -> None:
        """The layout of one topic, or with no topic of all that have none of their own."""
        if topic is None:
            self._change_chat(chat_id, None, layout=layout)
        else:
            self._change_subscription(chat_id, topic, layout=layout)

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
                _move_rows(connection, subscriptions, old, new)
            _move_rows(connection, deliveries, old, new)
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

    # -- subscriptions

    def subscribe(
        self, chat_id: int, topic: str, *, time: time, zone: str, now: datetime, thread_id: int | None = None
    ) -> Subscription:
        """Subscribe a chat to a topic; a subscription that exists is returned as it is. Raises BadInput for a bad zone.

        The first post comes at the next local `time`; today's if that is still ahead.
        """
        find_zone(zone)
        with self._database.write() as connection:
            known = _subscription(connection, chat_id, topic)
            if known is not None:
                return known
            insert_new(connection, chats, [{**chat_row(Chat(chat_id)), "state_since": now, "created_at": now}])
            fresh = Subscription(chat_id, topic, time, zone, thread_id=thread_id)
            fresh = _begun(fresh, _chat(connection, chat_id) or Chat(chat_id), now)
            insert_new(connection, subscriptions, [{**subscription_row(fresh), "created_at": now}])
            return fresh

    def unsubscribe(self, chat_id: int, topic: str) -> Subscription | None:
        """End a subscription; how it stood, for `bring_back`, or None if there was none."""
        with self._database.write() as connection:
            ended = _subscription(connection, chat_id, topic)
            if ended is not None:
                connection.execute(
                    delete(subscriptions).where(subscriptions.c.chat_id == chat_id, subscriptions.c.topic == topic)
                )
            return ended

    def bring_back(self, ended: Subscription, *, now: datetime) -> Subscription:
        """Subscribe again as it was: hour, zone, wishes, and what was owed. One that exists is returned as it is."""
        with self._database.write() as connection:
            known = _subscription(connection, ended.chat_id, ended.topic)
            if known is not None:
                return known
            insert_new(connection, chats, [{**chat_row(Chat(ended.chat_id)), "state_since": now, "created_at": now}])
            chat = _chat(connection, ended.chat_id) or Chat(ended.chat_id)
            back = _moved(ended, ended, old=chat, new=chat, now=now)
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
            chat = _chat(connection, chat_id)
            if chat is None:
                return ()
            if zone and topic is None:
                _update_chat(connection, replace(chat, zone=zone), None)
            mine = [one for one in _list(connection, chat_id) if topic in (None, one.topic)]
            moved = [
                _moved(one, replace(one, time=time, zone=zone or one.zone), old=chat, new=chat, now=now) for one in mine
            ]
            for one in moved:
                _update_subscription(connection, one)
            return tuple(moved)

    def set_zone(self, chat_id: int, zone: str, *, now: datetime) -> None:
        """The zone of a chat and of all its subscriptions; their local times stay. Raises BadInput for a bad zone."""
        find_zone(zone)
        with self._database.write() as connection:
            chat = _chat(connection, chat_id)
            if chat is None:
                return
            _update_chat(connection, replace(chat, zone=zone), None)
            for one in _list(connection, chat_id):
                moved = _moved(one, replace(one, zone=zone), old=chat, new=chat, now=now)
                _update_subscription(connection, moved)

    def set_wishes(self, chat_id: int, topic: str, wishes: Wishes) -> None:
        self._change_subscription(chat_id, topic, wishes=wishes)

    def set_pictures(self, chat_id: int, topic: str, has_pictures: bool) -> None:
        self._change_subscription(chat_id, topic, has_pictures=has_pictures)

    def list(self, chat_id: int) -> tuple[Subscription, ...]:
        with self._database.read() as connection:
            return _list(connection, chat_id)

    def find(self, chat_id: int, topic: str) -> Subscription | None:
        with self._database.read() as connection:
            return _subscription(connection, chat_id, topic)

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

    # -- changes

    def _change_chat(self, chat_id: int, reschedule_at: datetime | None, **changes: Any) -> None:
        with self._database.write() as connection:
            chat = _chat(connection, chat_id)
            if chat is None:
                return
            changed = replace(chat, **changes)
            _update_chat(connection, changed, None)
            if reschedule_at is not None:
                for one in _list(connection, chat_id):
                    _update_subscription(connection, _moved(one, one, old=chat, new=changed, now=reschedule_at))

    def _change_subscription(self, chat_id: int, topic: str, **changes: Any) -> None:
        with self._database.write() as connection:
            known = _subscription(connection, chat_id, topic)
            if known is not None:
                _update_subscription(connection, replace(known, **changes))


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


def _begun(subscription: Subscription, chat: Chat, now: datetime) -> Subscription:
    """Starts with the next slot; nothing is owed."""
    slot = next_slot(subscription.timetable(chat), after=now, served=subscription.served_day)
    return _standing_at(subscription, Standing(slot, subscription.served_day))


def _moved(before: Subscription, after: Subscription, *, old: Chat, new: Chat, now: datetime) -> Subscription:
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


def _chat(connection: Connection, chat_id: int) -> Chat | None:
    row = connection.execute(select(chats).where(chats.c.chat_id == chat_id)).first()
    return as_chat(row._mapping) if row else None


def _subscription(connection: Connection, chat_id: int, topic: str) -> Subscription | None:
    return next((one for one in _list(connection, chat_id) if one.topic == topic), None)


def _list(connection: Connection, chat_id: int) -> tuple[Subscription, ...]:
    rows = connection.execute(
        select(subscriptions).where(subscriptions.c.chat_id == chat_id).order_by(subscriptions.c.topic)
    )
    return tuple(as_subscription(row._mapping) for row in rows)


def _update_chat(connection: Connection, chat: Chat, state_since: datetime | None) -> None:
    values = chat_row(chat) | ({"state_since": state_since} if state_since else {})
    connection.execute(update(chats).where(chats.c.chat_id == chat.id).values(**values))


def _update_subscription(connection: Connection, subscription: Subscription) -> None:
    row = subscription_row(subscription)
    connection.execute(
        update(subscriptions)
        .where(subscriptions.c.chat_id == row.pop("chat_id"), subscriptions.c.topic == row.pop("topic"))
        .values(**row)
    )


def _move_rows(connection: Connection, table: Any, old: int, new: int) -> None:
    """Give the rows of one chat to another; what the other has already stays, ours goes."""
    other = table.alias()
    key = table.c.topic if table is subscriptions else table.c.subject
    other_key = other.c.topic if table is subscriptions else other.c.subject
    taken = select(other_key).where(other.c.chat_id == new)
    connection.execute(delete(table).where(table.c.chat_id == old, key.in_(taken)))
    connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))
