from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from retrieval.instants import as_utc, shifted

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
ZONES = st.sampled_from([UTC, EAST, WEST])


def test_beyond_the_calendar_is_its_edge() -> None:
    assert as_utc(datetime(1, 1, 1, tzinfo=EAST)) == datetime.min.replace(tzinfo=UTC)
    assert as_utc(datetime(9999, 12, 31, 23, tzinfo=WEST)) == datetime.max.replace(tzinfo=UTC)
    assert shifted(datetime(9999, 12, 31, tzinfo=UTC), timedelta(days=1)) == datetime.max.replace(tzinfo=UTC)


@given(st.datetimes(timezones=ZONES))
def test_every_instant_has_a_place_in_utc(moment: datetime) -> None:
    assert as_utc(moment).tzinfo is UTC
