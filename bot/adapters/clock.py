"""Tells the time: the real time, or the one that `--now` sets."""

from datetime import UTC, datetime


class SystemClock:
    """The real time, for the composition root."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """`--now`: a clock that stands still, for replays."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        return self._instant
