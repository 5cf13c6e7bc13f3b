"""Days that a text names ("6 January", "Jan. 6, 2026", "2026-01-06", "1月6日"), normalised. Relative days are not looked at."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.claims.tokens import Reading

MONTHS = {
    name: number
    for number, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"], 1)
    for name in names.split()
}  # fmt: skip
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_CJK = re.compile(r"(?:(\d{4})年)?(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})


@dataclass(frozen=True, slots=True)
class Day:
    """`year` 0 when it is not said; `positions` are the words that say it; `text` as written."""

    year: int
    month: int
    day: int
    positions: frozenset[int]
    text: str


@lru_cache(maxsize=64)
def calendar_days(reading: Reading) -> tuple[Day, ...]:
    """The days of a text that name at least a month and a day of it."""
    words = reading.words
    found = [named for at in range(len(words)) if (named := _day_around(reading, at)) is not None]
    for pattern in (_ISO, _CJK):
        for match in pattern.finditer(reading.text):
            year, month, day = (_number(part) for part in match.groups())
            inside = (n for n, word in enumerate(words) if match.start() <= word.start < match.end())
            found.append(Day(year, month, day, frozenset(inside), match.group()))
    return tuple(found)


def _number(written: str | None) -> int:
    """A number up to 99 in digits or in Chinese ("二十三"); 0 for none."""
    if not written or written.isdigit():
        return int(written or 0)
    tens, ten, ones = written.rpartition("十")
    value = "一二三四五六七八九".find
    return 10 * (value(tens) + 1 if tens else 1) * bool(ten) + (value(ones) + 1 if ones else 0)


def _day_around(reading: Reading, at: int) -> Day | None:
    """The day whose month is named by the word at a position."""
    words = reading.words
    month = MONTHS.get(words[at].form)
    if month is None or not words[at].text[0].isupper():
        return None
    before = at - 1
    while before >= 0 and words[before].form in _ORDINAL | {"of"} and at - before < 3:
        before -= 1
    after = at + 1
    if before >= 0 and _DAY.fullmatch(words[before].form):
        day_at, first, last = before, before, at
    elif after < len(words) and _DAY.fullmatch(words[after].form):
        has_suffix = after + 1 < len(words) and words[after + 1].form in _ORDINAL
        day_at, first, last = after, at, after + has_suffix
    else:
        return None
    day = int(words[day_at].form)
    following = words[last + 1] if last + 1 < len(words) and words[last + 1].sentence == words[at].sentence else None
    year = int(following.form) if following and _YEAR.fullmatch(following.form) else 0
    last += bool(year)
    text = reading.text[words[first].start : words[last].start + len(words[last].text)]
    return Day(year, month, day, frozenset(range(first, last + 1)), text) if 1 <= day <= 31 else None


def missing_day(claimed: Iterable[Day], known: Sequence[Day]) -> str:
    """Why one of the claim's days does not stand in the sources; empty when all do."""
    for day in claimed:
        same = [k for k in known if (k.month, k.day) == (day.month, day.day)]
        if not same:
            other = known[0].text if len(known) == 1 else ""
            return f"says {day.text}, the sources say {other}" if other else f"{day.text} is not in the sources"
        if day.year and all(other.year and other.year != day.year for other in same):
            return f"says {day.text}, the sources say {same[0].text}"
    return ""
