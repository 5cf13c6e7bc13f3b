"""Decides whether a part may be sent again: its states, and what each outcome of a send means for it.

queued -> sending (written before the request leaves) -> sent | failed | unknown. Only what surely was not sent goes
back to `queued` by itself. `unknown` is left by evidence alone: the reader's reply, press or word, an edit, an admin.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.ledger_entries import QUESTION, PartState, Task
from bot.delivery.ports import Migrated, NotSent, RateLimited, Rejected, Unreachable

GIVE_UP_AFTER = timedelta(hours=6)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)


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
