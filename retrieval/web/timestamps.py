"""Makes aware UTC instants of dates as feeds and pages write them. What cannot be believed is None, never a guess.

Numbers with slashes are month first unless that is impossible (the American order is the commoner one in feeds); with
points they are day first. A date without a zone is read as UTC; one without a time is that day everywhere (`day_alone`).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from retrieval.instants import day_alone
from retrieval.language.calendar import every_month, months, short_months
from retrieval.once import once

EARLIEST_YEAR = 1990
"""Older dates are zero dates, epochs and typing errors: no site published news before."""
MAX_AHEAD = timedelta(hours=1)
_MAX_LENGTH = 120

_ZONE_HOURS = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0.0),
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "hst": -10},
    **{"ast": -4, "adt": -3, "nst": -3.5, "brt": -3, "art": -3, "clt": -4, "cot": -5, "pet": -5},
    **{
        "bst": 1,
        "cet": 1,
        "cest": 2,
        "mez": 1,
        "mesz": 2,
        "eet": 2,
        "eest": 3,
        "msk": 3,
        "trt": 3,
        "sast": 2,
        "cat": 2,
    },
    **{
        "gst": 4,
        "pkt": 5,
        "ist": 5.5,
        "npt": 5.75,
        "ict": 7,
        "wib": 7,
        "hkt": 8,
        "sgt": 8,
        "myt": 8,
        "pht": 8,
        "awst": 8,
    },
    **{"jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13},
}
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:(?::|h|時|点|时|시\s?)(\d{2})?)(?:(?::|分|분\s?)?(\d{2}))?(?:[.,]\d+|秒|초|分|분)?\s*([ap]\.?m\.?(?![a-z]))?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:gmt|utc)? ?([+\-−])(\d{2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[t_\s]+(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(z|utc|gmt|[+\-]\d{2}:?\d{0,2})?(?:\[[\w/+-]+\])?"
)
_ORDINAL = re.compile(r"(\d{4})-?(\d{3})(?:t(\d{2}):?(\d{2})(?::?(\d{2}))?)?z?")
_WEEK = re.compile(r"(\d{4})-?w(\d{2})-?(\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?![\d:])")
# What most feeds write (RFC 822), read without further ado.
_USUAL = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC|([+-])(\d{2})(\d{2}))",
    re.ASCII,
)
_AFTERNOON = re.compile(r"오후|下午|晚上|午後|傍晚")
_MORNING = re.compile(r"오전|上午|凌晨|早上|午前")


def parse_date(text: str, *, now: datetime) -> datetime | None:
    """The instant a date string names, in UTC; None when there is none to believe or it lies more than an hour ahead of `now`."""
    try:
        found = _read_usual(text) or next((m for m in _readings(_folded(text[:_MAX_LENGTH])) if m is not None), None)
        moment = found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):
        return None
    return believable(moment, now=now)


def believable(moment: datetime | None, *, now: datetime) -> datetime | None:
    """The moment itself, or None for zero dates and dates more than an hour ahead."""
    if moment is None or moment.year < EARLIEST_YEAR or moment > now + MAX_AHEAD:
        return None
    return moment


def _read_usual(text: str) -> datetime | None:
    found = _USUAL.fullmatch(text)
    month = short_months().get(found[2].lower(), months().get(found[2].lower())) if found else None
    if found is None or month is None:
        return None
    span = timedelta(hours=min(int(found[8]), 14), minutes=min(int(found[9]), 59)) if found[7] else timedelta()
    zone = timezone(-span if found[7] == "-" else span)
    return _moment(int(found[3]), month, int(found[1]), (int(found[4]), int(found[5]), int(found[6])), zone=zone)


def _folded(text: str) -> str:
    """Lower case, no accents, ASCII digits, one blank between words."""
    characters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in characters if not unicodedata.combining(c))
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    # Hangul was taken apart by NFKD; NFC puts its syllables together again.
    return " ".join(unicodedata.normalize("NFC", digits).split())


def _readings(text: str) -> Iterator[datetime | None]:
    """Each way to read the text, the strictest first."""
    yield _read_number(text)
    yield _read_iso(text)
    yield _read_year_first(text)
    yield _read_month_name(text)
    yield _read_year_last(text)


def _read_number(text: str) -> datetime | None:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, or YYYYMMDD with HHMM or HHMMSS."""
    number = re.fullmatch(r"(\d{8,19})(?:\.\d+)?", text)
    if not number:
        return None
    digits = number[1]
    if len(digits) in (10, 13, 16, 19):
        return datetime.fromtimestamp(int(digits[:10]), UTC)
    shape = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(digits))
    moment = datetime.strptime(digits, shape).replace(tzinfo=UTC) if shape else None
    return day_alone(moment.date()) if moment and len(digits) == 8 else moment


