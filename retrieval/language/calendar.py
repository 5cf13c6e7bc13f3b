"""Names months, days of the week and the days near today, in every language that has a file. Names only; no dates.

Names are Babel's and in lower case; what it lacks stands in the files of the languages.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from retrieval.language import locales
from retrieval.language.vocabulary import Vocabulary, asked_languages, vocabularies
from retrieval.once import once

Near = Literal["today", "yesterday", "day_before_yesterday", "tomorrow", "yesterday_or_tomorrow"]
Span = Literal["last_week", "this_week", "last_month", "this_month", "last_year", "this_year"]
SPANS: tuple[Span, ...] = ("last_week", "this_week", "last_month", "this_month", "last_year", "this_year")


@cache
def months(language: str = "en") -> dict[str, int]:
    """Full names of the months: "january" is 1."""
    return dict(_names(vocabularies()[language], "months", "wide"))


@cache
def short_months(language: str = "en") -> dict[str, int]:
    """Their abbreviations without the point: "jan", "sept"; "may" is none."""
    known = vocabularies()[language]
    forms = [*_names(known, "months", "abbreviated"), *_more(known.months, first=0)]
    return {name: number for name, number in forms if name not in months(language)}


@cache
def weekdays(language: str = "en") -> dict[str, int]:
    """Full names of the days of the week: "monday" is 0."""
    return dict(_names(vocabularies()[language], "weekdays", "wide"))


def weekday_name(weekday: int, language: str) -> str:
    """The full name of a day of the week in lower case; Monday is 0."""
    return next(name for name, number in weekdays(language).items() if number == weekday)


@cache
def short_weekdays(language: str = "en") -> dict[str, int]:
    """Their abbreviations: "mon", "tues"."""
    known = vocabularies()[language]
    forms = [*_names(known, "weekdays", "abbreviated"), *_more(known.weekdays, first=1)]
    return {name: number for name, number in forms if name not in weekdays(language)}


@once
def asked_months() -> dict[str, int]:
    """Month names that questions are read for: full ones of every language asked in, and English abbreviations.

    Other languages' abbreviations are words elsewhere ("set", "out", "ago").
    """
    full = {name: number for known in asked_languages() for name, number in months(known.code).items()}
    return {name: number for name, number in (full | short_months()).items() if not name[0].isdigit()}


def every_month() -> Iterator[tuple[str, int]]:
    """Every full and short name of a month in every language, with its number."""
    for language in vocabularies():
        yield from (months(language) | short_months(language)).items()


@cache
def near_days(which: Near) -> tuple[str, ...]:
    """How the languages asked in say "today", "yesterday" and their like, English first."""
    return _phrases(which)


@cache
def spans(which: Span) -> tuple[str, ...]:
    """How they say "last week", "this month" and their like."""
    return _phrases(which)


def _phrases(name: str) -> tuple[str, ...]:
    return tuple(phrase for known in asked_languages() for phrase in known.listed("days").get(name, ()))


def _names(
    known: Vocabulary, kind: Literal["months", "weekdays"], width: Literal["wide", "abbreviated"]
) -> Iterator[tuple[str, int]]:
    named = locales.month_names if kind == "months" else locales.weekday_names
    for locale in known.locales:
        yield from ((name.casefold(), number) for name, number in named(locale, width))


def _more(forms: Mapping[str, tuple[str, ...]], *, first: int) -> Iterator[tuple[str, int]]:
    yield from ((name, int(number) - first) for number, names in forms.items() for name in names)
