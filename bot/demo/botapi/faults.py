"""Faults on purpose, from a seed: what networks and Telegram do to a bot on a bad day."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Fault = Literal["lost_answer", "lost_request", "too_many", "server_error", "bad_gateway", "slow", "hang"]
"""`lost_answer`: applied, then the connection dies. `lost_request`: it dies before. `too_many`: 429, not applied.
`server_error`: 500 JSON, not applied. `bad_gateway`: 502 HTML, not applied. `slow`: applied and answered late.
`hang`: applied, and answered only after `hang_seconds`, when any client has given up."""


@dataclass(slots=True)
class Faults:
    """Which calls go wrong. `shares` are probabilities by fault; the same seed and calls give the same faults."""

    seed: int = 0
    shares: dict[Fault, float] = field(default_factory=dict)
    methods: frozenset[str] = frozenset({"sendmessage", "editmessagetext", "sendphoto", "senddocument"})
    slow_seconds: float = 0.5
    hang_seconds: float = 60.0
    retry_after: int = 1
    scripted: list[tuple[str, Fault]] = field(default_factory=list)
    drawn: list[tuple[str, Fault]] = field(default_factory=list)
    _random: random.Random | None = None

    def draw(self, method: str) -> Fault | None:
        """The fault of this call, if any. Scripted ones go first, each once, in order."""
        for at, (name, fault) in enumerate(self.scripted):
            if name in {method, "*"}:
                del self.scripted[at]
                return self._noted(method, fault)
        if not self.shares or method not in self.methods:
            return None
        self._random = self._random or random.Random(self.seed)  # noqa: S311
        chance = self._random.random()
        for fault, share in self.shares.items():
            if chance < share:
                return self._noted(method, fault)
            chance -= share
        return None

    def script(self, method: str, *faults: Fault) -> None:
        """Let the next calls of `method` ("*" for any) go wrong like this."""
        self.scripted += [(method.lower(), fault) for fault in faults]

    def counts(self) -> dict[str, int]:
        return dict(Counter(fault for _, fault in self.drawn))

    def _noted(self, method: str, fault: Fault) -> Fault:
        self.drawn.append((method, fault))
        return fault
