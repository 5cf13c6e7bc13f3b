"""Defines what `doctor` finds."""

from dataclasses import asdict, dataclass
from typing import Literal

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to do, and is empty when nothing is."""

    name: str
    status: Status
    detail: str
    advice: str = ""

    @property
    def shape(self) -> dict[str, str]:
        return asdict(self)
