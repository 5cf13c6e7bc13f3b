"""When a text says something was: days, months and weekdays, however they are written, and what a day of publication adds."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from retrieval.claims.text_facts.tokens import Tokens
from retrieval.language.calendar import months, short_months, short_weekdays, weekdays
from retrieval.language.numbers import WIDE_DIGITS

MONTHS = months() | short_months()
# From Monday as 1: 0 is a weekday that is not said.
_WEEKDAYS = {name: number + 1 for name, number in weekdays().items()}
_WEEKDAYS_CUT = {name: number + 1 for name, number in short_weekdays().items()}
_LONGEST_CUT = 4  # letters: in lower case "mar", "may", "sat" and "june" are taken for words
_DAY = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WIDE = rf"[{''.join(WIDE_DIGITS)}]{{1,3}}"
_CJK = re.compile(rf"(?:(\d{{4}})年)?(\d{{1,2}}|{_WIDE})月(\d{{1,2}}|{_WIDE})[日号]")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
_HALF_A_YEAR = 183


@dataclass(frozen=True, slots=True)
class Moment:
    """What is not said is 0. `weekday` counts from Monday as 1; `positions` are the words that say it; `text` as written."""

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0
    positions: frozenset[int] = frozenset()
    text: str = ""


@lru_cache(maxsize=64)
def moments(tokens: Tokens) -> tuple[Moment, ...]:
    """The days, months and weekdays that a text names."""
    words = tokens.words
    found = [named for at in range(len(words)) if (named := _moment_around(tokens, at)) is not None]
    for pattern in (_ISO, _CJK):
        for match in pattern.finditer(tokens.text):
            year, month, day = (_number(part) for part in match.groups())
            inside = (n for n, word in enumerate(words) if match.start() <= word.start < match.end())
            found.append(Moment(year, month, day, 0, frozenset(inside), match.group()))
    return tuple(found)


def positions_of(found: Iterable[Moment]) -> frozenset[int]:
    """The words that say when, all together."""
    return frozenset[int]().union(*(moment.positions for moment in found))


def _number(written: str | None) -> int:
    """A number up to 99 in digits or in Chinese ("二十三"); 0 for none."""
    if not written or written.isdigit():
        return int(written or 0)
    tens, ten, ones = written.rpartition("十")
    return 10 * WIDE_DIGITS.get(tens, 1) * bool(ten) + WIDE_DIGITS.get(ones, 0)


def _moment_around(tokens: Tokens, at: int) -> Moment | None:
    """What the word at a position names: a weekday, or a month with the day and year beside it."""
    words = tokens.words
    word = words[at]
    if not word.text[0].isupper() and (len(word.form) <= _LONGEST_CUT or word.form == "march"):
        return None
    weekday = _WEEKDAYS.get(word.form, 0)
    if not weekday and tokens.text.startswith(".", word.start + len(word.text)):
        weekday = _WEEKDAYS_CUT.get(word.form, 0)
    if weekday:
        return Moment(weekday=weekday, positions=frozenset({at}), text=word.text)
    month = MONTHS.get(word.form)
    if month is None:
        return None
    day_at, first, last = _day_beside(tokens, at)
    year_at = last + 1
    if year_at < len(words) and words[year_at].form == "of":
        year_at += 1
    has_year = (
        year_at < len(words) and words[year_at].sentence == word.sentence and _YEAR.fullmatch(words[year_at].form)
    )
    last = year_at if has_year else last
    is_opening = at == tokens.bounds[word.sentence][0]
    if day_at is None and not has_year and (word.form in {"may", "march", "mar"} and is_opening):
        return None
    text = tokens.text[words[first].start : words[last].start + len(words[last].text)]
    year = int(words[year_at].form) if has_year else 0
    return Moment(
        year, month, int(words[day_at].form) if day_at is not None else 0, 0, frozenset(range(first, last + 1)), text
    )


def _day_beside(tokens: Tokens, at: int) -> tuple[int | None, int, int]:
    """Where the day of the month at a position stands, and the first and last word of both."""
    words = tokens.words
    before = at - 1
    while before >= 0 and words[before].form in _ORDINAL | {"of"} and at - before < 3:
        before -= 1
    after = at + 1
    if before >= 0 and _is_day(words[before].form) and words[before].sentence == words[at].sentence:
        return before, before, at
    if after < len(words) and _is_day(words[after].form) and words[after].sentence == words[at].sentence:
        has_suffix = after + 1 < len(words) and words[after + 1].form in _ORDINAL
        return after, at, after + has_suffix
    return None, at, at


def _is_day(form: str) -> bool:
    return _DAY.fullmatch(form) is not None and 1 <= int(form) <= 31


def missing_moment(
    claimed: Iterable[Moment], known: Sequence[Moment], published: Sequence[date] = (), *, is_reported: bool = False
) -> str:
    """Why something that a claim dates so is not dated so by its sources; empty when all is.

    A day of publication turns a weekday of the text into a day, and back. It is itself a day that a claim may name where the
    text names none, and where the claim `is_reported`: "On 6 January the West Times wrote".
    """
    days = set(_resolved(known, published))
    if is_reported or not any(moment.day for moment in known):
        days |= set(published)
    for moment in claimed:
        if not any(_is_same(moment, other, published) for other in known) and not any(
            _is_on(moment, day) for day in days
        ):
            return _difference(moment, known)
    return ""


def _is_same(one: Moment, other: Moment, published: Sequence[date]) -> bool:
    if one.weekday:
        return one.weekday == other.weekday
    if one.month != other.month or (one.day and one.day != other.day):
        return False
    return not one.year or one.year == other.year or (not other.year and one.year in _likely_years(other, published))


def _likely_years(moment: Moment, published: Sequence[date]) -> Iterator[int]:
    """The year that an article means by a month without one: the nearest."""
    for day in published:
        for year in (day.year - 1, day.year, day.year + 1):
            if abs((date(year, moment.month, 15) - day).days) <= _HALF_A_YEAR:
                yield year


def _is_on(moment: Moment, day: date) -> bool:
    if moment.weekday:
        return moment.weekday == day.isoweekday()
    said = (moment.year or day.year, moment.month, moment.day or day.day)
    return said == (day.year, day.month, day.day)


def _resolved(known: Iterable[Moment], published: Sequence[date]) -> Iterator[date]:
    """The days that weekdays and whole days of the text may be."""
    for moment in known:
        for day in published if moment.weekday else ():
            back = (day.isoweekday() - moment.weekday) % 7
            yield day - timedelta(days=back)
            yield day + timedelta(days=7 - back)
        for year in (moment.year,) if moment.year else _likely_years(moment, published) if moment.day else ():
            try:
                if moment.day:
                    yield date(year, moment.month, moment.day)
            except ValueError:
                continue


def _difference(moment: Moment, known: Sequence[Moment]) -> str:
    rivals = [
        other for other in known if bool(other.month) == bool(moment.month) and bool(other.day) == bool(moment.day)
    ]
    other = rivals[0].text if len({rival.text for rival in rivals}) == 1 else ""
    return f"says {moment.text}, the sources say {other}" if other else f"{moment.text} is not in the sources"
