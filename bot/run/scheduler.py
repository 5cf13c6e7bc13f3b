"""Calls jobs again and again. What is due at a tick is decided elsewhere. The home of apscheduler.

A job never overlaps itself; ticks missed while it ran, or while the machine slept, become one. A job that fails is logged
and called again next time; so is one that hangs: after its deadline its turn is over, whatever it still does.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf
from threading import Thread
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from retrieval.ports import Clock

log = logging.getLogger(__name__)

Job = Callable[[], object]
# A whole minute: intervals are counted from here, so that a tick a minute comes on the minute.
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
JUMP = timedelta(seconds=5)
# A job that hangs cannot be ended from outside: its turn is given up, the next has a thread of its own (docs/decisions/0171).
DEADLINE = timedelta(hours=1)
# Turns that hang are left behind (no thread can be ended from outside); with more of them the job is not called again.
LEFT_BEHIND = 3
GLANCE = 0.5
STOP_WITHIN = timedelta(seconds=30)
THREADS = 20


class Ticker:
    """Calls jobs in threads of its own, by the clock of this machine."""

    def __init__(self, *, on_error: Callable[[str], None] = lambda _: None) -> None:
        self._on_error = on_error
        self._left_behind: dict[str, list[Thread]] = {}
        self._stop_by = inf
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(THREADS)},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def every(self, name: str, seconds: float, job: Job, *, deadline: timedelta = DEADLINE) -> None:
        """At once, and then whenever the time is a multiple of `seconds`. `deadline` is for one turn."""
        trigger = IntervalTrigger(seconds=seconds, start_date=EPOCH, timezone=UTC)
        call = self._timed(name, self._guarded(name, job), deadline)
        self._scheduler.add_job(call, trigger, id=name, next_run_time=datetime.now(UTC))

    def daily(self, name: str, hour: int, minute: int, job: Job) -> None:
        """Once a day at this time, UTC."""
        call = self._timed(name, self._guarded(name, job), DEADLINE)
        self._scheduler.add_job(call, CronTrigger(hour=hour, minute=minute, timezone=UTC), id=name)

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Call nothing more, and wait for what is running, half a minute at most."""
        self._stop_by = monotonic() + STOP_WITHIN.total_seconds()
        if self._scheduler.running:
            self._scheduler.shutdown()

    def hanging(self) -> tuple[str, ...]:
        """The jobs of which a turn went past its deadline and has still not come back."""
        kept = {name: [turn for turn in turns if turn.is_alive()] for name, turns in self._left_behind.items()}
        self._left_behind = {name: turns for name, turns in kept.items() if turns}
        return tuple(sorted(self._left_behind))

    def next_turns(self) -> dict[str, datetime]:
        """When each job comes next."""
        return {job.id: job.next_run_time for job in self._scheduler.get_jobs()}

    def realign(self) -> None:
        """Find the next tick of every job anew: the clock was set, and what was next may now be days away."""
        for job in self._scheduler.get_jobs():
            self._scheduler.reschedule_job(job.id, trigger=job.trigger)

    def _timed(self, name: str, job: Job, deadline: timedelta) -> Job:
        """Each job of ours may run twice and die anywhere, so a turn that hangs may be left to itself."""

        def call() -> None:
            if name in self.hanging() and len(self._left_behind[name]) >= LEFT_BEHIND:
                return
            turn = Thread(target=job, name=f"job-{name}", daemon=True)
            turn.start()
            end = monotonic() + deadline.total_seconds()
            while turn.is_alive() and (left := min(end, self._stop_by) - monotonic()) > 0:
                turn.join(min(left, GLANCE))
            if turn.is_alive():
                self._left_behind.setdefault(name, []).append(turn)
                log.error("job hangs", extra={"job": name, "seconds": deadline.total_seconds()})
                self._on_error(name)

        return call

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
