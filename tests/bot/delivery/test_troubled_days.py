"""Weeks of post for one reader while clocks, machine and reader do what they like: no day twice, none forgotten."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.delivery.chats import Order
from bot.delivery.deliverer import Deliverer
from bot.delivery.due import QuietHours, find_zone
from bot.delivery.ports import Part
from bot.delivery.store import Ledger, Subscriptions
from bot.delivery.tables import deliveries
from retrieval.database import Database, open_database
from tests.bot.delivery.zones import ZONES
from tests.fakes import FakeMessenger

pytestmark = pytest.mark.slow

READER, TOPIC = 1, "rivers"
# The weeks around the clock changes of most zones.
STARTS = (datetime(2026, 3, 20, 0, 30, tzinfo=UTC), datetime(2026, 10, 20, 0, 30, tzinfo=UTC))
TIMES = st.sampled_from([time(0, 0), time(0, 30), time(2, 0), time(2, 30), time(7, 0), time(12, 0), time(23, 30)])
# Each leaves some hours awake: the weeks tick hourly.
QUIET = st.sampled_from(
    [
        QuietHours(time(22, 0), time(7, 0)),
        QuietHours(time(0, 0), time(12, 0)),
        QuietHours(time(7, 0), time(23, 30)),
        QuietHours(time(2, 0), time(2, 30)),
    ]
)

# What may happen to the machine: it runs for hours, sleeps for eight, is down for up to three days, its clock is set by an hour.
runs = st.tuples(st.just("run"), st.integers(1, 40))
machine = st.one_of(
    runs,
    runs,
    st.tuples(st.just("down"), st.integers(1, 72)),
    st.tuples(st.just("down"), st.just(8)),
    st.tuples(st.just("step"), st.sampled_from([-1, 1])),
)
hours = st.one_of(st.tuples(st.just("time"), TIMES), st.tuples(st.just("quiet"), QUIET))
reader = st.one_of(
    hours,
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("weekdays"), st.sets(st.integers(0, 6), min_size=1)),
    st.tuples(st.just("pause"), st.integers(0, 10)),
    st.tuples(st.just("resume"), st.none()),
)


class Weeks:
    """One reader's weeks: every order that was written for them, and when."""

    def __init__(self, zone: str, at: time, now: datetime) -> None:
        self.now = now
        self.database: Database = open_database("sqlite://")
        self.database.create_all()
        self.subscriptions = Subscriptions(self.database)
        self.orders: list[tuple[datetime, Order]] = []
        self.deliverer = Deliverer(self.subscriptions, Ledger(self.database), FakeMessenger(), self.write)
        self.subscriptions.subscribe(READER, TOPIC, time=at, zone=zone, now=now)

    def write(self, order: Order, now: datetime) -> Sequence[Part]:
        return [Part("", f"{order.day}")]

    def tick(self) -> None:
        """One turn of the schedule; at most one digest comes of it."""
        before = self.subscriptions.find(READER, TOPIC)
        report = self.deliverer.tick(self.now)
        assert report.planned <= 1
        assert report.failed == ()
        after = self.subscriptions.find(READER, TOPIC)
        assert before is not None
        assert after is not None
        if after.served_day != before.served_day:
            assert report.planned == 1
            assert after.served_day is not None
            self.orders.append((self.now, self.newest()))

    def newest(self) -> Order:
        with self.database.read() as connection:
            row = connection.execute(select(deliveries).order_by(deliveries.c.id.desc()).limit(1)).one()
        return Order(TOPIC, row.day, row.first_day, is_late=row.is_late)

    def live(self, what: str, value: object) -> None:
        """Let one thing happen."""
        chats, now = self.subscriptions, self.now
        match what, value:
            case "run", int(hours):
                for _ in range(hours):
                    self.now += timedelta(hours=1)
                    self.tick()
            case "down", int(hours):
                self.now += timedelta(hours=hours)
                self.tick()
            case "step", int(hours):
                self.now += timedelta(hours=hours)
                self.tick()
            case "zone", str(zone):
                chats.set_zone(READER, zone, now=now)
            case "time", time() as at:
                chats.set_time(READER, at, None, now=now)
            case "quiet", QuietHours() as quiet:
                chats.set_quiet_hours(READER, quiet, now=now)
            case "weekdays", set() as days:
                chats.set_weekdays(READER, days, now=now)
            case "pause", int(days):
                chats.pause(READER, now.date() + timedelta(days=days), now=now)
            case _:
                chats.resume(READER, now=now)

    def close(self) -> None:
        self.database.close()

    def check_no_day_twice(self) -> None:
        """Each post stands for local days that no other post stands for, and they go forward."""
        spans = [(order.first_day, order.day) for _, order in self.orders]
        for first, last in spans:
            assert first <= last
        for (_, last), (first, _) in pairwise(spans):
            assert first > last

    def check_every_day_came(self, first_day: date | None) -> None:
        """The posts stand for all days from the first on (a later hour may win the day before it), and the last day that is
        over is among them."""
        days = [
            order.first_day + timedelta(days=n)
            for _, order in self.orders
            for n in range((order.day - order.first_day).days + 1)
        ]
        assert first_day is not None
        assert days[0] <= first_day
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
        mine = self.subscriptions.find(READER, TOPIC)
        assert mine is not None
        assert days[-1] >= self.now.astimezone(find_zone(mine.zone)).date() - timedelta(days=2)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(ZONES),
    TIMES,
    st.sampled_from(STARTS),
    st.none() | QUIET,
    st.lists(machine, min_size=4, max_size=16),
)
def test_downtime_sleep_and_clocks_that_are_set_cost_no_day_and_repeat_none(
    zone: str, at: time, start: datetime, quiet: QuietHours | None, events: list[tuple[str, object]]
) -> None:
    weeks = Weeks(zone, at, start)
    if quiet is not None:
        weeks.live("quiet", quiet)
    first_slot = weeks.subscriptions.find(READER, TOPIC)
    assert first_slot is not None
    for what, value in [*events, ("run", 72)]:
        weeks.live(what, value)
    weeks.check_no_day_twice()
    # Three days without trouble are behind the last one.
    weeks.check_every_day_came(first_slot.next_day)
    weeks.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ZONES), TIMES, st.sampled_from(STARTS), st.lists(machine | hours, min_size=4, max_size=16))
def test_no_choice_of_hours_costs_a_day(zone: str, at: time, start: datetime, events: list[tuple[str, object]]) -> None:
    weeks = Weeks(zone, at, start)
    first_slot = weeks.subscriptions.find(READER, TOPIC)
    assert first_slot is not None
    for what, value in [*events, ("run", 72)]:
        weeks.live(what, value)
    weeks.check_no_day_twice()
    weeks.check_every_day_came(first_slot.next_day)
    weeks.close()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(ZONES),
    TIMES,
    st.sampled_from(STARTS),
    st.lists(machine | reader, min_size=4, max_size=20),
)
def test_whatever_reader_and_machine_do_no_day_comes_twice_and_no_two_posts_at_once(
    zone: str, at: time, start: datetime, events: list[tuple[str, object]]
) -> None:
    weeks = Weeks(zone, at, start)
    for what, value in [("run", 30), *events, ("run", 30)]:
        weeks.live(what, value)
    weeks.close()
    weeks.check_no_day_twice()
