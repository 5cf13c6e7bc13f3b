"""Decides who may send now and who waits, so that the chat service bears it. Reads an injected timer; sends nothing.

Telegram names its limits only roughly: about 30 messages a second in all, 1 a second to one chat, 20 a minute to a
group or channel, and a pause whenever it says so. People waiting for an answer go before any broadcast.
"""

from bisect import bisect_right, insort
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

ChatKey = int | str
MINUTE = 60.0
FORGET_AFTER = 120.0
FORGET_AT_ONCE = 4
REMEMBERED = 100
# After a stall so many messages are caught up; no second sees more than 29 all the same (docs/decisions/0081).
CATCH_UP = 8
# A call usually takes no longer than this. One that took longer may have been counted by the service at its very end.
USUAL = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages per time. The burst is one less than what is let through: two requests may overtake each other on the way.

    No second sees more than `per_second`, also of a service that stood still and then takes all at once; broadcasts keep
    evenly below it and always leave room for one answer at once.
    """

    per_second: int = 30
    broadcast_per_second: float = 28.8
    private_per_second: float = 1.0
    private_burst: int = 2
    group_per_minute: int = 19


# What a paid broadcast may do (`allow_paid_broadcast`): 1,000 a second, still 1 a second to one chat.
PAID = Limits(per_second=1000, broadcast_per_second=950.0)


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in the queue. `chat` is None for calls that go to no chat."""

    chat: ChatKey | None
    is_broadcast: bool


@dataclass(slots=True)
class _ChatPace:
    """Remembers what one chat was sent: when its next message is due at an even pace, its last minute, and its enforced pause."""

    even: float = 0.0
    recent: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0


