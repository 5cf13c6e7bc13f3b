"""May this be sent (again)? The states of a part, and what each outcome of a send means for it.

queued -> sending (written before the request leaves) -> sent | failed | unknown. Only what surely was not sent goes
back to `queued` by itself. `unknown` is left by evidence alone: the reader's reply, press or word, an edit, an admin.
"""

import itertools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Literal

from bot.delivery.chats import Chat, Subscription
from bot.delivery.due import Plan
from bot.delivery.ports import Migrated, NotSent, Part, Place, RateLimited, Rejected, Unreachable

PartState = Literal["queued", "sending", "sent", "failed", "unknown"]
DeliveryState = Literal["open", "done", "dropped", "merged"]
Evidence = Literal["reply", "press", "edit", "reader", "admin"]

# Subjects of questions to readers. A question may come twice without harm, so it alone is repeated when in doubt.
QUESTION = "doubt/"
# Subjects of replies that were not said at once.
REPLY = "reply/"

# Edits count like messages, one a second to a chat: more would keep the reader waiting for the question.
LOOK_AT = 6

GIVE_UP_AFTER = timedelta(hours=6)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


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


@dataclass(frozen=True, slots=True)
class Step:
    """What follows a failed send: the part's new state and, if it is tried again, when and how."""

    state: PartState
    reason: str
    try_at: datetime | None = None
    is_plain: bool = False


def step_after(error: Exception, task: Task, *, now: datetime) -> Step:
    """Decide what becomes of a part whose send failed with `error`. Touches nothing.

    Anything that is not known to mean "not sent" leaves the part unknown.
    """
    reason = str(error) or type(error).__name__
    if isinstance(error, Migrated):
        return Step("queued", reason, now, task.is_plain)
    if isinstance(error, Unreachable):
        return Step("failed", reason)
    if isinstance(error, Rejected):
        return Step("failed", reason) if task.is_plain else Step("queued", reason, now, is_plain=True)
    if not isinstance(error, RateLimited | NotSent) and not task.subject.startswith(QUESTION):
        return Step("unknown", reason)
    pause = error.retry_after if isinstance(error, RateLimited) else growing_pause(task.attempts)
    if now + pause > task.opened_at + GIVE_UP_AFTER:
        return Step("failed", f"not sent within {GIVE_UP_AFTER // timedelta(hours=1)} hours: {reason}")
    return Step("queued", reason, now + pause, task.is_plain)


def growing_pause(attempts: int) -> timedelta:
    """5 s, 10 s, 20 s ... up to 10 min."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts, 20)))


def is_outage(error: Exception) -> bool:
    """Whether the service itself may be away, so that other chats should wait too."""
    return isinstance(error, NotSent)
