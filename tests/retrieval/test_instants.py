from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from retrieval.instants import as_utc, day_alone, in_zone, is_day_alone, iso_written, shifted

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
ZONES = st.sampled_from([UTC, EAST, WEST])


def test_beyond_the_calendar_is_its_edge() -> None:
    assert as_utc(datetime(1, 1, 1, tzinfo=EAST)) == datetime.min.replace(tzinfo=UTC)
    assert as_utc(datetime(9999, 12, 31, 23, tzinfo=WEST)) == datetime.max.replace(tzinfo=UTC)
    assert shifted(datetime(9999, 12, 31, tzinfo=UTC), timedelta(days=1)) == datetime.max.replace(tzinfo=UTC)


def test_a_clock_shows_no_day_that_it_cannot_show() -> None:
    assert in_zone(datetime.min.replace(tzinfo=UTC), WEST).date() == date.min
    assert in_zone(datetime.max.replace(tzinfo=UTC), EAST).date() == date.max


@given(st.datetimes(timezones=ZONES))
def test_every_instant_has_a_place_in_utc(moment: datetime) -> None:
    assert as_utc(moment).tzinfo is UTC


def test_a_day_without_an_hour_is_written_as_a_day_and_midnight_as_an_instant() -> None:
    day = day_alone(date(2026, 1, 6))
    assert is_day_alone(day)
    assert iso_written(day) == "2026-01-06"
    midnight = datetime(2026, 1, 6, tzinfo=UTC)
    assert not is_day_alone(midnight)
    assert iso_written(midnight) == "2026-01-06T00:00:00Z"
    assert iso_written(None) is None