class Pacer:
    """Hands out permissions to send. `timer` gives seconds that never run backwards. Safe to share between threads."""

    def __init__(self, limits: Limits | None = None, *, timer: Callable[[], float]) -> None:
        self._limits = limits or Limits()
        self._timer = timer
        self._lock = Lock()
        # Ordered by last use, so that idle chats are found at the front without looking at the others.
        self._chats: OrderedDict[ChatKey, _ChatPace] = OrderedDict()
        self._queues: tuple[list[Ticket], list[Ticket]] = ([], [])
        # When each call of the last second was made, as late as the service may have counted it; and those not over yet.
        self._recent: list[float] = []
        self._under_way: dict[Ticket, float] = {}
        self._broadcast_even = 0.0
        self._broadcast_halt = 0.0
        self._full_halt = 0.0
        self._last_hit: ChatKey | None = None

    def ask(self, chat: ChatKey | None, *, is_broadcast: bool = False) -> Ticket:
        """Queue for one message."""
        ticket = Ticket(chat, is_broadcast)
        with self._lock:
            self._queues[is_broadcast].append(ticket)
        return ticket

    def finish(self, ticket: Ticket) -> None:
        """The call is over, however it went; a ticket that was not released yet leaves the queue and counts for nothing."""
        with self._lock:
            queue = self._queues[ticket.is_broadcast]
            made = self._under_way.pop(ticket, None)
            if made is not None:
                insort(self._recent, _counted(made, self._timer()))
            elif ticket in queue:
                queue.remove(ticket)

    def release(self) -> tuple[Ticket, ...]:
        """The tickets that may send now, counted as sent: answers before broadcasts, each in the order they came.

        `finish` each when its call is over: what is under way counts as long as it is.
        """
        with self._lock:
            now = self._timer()
            released: list[Ticket] = []
            for queue in self._queues:
                for ticket in tuple(queue):
                    if self._wait(ticket, now) <= 0.0:
                        queue.remove(ticket)
                        self._count(ticket, now)
                        released.append(ticket)
            self._forget_idle(now)
            return tuple(released)

    def next_release(self) -> float | None:
        """Seconds until some ticket may go; None when nobody waits."""
        with self._lock:
            now = self._timer()
            waits = [self._wait(ticket, now) for queue in self._queues for ticket in queue]
            return max(0.0, min(waits)) if waits else None

    def wait_for(self, chat: ChatKey) -> float:
        """Seconds until one chat may get the next message of a broadcast; a look that reserves nothing."""
        with self._lock:
            return max(0.0, self._chat_wait(chat, True, self._timer()))

    def refuse(self, chat: ChatKey | None, retry_after: float, *, is_broadcast: bool) -> None:
        """The service said "too many requests": nothing goes to that chat for `retry_after` seconds.

        A private chat that we served at its pace is not to blame, so a broadcast stops altogether; when a second chat is
        refused during that halt, answers stop as well. Groups have their own narrow limit, often used up by others.
        """
        with self._lock:
            until = self._timer() + retry_after
            if chat is not None:
                pace = self._used(chat)
                pace.blocked_until = max(pace.blocked_until, until)
            if chat is not None and not _is_private(chat):
                return
            if self._broadcast_halt > self._timer() and chat != self._last_hit and not is_broadcast:
                self._full_halt = max(self._full_halt, until)
            if is_broadcast or chat is None:
                self._broadcast_halt = max(self._broadcast_halt, until)
            self._last_hit = chat

    def _wait(self, ticket: Ticket, now: float) -> float:
        own = self._chat_wait(ticket.chat, ticket.is_broadcast, now) if ticket.chat is not None else 0.0
        return max(own, self._shared_wait(ticket.is_broadcast, now))

    def _chat_wait(self, chat: ChatKey, is_broadcast: bool, now: float) -> float:
        pace = self._chats.get(chat)
        if pace is None:
            return 0.0
        burst = 0 if is_broadcast else self._limits.private_burst - 1
        wait = max(pace.blocked_until, pace.even - burst / self._limits.private_per_second) - now
        if not _is_private(chat):
            _drop_older(pace.recent, now - MINUTE)
            if len(pace.recent) >= self._limits.group_per_minute:
                wait = max(wait, pace.recent[-self._limits.group_per_minute] + MINUTE - now)
        return wait

    def _shared_wait(self, is_broadcast: bool, now: float) -> float:
        del self._recent[: bisect_right(self._recent, now - 1.0)]
        wait = self._full_halt - now
        room = self._limits.per_second - is_broadcast
        if len(self._recent) + len(self._under_way) >= room:
            made = sorted([*self._recent, *(_counted(moment, now) for moment in self._under_way.values())])
            wait = max(wait, made[-room] + 1.0 - now)
        if is_broadcast:
            # A timer that wakes late must not cost pace; how many may catch up in a second is limited above.
            tolerance = CATCH_UP / self._limits.broadcast_per_second
            wait = max(wait, self._broadcast_halt - now, self._broadcast_even - tolerance - now)
        return wait

    def _count(self, ticket: Ticket, now: float) -> None:
        self._under_way[ticket] = now
        if ticket.is_broadcast:
            self._broadcast_even = max(now, self._broadcast_even) + 1.0 / self._limits.broadcast_per_second
        if ticket.chat is None:
            return
        pace = self._used(ticket.chat)
        pace.even = max(now, pace.even) + 1.0 / self._limits.private_per_second
        if not _is_private(ticket.chat):
            pace.recent.append(now)

    def _used(self, chat: ChatKey) -> _ChatPace:
        pace = self._chats.setdefault(chat, _ChatPace())
        self._chats.move_to_end(chat)
        return pace

    def _forget_idle(self, now: float) -> None:
        """Drop chats that have been quiet, a few at a time, the longest unused first."""
        for _ in range(FORGET_AT_ONCE):
            if len(self._chats) <= REMEMBERED:
                return
            chat, pace = next(iter(self._chats.items()))
            if max(pace.even, pace.blocked_until) >= now - FORGET_AFTER:
                return
            del self._chats[chat]


def _is_private(chat: ChatKey) -> bool:
    """Telegram numbers people from 1 up, groups and channels below 0; channels also have `@names`."""
    return isinstance(chat, int) and chat > 0


def _counted(made: float, now: float) -> float:
    """When the service may have counted a call made at `made` that ends now, or has not ended yet."""
    return max(made, now - USUAL)


def _drop_older(moments: deque[float], before: float) -> None:
    while moments and moments[0] <= before:
        moments.popleft()
