"""Instants in UTC, at the edges of the calendar too: what people write may lie outside of what a datetime can hold."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
# A day of which no hour is known is kept as its midnight and a microsecond, which no source writes.
_NO_HOUR = time(0, 0, 0, 1)


def as_utc(moment: datetime) -> datetime:
    """An aware moment in UTC; the first or last instant there is where it lies beyond."""
    return in_zone(moment, UTC)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """An aware moment by the clocks of a zone; the first or last they can show where it lies beyond."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return (_FIRST if moment.year == 1 else _LAST).replace(tzinfo=zone)


def shifted(moment: datetime, span: timedelta) -> datetime:
    """`moment + span`, within what there is."""
    try:
        return moment + span
    except OverflowError:
        return _LAST if span > timedelta() else _FIRST


def day_alone(day: date) -> datetime:
    """A day of which no hour is known, as an instant that says so."""
    return datetime.combine(day, _NO_HOUR, UTC)


def is_day_alone(moment: datetime) -> bool:
    return as_utc(moment).time() == _NO_HOUR


def iso_instant(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z, to the second."""
    return as_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def iso_written(moment: datetime | None) -> str | None:
    """When something was written, as ISO 8601: a day where no hour is known."""
    return f"{as_utc(moment):%Y-%m-%d}" if moment and is_day_alone(moment) else iso_instant(moment)