def _read_iso(text: str) -> datetime | None:
    if found := _ISO.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
        clock = (hour, minute, second) if found[4] else None
        return _moment(year, month, day, clock, zone=_zone(found[7] or ""))
    if found := _ORDINAL.fullmatch(text):
        year, days, hour, minute, second = (int(part or 0) for part in found.groups())
        if not 1 <= days <= 366:
            return None
        return _moment(year, 1, 1, (hour, minute, second) if found[3] else None, zone=UTC) + timedelta(days=days - 1)
    if found := _WEEK.fullmatch(text):
        return day_alone(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3])))
    return None


def _read_year_first(text: str) -> datetime | None:
    found = _EAST_ASIAN.search(text) or _YEAR_FIRST.search(text)
    if not found or text[: found.start()].endswith("-"):
        return None
    year, month, day = (int(part) for part in found.groups())
    return _with_time(year, month, day, text[found.end() :], before=text[: found.start()])


def _read_month_name(text: str) -> datetime | None:
    """Any order of day, month name and year, as in RFC 822, asctime, `January 7, 2026` or `7 de enero de 2026`."""
    rest, clock, zone = _cut_time(text)
    words = re.findall(r"[^\W\d_]+|-?\d+", rest)
    month = next((_months()[word] for word in words if word in _months()), 0)
    numbers = [word for word in words if word.lstrip("-").isdigit()]
    if not month or not 2 <= len(numbers) <= 3:
        return None
    if len(numbers) == 3 and len(numbers[2]) == 4 and clock is None:
        clock, numbers = (int(numbers[2][:2]), int(numbers[2][2:]), 0), numbers[:2]
    first, second = numbers[0], numbers[1].lstrip("-")
    day, year = (second, first) if len(first) == 4 or int(first) > 31 else (first, second)
    if first.startswith("-") or len(day) > 2 or len(year) not in (2, 4):
        return None
    return _moment(_full_year(year), month, int(day), clock, zone=zone)


@once
def _months() -> Mapping[str, int]:
    return {_folded(name): number for name, number in every_month()}


def _read_year_last(text: str) -> datetime | None:
    found = _YEAR_LAST.search(text)
    if not found:
        return None
    first, separator, second, year = int(found[1]), found[2], int(found[3]), _full_year(found[4])
    is_day_first = first > 12 or (separator != "/" and second <= 12)
    day, month = (first, second) if is_day_first else (second, first)
    return _with_time(year, month, day, text[found.end() :], before=text[: found.start()])


def _with_time(year: int, month: int, day: int, after: str, *, before: str) -> datetime:
    _, clock, zone = _cut_time(after)
    if clock is None:
        _, clock, zone = _cut_time(before)
    return _moment(year, month, day, clock, zone=zone)


def _cut_time(text: str) -> tuple[str, tuple[int, int, int] | None, timezone]:
    """The text without its time of day and zone; (hour, minute, second) or None; the zone."""
    found = _TIME.search(text)
    if not found or (found[2] is None and not re.search("[時点时시]", found.group())):
        return text, None, _zone(text)
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    half = (found[4] or "")[:1].lower()
    if (half == "p" or _AFTERNOON.search(text)) and hour < 12:
        hour += 12
    elif (half == "a" or _MORNING.search(text)) and hour == 12:
        hour = 0
    after = text[found.end() :]
    zone = _zone(after)
    return f"{text[: found.start()]} {_OFFSET.sub(' ', after)}", (hour, minute, second), zone


def _zone(text: str) -> timezone:
    if offset := _OFFSET.search(text):
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        span = timedelta(hours=min(hours, 14), minutes=min(minutes, 59))
        return timezone(span if offset[1] == "+" else -span)
    named = next((word for word in re.findall(r"[a-z]+", text) if word in _ZONE_HOURS), "")
    return timezone(timedelta(hours=_ZONE_HOURS.get(named, 0.0)))


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None, *, zone: timezone) -> datetime:
    if clock is None:
        return day_alone(date(year, month, day))
    hour, minute, second = clock
    next_day = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta()
    # A leap second, and the 61 that some clocks write, is the last second of its minute.
    second = min(second, 59) if second <= 61 else second
    return datetime(year, month, day, 0 if next_day else hour, minute, second, tzinfo=zone) + next_day


def _full_year(digits: str) -> int:
    """Two-digit years as RFC 2822 reads them: 00-49 are 20xx, 50-99 are 19xx."""
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 50 else 1900)
