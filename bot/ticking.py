"""A few dumb ticks: jobs called again and again. What is due at a tick is decided elsewhere. The home of apscheduler.

A job never overlaps itself; ticks missed while it ran, or while the machine slept, become one. A job that fails is logged
and called again next time.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from retrieval.ports import Clock

log = logging.getLogger(__name__)

Job = Callable[[], object]
# A whole minute: intervals are counted from here, so that a tick a minute comes on the minute.
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
JUMP = timedelta(seconds=5)


class Ticker:
    """Calls jobs in threads of its own, by the clock of this machine."""

    def __init__(self, *, on_error: Callable[[str], None] = lambda _: None) -> None:
        self._on_error = on_error
        self._scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def every(self, name: str, seconds: float, job: Job) -> None:
        """At once, and then whenever the time is a multiple of `seconds`."""
        trigger = IntervalTrigger(seconds=seconds, start_date=EPOCH, timezone=UTC)
        self._scheduler.add_job(self._guarded(name, job), trigger, id=name, next_run_time=datetime.now(UTC))

    def daily(self, name: str, hour: int, minute: int, job: Job) -> None:
        """Once a day at this time, UTC."""
        self._scheduler.add_job(self._guarded(name, job), CronTrigger(hour=hour, minute=minute, timezone=UTC), id=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing more, and wait for what is running."""
        if self._scheduler.running:
            self._scheduler.shutdown()

    def next_turns(self) -> dict[str, datetime]:
        """When each job comes next."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs()}

    def realign(self) -> None:
        """Find the next tick of every job anew: the clock was set, and what was next may now be days away."""
        for job in self._scheduler.get_jobs():
            self._scheduler.reschedule_job(job.id, trigger=job.trigger)

    def _guarded(self, name: str, job: Job) -> Job:
        def call() -> None:
            try:
                job()
            except Exception:
                log.exception("job failed", extra={"job": name})
                self._on_error(name)

        return call


class ClockWatch:
    """Notices that the clock was set: it and a timer that cannot be set went on by different amounts."""

    def __init__(self, clock: Clock, *, timer: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._timer = timer
        self._offset = self._measured()

    def has_jumped(self) -> bool:
        """Whether it was set since the last call (a machine that slept counts too)."""
        before, self._offset = self._offset, self._measured()
        return abs(self._offset - before) > JUMP

    def _measured(self) -> timedelta:
        return (self._clock.now() - EPOCH) - timedelta(seconds=self._timer())
