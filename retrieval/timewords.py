"""Dates in questions: "on 6 January", "yesterday", "last week", "since Monday", "1月6日". Pure; the asker's zone decides.

A day named without a year is the latest such day that is not in the future.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero", "february feb febrero", "march mar marzo", "april apr abril", "may mayo",
            "june jun junio", "july jul julio", "august aug agosto", "september sep sept septiembre",
            "october oct octubre", "november nov noviembre", "december dec diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
COUNTS = {
    word: n for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(WEEKDAYS)
COUNT = r"\d{1,3}|" + "|".join(COUNTS)
DAY = rf"""(?:
    (?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
  | (?P<y4>\d{{4}})年(?P<m4>\d{{1,2}})月(?P<d4>\d{{1,2}})[日号]
  | (?P<m5>\d{{1,2}})月(?P<d5>\d{{1,2}})[日号]
  | (?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?P<m2>{MONTH})\b\.?(?:,?\s+(?:de\s+)?(?P<y2>\d{{4}}))?
  | (?P<m3>{MONTH})\b\.?\s+(?:the\s+)?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}}))?
  | (?P<rel>today|tonight|yesterday|the\ day\ before\ yesterday|hoy|ayer|今天|昨天|前天)
  | (?:(?P<lastday>last|this\ past|this)\s+)?(?P<weekday>{WEEKDAY})
)"""
PREFIX = r"(?:(?P<prep>on|since|after|from|before|until|till|by|up\ to|as\ of|dated|el|desde)\s+)?"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Instants [since, until), either may be open; `start` and `end` are where it stands in the question.

    `is_relative` when it counts from today ("this week", "yesterday"), `is_bound` when a word binds it ("on", "since").
    """

    since: datetime | None
    until: datetime | None
    start: int
    end: int
    is_relative: bool = False
    is_bound: bool = True


def find_time(question: str, *, now: datetime, zone: ZoneInfo) -> TimeSpan | None:
    """The first expression of time in a question, widest first, or None."""
    today = now.astimezone(zone).date()
    for pattern, read in PATTERNS:
        for found in pattern.finditer(question):
            days = read(found, today)
            if days is not None:
                return _as_span(found, days, zone)
    return None


Days = tuple[date | None, date | None]
"""First day and the day after the last."""


def _read_between(found: re.Match[str], today: date) -> Days | None:
    last = _read_plain_day(found["last"], today)
    first = _read_plain_day(found["first"], today)
    if first is None and last is not None and (number := re.match(r"\d{1,2}", found["first"])):
        # "between 1 and 5 January": the month is said once.
        first = latest_day(int(number[0]), last.month, str(last.year), today)
    if first is None or last is None:
        return None
    if last < first:
        first = first.replace(year=first.year - 1)
    return first, last + timedelta(days=1)


def _read_day(found: re.Match[str], today: date) -> Days | None:
    day = _day_of(found, today)
    if day is None:
        return None
    after = day + timedelta(days=1)
    match (found["prep"] or "on").casefold():
        case "since" | "from" | "desde":
            return day, None
        case "after":
            return after, None
        case "before":
            return None, day
        case "until" | "till" | "by" | "up to" | "as of":
            return None, after
    return day, after


def _day_of(found: re.Match[str], today: date) -> date | None:
    parts = found.groupdict()
    if parts["rel"]:
        word = parts["rel"].casefold()
        back = 0 if word in ("today", "tonight", "hoy", "今天") else 2 if "before" in word or word == "前天" else 1
        return today - timedelta(days=back)
    if parts["weekday"]:
        back = (today.weekday() - WEEKDAYS[parts["weekday"].casefold()]) % 7
        return today - timedelta(days=back or (7 if parts["lastday"] else 0))
    for n in "12345":
        if parts.get(f"d{n}"):
            month = parts[f"m{n}"]
            number = int(month) if month.isdigit() else MONTHS[month.casefold()]
            return latest_day(int(parts[f"d{n}"]), number, parts.get(f"y{n}"), today)
    return None


