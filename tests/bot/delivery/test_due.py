from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.calendar_year import TIMES, live
from bot.delivery.due import (
    QuietHours,
    Slot,
    Standing,
    Timetable,
    after_quiet,
    due_slots,
    find_zone,
    instant_of,
    next_slot,
    plan_slot,
    reschedule,
)
from retrieval.errors import BadInput
from tests.bot.delivery.zones import ZONES


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_that_the_clock_change_skips_fires_at_the_end_of_the_gap() -> None:
    assert instant_of(date(2026, 3, 29), time(2, 30), "Europe/Berlin") == utc("2026-03-29T01:00")


def test_a_half_hour_gap_ends_where_the_zone_says() -> None:
    assert instant_of(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == utc("2026-10-03T15:30")


def test_midnight_that_does_not_exist_fires_at_one_o_clock_of_the_same_day() -> None:
    assert instant_of(date(2026, 4, 24), time(0, 0), "Africa/Cairo") == utc("2026-04-23T22:00")


def test_a_repeated_time_fires_the_first_time_only() -> None:
    first = utc("2026-10-25T00:30")
    assert instant_of(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == first
    berlin = Timetable(time(2, 30), "Europe/Berlin")
    slots = due_slots(berlin, after=first - timedelta(hours=1), now=first + timedelta(hours=5))
    assert slots == (Slot(date(2026, 10, 25), first),)


def test_the_day_that_apia_skipped_has_no_slot() -> None:
    assert instant_of(date(2011, 12, 30), time(7, 0), "Pacific/Apia") is None
    apia = Timetable(time(7, 0), "Pacific/Apia")
    days = [slot.day.day for slot in due_slots(apia, after=utc("2011-12-28T00:00"), now=utc("2012-01-01T18:00"))]
    assert days == [28, 29, 31, 1, 2]


def test_an_unknown_zone_is_refused_in_a_sentence() -> None:
    for name in ("Mars/Olympus", "", "../etc/passwd", " Europe/Berlin"):
        with pytest.raises(BadInput, match="time zone"):
            find_zone(name)


def test_quiet_hours_over_midnight_move_the_slot_to_their_end() -> None:
    timetable = Timetable(time(5, 0), "Asia/Kolkata", quiet=QuietHours(time(22, 0), time(7, 0)))
    slot = next_slot(timetable, after=utc("2026-01-07T12:00"))
    assert slot == Slot(date(2026, 1, 8), utc("2026-01-08T01:30"))


def test_an_evening_slot_in_quiet_hours_still_belongs_to_its_own_day() -> None:
    timetable = Timetable(time(23, 0), "UTC", quiet=QuietHours(time(22, 0), time(7, 0)))
    assert next_slot(timetable, after=utc("2026-01-07T22:30")) == Slot(date(2026, 1, 7), utc("2026-01-08T07:00"))


def test_quiet_hours_of_no_length_are_none() -> None:
    timetable = Timetable(time(5, 0), "UTC", quiet=QuietHours(time(7, 0), time(7, 0)))
    assert after_quiet(utc("2026-01-07T05:00"), timetable) == utc("2026-01-07T05:00")


def test_quiet_hours_that_ended_in_the_first_of_two_equal_hours_are_over() -> None:
    quiet = QuietHours(time(22, 0), time(2, 45))
    berlin = Timetable(time(7, 0), "Europe/Berlin", quiet=quiet)
    second_half_past_two = utc("2026-10-25T01:30")
    assert after_quiet(second_half_past_two, berlin) == second_half_past_two


def test_a_day_whose_only_minute_without_quiet_is_skipped_comes_with_the_next_day() -> None:
    """Cairo, 24 April 2009, had no midnight: both days stood at the next one, and one of them was passed over."""
    cairo = Timetable(time(0, 0), "Africa/Cairo", quiet=QuietHours(time(0, 1), time(0, 0)))
    midnight = utc("2009-04-24T21:00")
    slots = due_slots(cairo, after=utc("2009-04-23T12:00"), now=utc("2009-04-25T22:00"))
    assert [(slot.day.day, slot.at) for slot in slots] == [
        (24, midnight),
        (25, midnight),
        (26, midnight + timedelta(days=1)),
    ]
    pending = next_slot(cairo, after=utc("2009-04-23T12:00"))
    assert pending is not None
    plan = plan_slot(cairo, pending, now=midnight)
    assert (plan.deliver, plan.first_day.day) == (slots[1], 24)
    assert plan.next == slots[2]


def test_no_slot_stands_inside_quiet_hours_when_the_clock_change_skips_their_end() -> None:
    quiet = QuietHours(time(0, 1), time(0, 0))
    cairo = Timetable(time(5, 0), "Africa/Cairo", quiet=quiet)
    for slot in due_slots(cairo, after=utc("2009-04-20T00:00"), now=utc("2009-04-28T00:00")):
        assert not quiet.covers(slot.at.astimezone(find_zone("Africa/Cairo")).time())


def test_unwanted_weekdays_are_passed_over() -> None:
    weekend = Timetable(time(9, 0), "UTC", weekdays=frozenset({5, 6}))
    assert next_slot(weekend, after=utc("2026-01-07T12:00")) == Slot(date(2026, 1, 10), utc("2026-01-10T09:00"))


def test_a_pause_ends_on_its_day() -> None:
    paused = Timetable(time(9, 0), "UTC", paused_until=date(2026, 2, 1))
    assert next_slot(paused, after=utc("2026-01-07T12:00")) == Slot(date(2026, 2, 1), utc("2026-02-01T09:00"))
    assert next_slot(Timetable(time(9, 0), "UTC", paused_until=date.max), after=utc("2026-01-07T12:00")) is None


def test_a_served_day_is_never_due_again() -> None:
    utc_nine = Timetable(time(9, 0), "UTC")
    slot = next_slot(utc_nine, after=utc("2026-01-07T08:00"), served=date(2026, 1, 7))
    assert slot is not None
    assert slot.day == date(2026, 1, 8)


NINE = Timetable(time(9, 0), "UTC")
SEVENTH = Slot(date(2026, 1, 7), utc("2026-01-07T09:00"))


def test_a_slot_served_on_time_is_not_late() -> None:
    plan = plan_slot(NINE, SEVENTH, now=utc("2026-01-07T09:01"))
    assert (plan.deliver, plan.is_late, plan.first_day) == (SEVENTH, False, SEVENTH.day)
    assert plan.next == Slot(date(2026, 1, 8), utc("2026-01-08T09:00"))


def test_a_slot_some_hours_old_is_served_and_marked_late() -> None:
    plan = plan_slot(NINE, SEVENTH, now=utc("2026-01-07T14:59"))
    assert (plan.deliver, plan.is_late) == (SEVENTH, True)


def test_a_slot_older_than_six_hours_is_merged_with_the_next() -> None:
    held = plan_slot(NINE, SEVENTH, now=utc("2026-01-07T15:01"))
    assert held.deliver is None
    assert held.missed_since == SEVENTH.day
    assert held.next is not None
    merged = plan_slot(NINE, held.next, now=held.next.at, missed_since=held.missed_since)
    assert (merged.deliver, merged.first_day, merged.is_late) == (held.next, SEVENTH.day, False)


def test_many_missed_days_become_one_post() -> None:
    plan = plan_slot(NINE, SEVENTH, now=utc("2026-01-20T10:00"))
    assert plan.deliver == Slot(date(2026, 1, 20), utc("2026-01-20T09:00"))
    assert plan.first_day == SEVENTH.day
    assert plan.next == Slot(date(2026, 1, 21), utc("2026-01-21T09:00"))


def test_what_comes_late_waits_for_the_end_of_the_quiet_hours() -> None:
    evening = Timetable(time(20, 0), "UTC", quiet=QuietHours(time(22, 0), time(7, 0)))
    pending = Slot(date(2026, 1, 7), utc("2026-01-07T20:00"))
    plan = plan_slot(evening, pending, now=utc("2026-01-07T23:00"))
    assert plan.deliver is None
    assert plan.next == Slot(date(2026, 1, 7), utc("2026-01-08T07:00"))
    served = plan_slot(evening, plan.next, now=plan.next.at)
    assert served.deliver == plan.next
    assert served.next == Slot(date(2026, 1, 8), utc("2026-01-08T20:00"))


def instants(first: str, *, years: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, years * 365 * 1440).map(lambda minute: utc(first) + timedelta(minutes=minute))


minutes = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))


