"""A single day as people write it: "6 January", "Jan. 6th", "2026-01-06", "yesterday", "last Tuesday", "1月6日". No I/O."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from retrieval.language.calendar import asked_months, near_days, weekdays
from retrieval.language.patterns import either

MONTHS = asked_months()
MONTH = either(MONTHS)
WEEKDAY = either(weekdays())
_TODAY = either(near_days("today"))
_BEFORE = either((*near_days("yesterday"), *near_days("day_before_yesterday")))
DAY = rf"""(?:
    (?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})
  | (?P<y4>\d{{4}})年(?P<m4>\d{{1,2}})月(?P<d4>\d{{1,2}})[日号]
  | (?P<m5>\d{{1,2}})月(?P<d5>\d{{1,2}})[日号]
  | (?P<d6>\d{{1,2}})\.(?P<m6>\d{{1,2}})\.(?P<y6>\d{{4}})
  | (?P<slashed>\d{{1,2}}/\d{{1,2}}/\d{{4}})
  | (?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?P<m2>{MONTH})(?!\w)\.?(?:,?\s+(?:de\s+)?(?P<y2>\d{{4}}))?
  | (?P<m3>{MONTH})(?!\w)\.?\s+(?:the\s+)?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y3>\d{{4}}))?
  | the\s+(?P<dth>\d{{1,2}})(?:st|nd|rd|th)(?:\s+of\s+this\s+month)?(?=\s*(?:$|[?.!,;])|\s+(?:about|on|to|and|by|from)\b)
  | (?:earlier\s+)?(?P<rel>{_TODAY}|{_BEFORE})
  | (?P<feast>christmas(?:\s+(?:eve|day))?|new\s+year(?:['’]?s)?(?:\s+(?:eve|day))?)
  | (?:(?P<lastday>last|this\s+past|this)\s+)?(?P<weekday>{WEEKDAY})
)"""
_BACK = dict.fromkeys(near_days("yesterday"), 1) | dict.fromkeys(near_days("day_before_yesterday"), 2)
_PATTERN = re.compile(DAY, re.IGNORECASE | re.VERBOSE)


def read_day(text: str, today: date) -> date | None:
    """The day that a text is the name of, or None."""
    found = _PATTERN.fullmatch(text.strip())
    return day_of(found, today) if found else None


def day_of(found: re.Match[str], today: date) -> date | None:
    """The day of a match of `DAY`; without a year the latest such day that is not after today. None if there is none."""
    parts = found.groupdict()
    for n in "123456":
        if parts[f"d{n}"]:
            month = parts[f"m{n}"]
            number = int(month) if month.isdigit() else MONTHS[month.casefold()]
            return _latest(int(parts[f"d{n}"]), number, parts.get(f"y{n}"), today)
    return _spoken_day(parts, today)


def _spoken_day(parts: Mapping[str, str | None], today: date) -> date | None:
    if parts["rel"]:
        return today - timedelta(days=_BACK.get(_plain(parts["rel"]), 0))
    if parts["weekday"]:
        back = (today.weekday() - weekdays()[parts["weekday"].casefold()]) % 7
        return today - timedelta(days=back or (7 if parts["lastday"] else 0))
    if parts["feast"]:
        return _latest(*_feast(_plain(parts["feast"])), None, today)
    if parts["slashed"]:
        first, second, year = parts["slashed"].split("/")
        # 31/12 says which is the day; of 6/1 nobody can tell, and the month first is the commoner with slashes.
        day, month = (first, second) if int(first) > 12 else (second, first)
        return _latest(int(day), int(month), year, today)
    return _of_month(int(parts["dth"]), today) if parts["dth"] else None


def _latest(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year:
            return date(int(year), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year <= today else date(today.year - 1, month, day)
    except ValueError:
        return None


def _of_month(day: int, today: date) -> date | None:
    """ "The 6th": of this month, or of the last if that is still to come."""
    before = today.replace(day=1) - timedelta(days=1)
    for month in (today, before):
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _feast(name: str) -> tuple[int, int]:
    if name.startswith("christmas"):
        return (24, 12) if name.endswith("eve") else (25, 12)
    return (31, 12) if name.endswith("eve") else (1, 1)


def _plain(words: str) -> str:
    return re.sub(r"\s+", " ", words.casefold())