def latest_day(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day named; without a year the latest one that is not after today. None when there is no such day."""
    try:
        if year:
            return date(int(year), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def _read_plain_day(text: str, today: date) -> date | None:
    found = DAY_PATTERN.fullmatch(text.strip())
    return _day_of(found, today) if found else None


def _read_back(found: re.Match[str], today: date) -> Days | None:
    """ "the last three days", "past 2 weeks": up to and including today."""
    count = _count(found["count"] or "1") * (7 if found["unit"].startswith("week") else 1)
    return today - timedelta(days=count), today + timedelta(days=1)


def _read_ago(found: re.Match[str], today: date) -> Days | None:
    count = _count(found["count"]) * (7 if found["unit"].startswith("week") else 1)
    day = today - timedelta(days=count)
    return day, day + timedelta(days=1)


def _read_week(found: re.Match[str], today: date) -> Days | None:
    """ "last week" is the calendar week before this one; "this week" begins on Monday; "this month" on the first."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    match re.sub(r"\s+", " ", found[0].casefold()):
        case "last week" | "上周" | "la semana pasada":
            return monday - timedelta(days=7), monday
        case "last month" | "上个月":
            return (first - timedelta(days=1)).replace(day=1), first
        case "this month" | "本月":
            return first, today + timedelta(days=1)
    return monday, today + timedelta(days=1)


def _read_recent(found: re.Match[str], today: date) -> Days | None:
    """ "Recently" is the last thirty days."""
    return today - timedelta(days=30), today + timedelta(days=1)


def _read_month(found: re.Match[str], today: date) -> Days | None:
    month = MONTHS[found["month"].casefold()]
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    first = date(year, month, 1)
    return first, (first + timedelta(days=32)).replace(day=1)


def _count(text: str) -> int:
    return int(text) if text.isdigit() else COUNTS[text.casefold()]


def _as_span(found: re.Match[str], days: Days, zone: ZoneInfo) -> TimeSpan:
    since, until = (datetime.combine(day, time(), zone) if day else None for day in days)
    parts = found.groupdict()
    names_day = "prep" in parts
    # "In April" is said in passing as often as "this week" is.
    is_relative = not names_day and "first" not in parts
    if names_day:
        is_relative = bool(parts["rel"] or parts["weekday"]) and (parts["prep"] or "on").casefold() == "on"
    return TimeSpan(
        since, until, found.start(), found.end(), is_relative, is_bound=not names_day or parts["prep"] is not None
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


DAY_PATTERN = _compile(DAY)
SAME_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?=\s+(?:and|to|until|till)\s+\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH}))"
ANY_DAY = (
    rf"(?:{SAME_MONTH}|\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})(?:\s+\d{{4}})?|"
    rf"(?:{MONTH})\s+\d{{1,2}}(?:,?\s+\d{{4}})?|{WEEKDAY}|yesterday|today)"
)
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = (
    (_compile(rf"\b(?:between|from)\s+(?P<first>{ANY_DAY})\s+(?:and|to|until|till)\s+(?P<last>{ANY_DAY})\b"), _read_between),
    (_compile(rf"\b(?:in|over|during)?\s*(?:the\s+)?(?:last|past)\s+(?P<count>{COUNT})?\s*(?P<unit>days?|weeks)\b"), _read_back),
    (_compile(rf"\b(?P<count>{COUNT})\s+(?P<unit>days?|weeks?)\s+ago\b"), _read_ago),
    (_compile(r"\b(?:recently|lately|these days|últimamente)\b|最近|近日|近期"), _read_recent),
    (_compile(r"\b(?:last|this)\s+(?:week|month)\b|上周|本周|上个月|本月|\bla\s+semana\s+pasada\b"), _read_week),
    (_compile(rf"(?<![^\W\u3040-\u9fff]){PREFIX}{DAY}(?![^\W\u3040-\u9fff])"), _read_day),
    (_compile(rf"\bin\s+(?P<month>{MONTH})\b(?:\s+(?P<year>\d{{4}}))?"), _read_month),
)  # fmt: skip


def cut_out(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text without some spans, which may overlap."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(at, start)])
        at = max(at, end)
    return " ".join("".join([*kept, " ", text[at:]]).split())