def test_what_waited_for_the_end_of_quiet_hours_takes_along_the_day_whose_slot_stands_there() -> None:
    """The day that was moved to the same end of the quiet hours was passed over."""
    timetable = Timetable(time(0, 0), "Europe/Berlin", quiet=QuietHours(time(0, 0), time(12, 0)))
    end = datetime(2026, 3, 23, 11, 0, tzinfo=UTC)
    plan = plan_slot(timetable, Slot(date(2026, 3, 22), end), now=end, missed_since=date(2026, 3, 20))
    assert plan.deliver == Slot(date(2026, 3, 23), end)
    assert plan.first_day == date(2026, 3, 20)
    assert plan.next is not None
    assert plan.next.day == date(2026, 3, 24)


@given(
    zone=st.sampled_from(ZONES),
    moment=minutes,
    start=instants("2009-01-01", years=20),
    quiet=st.none() | st.builds(QuietHours, minutes, minutes),
)
def test_every_existing_local_day_has_exactly_one_slot(
    zone: str, moment: time, start: datetime, quiet: QuietHours | None
) -> None:
    timetable = Timetable(moment, zone, quiet=quiet)
    slots = due_slots(timetable, after=start, now=start + timedelta(days=60))
    days = [slot.day for slot in slots]
    expected = [days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)]
    missing = set(expected) - set(days)
    assert missing <= ({date(2011, 12, 30)} if zone == "Pacific/Apia" else set())
    assert len(days) == len(set(days))
    instants = [slot.at for slot in slots]
    assert instants == sorted(instants)
    if quiet is not None and quiet.covers(moment) is False:
        assert len(days) in {59, 60, 61}


