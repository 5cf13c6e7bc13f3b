"""Gives what Babel knows of places, languages and calendars, as plain values. With the interface's words, the home of Babel."""

from collections.abc import Iterator
from functools import cache

from babel import Locale

_CONTEXTS = ("format", "stand-alone")


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def territory_names(locale: str) -> dict[str, str]:
    """Two-letter code -> name, as a language calls it."""
    return {code: str(name) for code, name in _locale(locale).territories.items() if len(code) == 2 and code.isalpha()}


def language_name(code: str, locale: str) -> str:
    """What a language is called in another; empty where Babel does not know."""
    return str(_locale(locale).languages.get(code, ""))


def month_names(locale: str, width: str) -> Iterator[tuple[str, int]]:
    """The names of the months, "wide" or "abbreviated", in every form that a date or a heading takes; January is 1."""
    return _calendar_names(locale, width, "months")


def weekday_names(locale: str, width: str) -> Iterator[tuple[str, int]]:
    """The names of the days of the week; Monday is 0."""
    return _calendar_names(locale, width, "days")


def _calendar_names(locale: str, width: str, kind: str) -> Iterator[tuple[str, int]]:
    tables = getattr(_locale(locale), kind)
    for context in _CONTEXTS:
        # An abbreviation ends in a point in some languages; whoever writes it may leave it out.
        yield from ((str(name).rstrip("."), number) for number, name in tables[context][width].items())
