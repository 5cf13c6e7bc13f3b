"""The updates that wait for the bot: order, offsets, kinds it wants, and how long each is kept."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# Seconds that an update waits for the bot (telegram-bot-api Client.cpp).
_LIFETIME = {"callback_query": 150.0, "inline_query": 30.0, "chosen_inline_result": 600.0}
_DAY = 86_400.0
_OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Pending:
    """One update. `key` groups what must arrive in order (the chat); `at` is the time it is about."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    at: float
    key: int

    def to_api(self) -> dict[str, Any]:
        return {"update_id": self.update_id, self.kind: self.payload}

    def is_expired(self, now: float) -> bool:
        return now - self.at > _LIFETIME.get(self.kind, _DAY)


@dataclass(slots=True)
class UpdateQueue:
    """First in, first out; confirmed by offset. `allowed` None means Telegram's default set."""

    next_id: int = field(default_factory=lambda: random.randrange(10**6, 10**8))  # noqa: S311
    allowed: frozenset[str] | None = None
    waiting: list[Pending] = field(default_factory=list)
    expired: int = 0

    def push(self, kind: str, payload: dict[str, Any], *, at: float, key: int) -> bool:
        """Queue an update; False when the bot did not ask for its kind."""
        if not self.wants(kind):
            return False
        self.waiting.append(Pending(self.next_id, kind, payload, at, key))
        self.next_id += 1
        return True

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in _OPT_IN

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set the kinds; None keeps the setting, an empty list restores the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one keeps only the last updates."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset > 0 and self.waiting and self.waiting[0].update_id < offset:
            self.waiting = [update for update in self.waiting if update.update_id >= offset]

    def take(self, limit: int, *, now: float) -> list[Pending]:
        """The next updates; they stay until they are confirmed."""
        alive = [update for update in self.waiting if not update.is_expired(now)]
        self.expired += len(self.waiting) - len(alive)
        self.waiting = alive
        return alive[:limit]

    def remove(self, update_id: int) -> None:
        self.waiting = [update for update in self.waiting if update.update_id != update_id]


@dataclass(slots=True)
class WebhookSettings:
    """What setWebhook said, and how delivery goes. `first_pause` (seconds) is doubled after each failure."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0
    first_pause: float = 1.0
