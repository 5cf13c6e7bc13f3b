"""When an article is shown with its day alone."""

from datetime import UTC, datetime, time

import pytest

from retrieval.articles import is_hourless


@pytest.mark.parametrize(
    ("clock", "is_day"), [(time(0), True), (time(12), True), (time(11), False), (time(12, 1), False)]
)
def test_a_day_without_an_hour_was_stored_at_midnight_or_noon(clock: time, is_day: bool) -> None:
    assert is_hourless(datetime.combine(datetime(2026, 1, 7), clock, UTC)) == is_day  # noqa: DTZ001
