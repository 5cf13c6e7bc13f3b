"""Instants in UTC, at the edges of the calendar too: what people write may lie outside of what a datetime can hold."""

from datetime import UTC, datetime, timedelta

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def as_utc(moment: datetime) -> datetime:
    """An aware moment in UTC; the first or last instant there is where it lies beyond."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def shifted(moment: datetime, span: timedelta) -> datetime:
    """`moment + span`, within what there is."""
    try:
        return moment + span
    except OverflowError:
        return _LAST if span > timedelta() else _FIRST
