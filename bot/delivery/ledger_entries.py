"""Defines what the ledger holds: a subscription that is due, the next part to send, a part that may or may not have arrived."""

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal

from bot.delivery.chats import Chat, Subscription
from bot.delivery.due import Plan
from bot.delivery.ports import Part, Place

PartState = Literal["queued", "sending", "sent", "failed", "unknown"]
DeliveryState = Literal["open", "done", "dropped", "merged"]
Evidence = Literal["reply", "press", "edit", "reader", "admin"]
# Subjects of questions to readers. A question may come twice without harm, so it alone is repeated when in doubt.
QUESTION = "doubt/"
# Subjects of replies that were not said at once.
REPLY = "reply/"
# Edits count like messages, one a second to a chat: more would keep the reader waiting for the question.
LOOK_AT = 6


@dataclass(frozen=True, slots=True)
class Task:
    """The next part of one delivery: what a sender takes in hand. `content` is frozen, whatever the digest became since."""

    delivery_id: int
    number: int
    place: Place
    content: Part
    attempts: int
    is_plain: bool
    opened_at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A subscription as it was read, and what `plan_slot` decided about it."""

    chat: Chat
    subscription: Subscription
    plan: Plan

    @property
    def place(self) -> Place:
        return Place(self.chat.id, self.subscription.thread_id or self.chat.thread_id)


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part that may or may not have arrived."""

    delivery_id: int
    number: int
    place: Place
    subject: str
    day: date | None
    html: str
    plain: str
    since: datetime

    @property
    def question_subject(self) -> str:
        """The subject under which its reader is asked about it: once for each time that it left."""
        return f"{QUESTION}{self.delivery_id}/{self.number}/{self.since:%Y%m%dT%H%M%S}"


@dataclass(frozen=True, slots=True)
class Clues:
    """Where a part in doubt may be found in its chat: as it was sent, and the message ids that nobody else is known to have."""

    content: Part
    message_ids: tuple[int, ...]


def likely_ids(before: int, taken: Collection[int], *, count: int = LOOK_AT) -> tuple[int, ...]:
    """The first ids after `before` that are not taken: messages are numbered in the order in which they are accepted."""
    return tuple(islice((number for number in itertools.count(before + 1) if number not in taken), count))


@dataclass(frozen=True, slots=True)
class PastDelivery:
    """A delivery as a chat may see it when it asks what is stored."""

    subject: str
    state: str
    due_at: datetime
    finished_at: datetime | None
