"""Spans of time in questions: "on 6 January", "yesterday", "last week", "since Monday", "1月6日". The asker's zone decides.

A day named without a year is the latest such day that is not in the future.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from retrieval.language.calendar import SPANS, spans
from retrieval.language.numbers import COUNTS
from retrieval.language.patterns import either
from retrieval.language.units import units
from retrieval.question.dates.day_phrases import DAY, MONTH, WEEKDAY, day_of, read_day
from retrieval.question.dates.month_phrases import IN_MONTH, Days, bounded, read_month

COUNT = rf"\d{{1,3}}|{either(COUNTS)}"
_TIMES = units("time")
UNIT = rf"(?P<unit>{either(word for name in ('hour', 'day', 'week', 'month', 'year') for word in _TIMES[name])})"
# A month may have an hour more by the clocks of its zone.
_MONTH = timedelta(days=31, hours=2)
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
PREFIX = r"(?:(?P<prep>on|since|after|from|before|until|till|by|up\ to|as\ of|dated|el|desde)\s+)?"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Instants [since, until), either may be open; `start` and `end` are where it stands in the question.

    `is_relative` when it counts from today ("this week", "yesterday"), `is_bound` when a word binds it ("on", "since").
    `is_loose` when it may as well be the time of what is told as of its telling ("in April", "in 2025").
    """

    since: datetime | None
    until: datetime | None
    start: int
    end: int
    is_relative: bool = False
    is_bound: bool = True
    is_loose: bool = False

    @property
    def is_long(self) -> bool:
        """Longer than a month, so that it hardly says when something was published: "recently", "last year", "in 2025"."""
        return self.since is not None and self.until is not None and self.until - self.since > _MONTH


def find_time(question: str, *, now: datetime, zone: ZoneInfo) -> TimeSpan | None:
    """The first expression of time in a question, widest first, or None."""
    today = now.astimezone(zone).date()
    for pattern, read in PATTERNS:
        for found in pattern.finditer(question):
            days = _read_safely(read, found, today)
            if days is not None:
                return _as_span(found, days, zone)
    return None


def _read_safely(read: Callable[[re.Match[str], date], Days | None], found: re.Match[str], today: date) -> Days | None:
    """None for days that are none, or that no clock of any zone can hold ("before 0001-01-01", "9999-12-31")."""
    try:
        days = read(found, today)
    except (ValueError, OverflowError):
        return None
    return days if days and all(day is None or _FIRST_DAY <= day <= _LAST_DAY for day in days) else None


def _read_between(found: re.Match[str], today: date) -> Days | None:
    last = read_day(found["last"], today)
    first = read_day(found["first"], today)
    if first is None and last is not None and (number := re.match(r"\d{1,2}", found["first"])):
        # "between 1 and 5 January": the month is said once.
        first = read_day(f"{last.year}-{last.month}-{number[0]}", today)
    if first is None or last is None:
        return None
    if last < first:
        first = first.replace(year=first.year - 1)
    return first, last + timedelta(days=1)


def _read_day(found: re.Match[str], today: date) -> Days | None:
    day = day_of(found, today)
    prep = (found["prep"] or "on").casefold()
    # "Their take on Christmas" is about it; "on Christmas Day" and "before Christmas" are times.
    is_feast_itself = found["feast"] and not found["feast"].casefold().endswith(("day", "eve"))
    if day is None or (found["feast"] and (not found["prep"] or (prep == "on" and is_feast_itself))):
        return None
    if prep == "from" and _LISTED.search(found.string[: found.start()]):
        # "headlines from 6 January" are that day's, "rain from Monday" began then.
        prep = "on"
    return bounded(prep, day, day + timedelta(days=1))


def _read_back(found: re.Match[str], today: date) -> Days | None:
    """ "the last three days" are today and the two before; "the last 24 hours" began yesterday."""
    days = _days(found["count"] or "1", found["unit"]) - (_unit(found["unit"]) != "hour")
    return today - timedelta(days=days), today + timedelta(days=1)


def _read_ago(found: re.Match[str], today: date) -> Days | None:
    day = today - timedelta(days=_days(found["count"], found["unit"]))
    # "A month ago" is no day.
    slack = timedelta(days={"month": 7, "year": 30}.get(_unit(found["unit"]), 0))
    return day - slack, day + slack + timedelta(days=1)


def _read_fortnight(found: re.Match[str], today: date) -> Days | None:
    """ "a fortnight ago" is that day, "the last fortnight" all days since."""
    day = today - timedelta(days=14 if found["ago"] else 13)
    return day, (day if found["ago"] else today) + timedelta(days=1)


