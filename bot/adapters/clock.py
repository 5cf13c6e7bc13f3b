"""Tells the time: the real time, the one that `--now` sets, or the one of the recorded demo."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic


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


class RunningClock:
    """A clock that starts at another instant than the real one and runs as fast: for recordings of one day."""

    def __init__(self, start: datetime, timer: Callable[[], float] = monotonic) -> None:
        self._start = start.astimezone(UTC)
        self._timer = timer
        self._began = timer()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._timer() - self._began)
