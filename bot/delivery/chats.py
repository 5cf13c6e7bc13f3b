"""Defines chats and their subscriptions: who wants what, when, and how."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from bot.delivery.due import EVERY_DAY, QuietHours, Slot, Standing, Timetable
from bot.digest.model.digest import Hour

ChatKind = Literal["private", "group", "supergroup", "channel"]
ChatState = Literal["active", "unreachable", "left"]


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat. Empty `language`, `zone` and `layout` mean: not chosen. `paused_until` is the first day with post again."""

    id: int
    kind: ChatKind = "private"
    title: str = ""
    language: str = ""
    zone: str = ""
    state: ChatState = "active"
    state_reason: str = ""
    layout: str = ""
    quiet: QuietHours | None = None
    weekdays: frozenset[int] = EVERY_DAY
    paused_until: date | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscriber wants to see of a topic. Empty means: no such wish."""

    include_words: tuple[str, ...] = ()
    exclude_words: tuple[str, ...] = ()
    include_outlets: tuple[str, ...] = ()
    exclude_outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """One topic for one chat at a local time. Empty `layout` means the chat's, then the topic's.

    `next_due` is None while the post is paused for ever. `missed_since` is the first local day that is still owed,
    `told_until` the hour that the last post was made for.
    """

    chat_id: int
    topic: str
    time: time
    zone: str
    layout: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    has_pictures: bool = True
    thread_id: int | None = None
    next_day: date | None = None
    next_due: datetime | None = None
    served_day: date | None = None
    missed_since: date | None = None
    told_until: datetime | None = None

    def timetable(self, chat: Chat) -> Timetable:
        return Timetable(self.time, self.zone, chat.weekdays, chat.quiet, chat.paused_until)

    @property
    def standing(self) -> Standing:
        pending = Slot(self.next_day, self.next_due) if self.next_day and self.next_due else None
        return Standing(pending, self.served_day, self.missed_since)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written for one kind of subscriber: equal orders share one edition.

    `first_day` differs from `day` when days that were missed are merged into this one. `hour` is what the reader's digest
    holds; without one it is the topic's own.
    """

    topic: str
    day: date
    first_day: date
    layout: str = ""
    language: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    has_pictures: bool = False
    is_late: bool = False
    hour: Hour | None = None
