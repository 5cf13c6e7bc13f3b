"""Telegram's flood control as far as it is known: one chat, one group, the whole bot. Refuses, never waits."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.demo.botapi.api_errors import too_many


@dataclass(frozen=True, slots=True)
class Rates:
    """How much is let through. `private_burst` messages at once to one person, then one a second."""

    private_per_second: float = 1.0
    private_burst: int = 3
    group_per_minute: int = 20
    per_second: float = 30.0
    burst: int = 30
    paid_per_second: float = 1000.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float

    def wait(self, now: float, rate: float, capacity: float) -> float:
        """Seconds until a token is there; 0 when one is there now."""
        self.tokens = min(capacity, self.tokens + (now - self.at) * rate)
        self.at = now
        return 0.0 if self.tokens >= 1.0 else (1.0 - self.tokens) / rate


@dataclass(slots=True)
class FloodControl:
    """Counts what is sent, when `is_on`."""

    rates: Rates
    timer: Callable[[], float]
    is_on: bool = True
    refused: int = 0
    _whole: _Bucket | None = None
    _paid: _Bucket | None = None
    _people: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def spend(self, chat_id: int, *, is_group: bool, is_paid: bool = False) -> None:
        """Count one message to a chat. Raises ApiError 429 and counts nothing when it is one too many."""
        if not self.is_on:
            return
        now = self.timer()
        waits = [
            self._group_wait(chat_id, now) if is_group else self._person_wait(chat_id, now),
            self._whole_wait(now, is_paid=is_paid),
        ]
        if max(waits) > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(max(waits))))
        self._count(chat_id, now, is_group=is_group, is_paid=is_paid)

    def _person_wait(self, chat_id: int, now: float) -> float:
        bucket = self._people.setdefault(chat_id, _Bucket(self.rates.private_burst, now))
        return bucket.wait(now, self.rates.private_per_second, self.rates.private_burst)

    def _group_wait(self, chat_id: int, now: float) -> float:
        sent = self._groups.setdefault(chat_id, deque())
        while sent and now - sent[0] >= 60.0:
            sent.popleft()
        return 60.0 - (now - sent[0]) if len(sent) >= self.rates.group_per_minute else 0.0

    def _whole_wait(self, now: float, *, is_paid: bool) -> float:
        if is_paid:
            self._paid = self._paid or _Bucket(self.rates.paid_per_second, now)
            return self._paid.wait(now, self.rates.paid_per_second, self.rates.paid_per_second)
        self._whole = self._whole or _Bucket(self.rates.burst, now)
        return self._whole.wait(now, self.rates.per_second, self.rates.burst)

    def _count(self, chat_id: int, now: float, *, is_group: bool, is_paid: bool) -> None:
        if is_group:
            self._groups[chat_id].append(now)
        else:
            self._people[chat_id].tokens -= 1.0
        whole = self._paid if is_paid else self._whole
        if whole is not None:
            whole.tokens -= 1.0