def _days(count: str, unit: str) -> int:
    number = int(count) if count.isdigit() else COUNTS[count.casefold()]
    name = _unit(unit)
    return -(-number // 24) if name == "hour" else number * _DAYS_IN[name]


def _unit(written: str) -> str:
    return next(name for name, forms in _TIMES.items() if written.casefold() in forms)


def _read_week(found: re.Match[str], today: date) -> Days | None:
    """ "last week" is the calendar week before this one; "this week" begins on Monday; "this month" on the first."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    january = first.replace(month=1)
    match _SPAN_OF[re.sub(r"\s+", " ", found["what"].casefold())]:
        case "last_week":
            return monday - timedelta(days=7), monday
        case "last_month":
            return (first - timedelta(days=1)).replace(day=1), first
        case "this_month":
            return first, today + timedelta(days=1)
        case "last_year":
            return january.replace(year=january.year - 1), january
        case "this_year":
            return january, today + timedelta(days=1)
    return monday, today + timedelta(days=1)


def _read_weekend(found: re.Match[str], today: date) -> Days | None:
    """The latest weekend that has begun; "last weekend" one that is over."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found["which"].casefold() == "last" and today.weekday() >= 5:
        saturday -= timedelta(days=7)
    return saturday, saturday + timedelta(days=2)


def _read_recent(found: re.Match[str], today: date) -> Days | None:
    """ "Recently" is the last month or so."""
    return today - timedelta(days=31), today + timedelta(days=1)


def _read_year(found: re.Match[str], today: date) -> Days | None:
    year = int(found["year"])
    return (date(year, 1, 1), date(year + 1, 1, 1)) if year <= today.year else None


def _as_span(found: re.Match[str], days: Days, zone: ZoneInfo) -> TimeSpan:
    since, until = (datetime.combine(day, time(), zone) if day else None for day in days)
    parts = found.groupdict()
    names_day = "feast" in parts
    # "In April" is said in passing as often as "this week" is.
    is_relative = not names_day and "first" not in parts
    if names_day:
        is_relative = bool(parts["rel"] or parts["weekday"]) and (parts["prep"] or "on").casefold() == "on"
    return TimeSpan(
        since,
        until,
        found.start(),
        found.end(),
        is_relative,
        is_bound=any(parts.get(name) for name in ("prep", "part_alone")) or not (names_day or "part_alone" in parts),
        is_loose="loose" in parts,
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_LISTED = re.compile(
    r"\b(?:headlines?|articles?|stor(?:y|ies)|news|reports?|coverage|pieces?|anything|something|everything|what|all)\b[^.?!]*$",
    re.IGNORECASE,
)
_OWN = r"(?:'s|’s)?"
_WIDE = "\u3040"
_SPAN_OF = {phrase: span for span in SPANS for phrase in spans(span)}
SAME_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?=\s+(?:and|to|until|till)\s+\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH}))"
ANY_DAY = (
    rf"(?:{SAME_MONTH}|\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})(?:\s+\d{{4}})?|"
    rf"(?:{MONTH})\s+\d{{1,2}}(?:,?\s+\d{{4}})?|{WEEKDAY}|yesterday|today)"
)
_STARTING = r"\b(?:(?:in|over|during|within|from)\s+)?(?:the\s+)?"
_OF_NOW = (
    r"(?:\b(?:earlier|so\s+far|later)\s+)?(?:\b(?:in|during)\s+)?"
    # Chinese needs no border between words.
    rf"(?P<what>\b(?:{either(said for said in _SPAN_OF if said < _WIDE)})\b|{either(said for said in _SPAN_OF if said >= _WIDE)})"
)
_TWO_DAYS = rf"\b(?:the\s+)?(?:weekend\s+of\s+)?(?:the\s+)?(?P<first>\d{{1,2}})\s*[-–/]\s*(?P<last>\d{{1,2}}\s+(?:{MONTH}))(?!\w)"
_RECENTLY = (
    r"\b(?:recently|lately|currently|right\s+now|at\s+the\s+moment|these\s+days|"
    r"(?:in\s+)?(?:the\s+)?recent\s+(?:days|weeks)|últimamente)\b|最近|近日|近期"
)
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = (
    (_compile(rf"\b(?:between|from)\s+(?P<first>{ANY_DAY})\s+(?:and|to|until|till)\s+(?P<last>{ANY_DAY})\b"), _read_between),
    (_compile(_TWO_DAYS), _read_between),
    (_compile(rf"{_STARTING}(?:last|past)\s+(?P<count>{COUNT})\s+{UNIT}\b"), _read_back),
    (_compile(rf"{_STARTING}(?:past|last(?=\s+(?:days|weeks|months)))(?P<count>)\s+{UNIT}\b"), _read_back),
    (_compile(rf"\b(?P<count>{COUNT})\s+{UNIT}\s+ago\b"), _read_ago),
    (_compile(r"\b(?:(?:in|over|during)\s+)?(?:(?:a|the)\s+)?(?:(?:last|past)\s+)?fortnight\b(?P<ago>\s+ago\b)?"), _read_fortnight),
    (_compile(_RECENTLY), _read_recent),
    (_compile(rf"{_OF_NOW}{_OWN}"), _read_week),
    (_compile(rf"\b(?:(?:over|at|on|during)\s+)?(?P<which>the|this|last|this\s+past)\s+weekend\b{_OWN}"), _read_weekend),
    (_compile(rf"(?<![^\W\u3040-\u9fff]){PREFIX}{DAY}{_OWN}(?![^\W\u3040-\u9fff])"), _read_day),
    (_compile(rf"{IN_MONTH}{_OWN}"), read_month),
    (_compile(r"\b(?:in|during|throughout)\s+(?P<loose>(?P<year>(?:19|20)\d\d))\b"), _read_year),
)  # fmt: skip


def cut_out(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text without some spans, which may overlap."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join("".join([*kept, " ", text[at:]]).split())