@given(
    zone=st.sampled_from(ZONES),
    moment=minutes,
    start=instants("2024-01-01", years=4),
    steps=st.lists(st.integers(1, 60 * 40), max_size=40),
)
def test_ticks_at_any_moments_serve_or_merge_every_day_once(
    zone: str, moment: time, start: datetime, steps: list[int]
) -> None:
    timetable = Timetable(moment, zone)
    pending = next_slot(timetable, after=start)
    missed: date | None = None
    now = start
    covered: list[date] = []
    for step in steps:
        now += timedelta(minutes=step)
        if pending is None or pending.at > now:
            continue
        plan = plan_slot(timetable, pending, now=now, missed_since=missed)
        if plan.deliver:
            span = (plan.deliver.day - plan.first_day).days
            covered += [plan.first_day + timedelta(days=n) for n in range(span + 1)]
        pending, missed = plan.next, plan.missed_since
    assert covered == [covered[0] + timedelta(days=n) for n in range(len(covered))] if covered else True


@pytest.mark.parametrize("zone", ZONES)
def test_a_whole_year_of_minutely_ticks_misses_no_day_and_repeats_none(zone: str) -> None:
    for moment in TIMES[::6]:
        year = live(Timetable(moment, zone), 2026, timedelta(minutes=1))
        assert (year.missing, year.double) == ((), ())


@pytest.mark.parametrize(("minutes", "is_late"), [(13, False), (18, True)])
def test_a_quarter_of_an_hour_is_late(minutes: int, is_late: bool) -> None:
    assert plan_slot(NINE, SEVENTH, now=SEVENTH.at + timedelta(minutes=minutes)).is_late == is_late


@pytest.mark.parametrize(("days", "are_all"), [(12, True), (17, False)])
def test_two_weeks_at_most_are_caught_up_when_the_hour_is_changed(days: int, are_all: bool) -> None:
    missed = SEVENTH.day - timedelta(days=days)
    changed = reschedule(Standing(SEVENTH, None, missed), NINE, Timetable(time(10, 0), "UTC"), now=SEVENTH.at)
    assert changed.missed_since is not None and (changed.missed_since == missed) == are_all
