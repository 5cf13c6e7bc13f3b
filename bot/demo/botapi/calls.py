"""The record of every call, for tests and benchmarks."""

from dataclasses import dataclass
from typing import Any

from bot.demo.botapi.faults import Fault


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `at` is the server's timer in seconds; `stray` are parameters the method does not have."""

    at: float
    method: str
    values: dict[str, Any]
    code: int
    error: str = ""
    is_violation: bool = False
    fault: Fault | None = None
    stray: tuple[str, ...] = ()

    @property
    def is_applied(self) -> bool:
        return self.code == 200

    def describe(self) -> str:
        """One line for a failing test."""
        why = self.error or f"unknown parameters {list(self.stray)}"
        return f"{self.method} {self.values.get('chat_id', '')}: {why}"
