from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.periods import GRACE, digest_period, round_hour
from retrieval.errors import BadInput
from tests.builders import topic

YEAR_1900 = datetime(1900, 1, 1)  # noqa: DTZ001 (the zone is drawn)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
BERLIN = topic(timezone="Europe/Berlin", time=time(6, 30))


def test_the_window_ends_at_the_topics_hour_on_that_local_day() -> None:
    period = digest_period(BERLIN, date(2026, 1, 7), now=LATER)
    assert period.until == datetime(2026, 1, 7, 5, 30, tzinfo=UTC) + GRACE
    assert period.until - period.since == BERLIN.window


@pytest.mark.parametrize(("day", "utc_hour"), [(date(2026, 3, 28), 5), (date(2026, 3, 29), 4), (date(2026, 10, 25), 5)])
def test_the_hour_is_the_wall_clocks_also_when_clocks_change(day: date, utc_hour: int) -> None:
    assert (digest_period(BERLIN, day, now=LATER).until - GRACE).hour == utc_hour


@given(st.integers(0, 48 * 60))
def test_nothing_after_now_ever_counts(minutes: int) -> None:
    now = datetime(2026, 1, 7, tzinfo=UTC) + timedelta(minutes=minutes)
    assert digest_period(BERLIN, date(2026, 1, 7), now=now).until <= now


def test_a_span_begins_with_its_first_local_day() -> None:
    period = digest_period(BERLIN, date(2026, 1, 1), last_day=date(2026, 1, 7), now=LATER)
    assert period.since == datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert period.is_span


@given(st.datetimes(timezones=st.timezones(), min_value=YEAR_1900, max_value=YEAR_1900.replace(year=2100)))
def test_an_hour_is_rounded_down_to_less_than_half_an_hour_before(at: datetime) -> None:
    rounded = round_hour(at)
    assert timedelta(0) <= at - rounded < timedelta(minutes=30)
    assert (rounded.minute % 30, rounded.second, rounded.microsecond) == (0, 0, 0)
    assert round_hour(rounded) == rounded


def test_days_in_the_wrong_order_and_days_to_come_are_refused() -> None:
    with pytest.raises(BadInput, match="earlier day first"):
        digest_period(BERLIN, date(2026, 1, 7), last_day=date(2026, 1, 6), now=LATER)
    with pytest.raises(BadInput, match="not begun"):
        digest_period(BERLIN, date(2027, 1, 2), now=LATER - timedelta(days=1))


def test_the_first_day_there_is_has_a_period_too() -> None:
    east = topic(timezone="Pacific/Kiritimati", time=time(0, 0))
    assert digest_period(east, date.min, now=LATER).since.year == 1
    with pytest.raises(BadInput, match="has not begun"):
        digest_period(topic(timezone="Etc/GMT+12"), date.max, now=LATER)
