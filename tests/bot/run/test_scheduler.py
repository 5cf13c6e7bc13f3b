from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import Queue
from threading import Event
from time import monotonic

import pytest

from bot.run.scheduler import LEFT_BEHIND, ClockWatch, Ticker
from tests.builders import NOON
from tests.fakes import FakeClock


def test_a_job_comes_at_once_although_its_next_minute_is_far() -> None:
    came = Event()
    ticker = Ticker()
    ticker.every("hourly", 3600, came.set)
    ticker.start()
    assert came.wait(10)
    ticker.stop()


@pytest.mark.slow
def test_a_job_that_fails_is_told_of_and_comes_again() -> None:
    errors: list[str] = []
    twice = Event()
    calls: list[int] = []

    def job() -> None:
        calls.append(1)
        if len(calls) > 1:
            twice.set()
        raise ValueError

    ticker = Ticker(on_error=errors.append)
    ticker.every("bad", 1, job)
    ticker.start()
    assert twice.wait(10)
    ticker.stop()
    assert set(errors) == {"bad"}


def test_a_tick_a_minute_comes_on_the_minute() -> None:
    ticker = Ticker()
    ticker.every("tick", 60, lambda: None)
    ticker.start()
    ticker.realign()
    assert [moment.second for moment in ticker.next_turns().values()] == [0]
    ticker.stop()


def test_after_the_clock_was_set_no_job_waits_for_a_day_that_is_far_off() -> None:
    ticker = Ticker()
    ticker.every("tick", 60, lambda: None)
    ticker.start()
    ticker.realign()
    assert ticker.next_turns()["tick"] <= datetime.now(UTC) + timedelta(minutes=1)
    ticker.stop()


def test_a_clock_that_was_set_is_noticed_and_one_that_runs_is_not() -> None:
    clock, seconds = FakeClock(NOON), [0.0]
    watch = ClockWatch(clock, timer=lambda: seconds[0])
    clock.advance(timedelta(minutes=10))
    seconds[0] += 600
    assert not watch.has_jumped()
    clock.advance(timedelta(hours=-3))
    assert watch.has_jumped()
    assert not watch.has_jumped()


@pytest.mark.parametrize(("seconds", "has_jumped"), [(4, False), (-4, False), (6, True), (-6, True)])
def test_a_clock_that_was_set_by_a_few_seconds_was_corrected_and_not_set(seconds: int, has_jumped: bool) -> None:
    clock = FakeClock(NOON)
    watch = ClockWatch(clock, timer=lambda: 0.0)
    clock.advance(timedelta(seconds=seconds))
    assert watch.has_jumped() == has_jumped


def test_a_job_that_hangs_is_left_behind_after_its_deadline_and_the_next_turn_runs() -> None:
    failed: list[str] = []
    turns: Queue[int] = Queue()
    release = Event()

    def job() -> None:
        turns.put(1)
        if turns.qsize() == 1:
            release.wait(30)

    ticker = Ticker(on_error=failed.append)
    ticker.every("slow", 0.05, job, deadline=timedelta(seconds=0.1))
    ticker.start()
    try:
        wait_until(lambda: turns.qsize() >= 3)
        assert failed == ["slow"]
        assert ticker.hanging() == ("slow",)
        release.set()
        wait_until(lambda: not ticker.hanging())
    finally:
        release.set()
        ticker.stop()


@pytest.mark.slow
def test_a_job_whose_every_turn_hangs_is_not_called_for_ever() -> None:
    turns: Queue[int] = Queue()
    release = Event()
    ticker = Ticker()

    def job() -> None:
        turns.put(1)
        release.wait(30)

    ticker.every("stuck", 0.02, job, deadline=timedelta(seconds=0.02))
    ticker.every("other", 0.02, lambda: turns.put(0) if turns.qsize() > 2 else None)
    ticker.start()
    try:
        wait_until(lambda: turns.qsize() > 30)
        assert sum(turns.get() for _ in range(30)) <= LEFT_BEHIND
    finally:
        release.set()
        ticker.stop()


def wait_until(claim: Callable[[], bool]) -> None:
    end = monotonic() + 10
    while not claim():
        assert monotonic() < end
        Event().wait(0.01)
