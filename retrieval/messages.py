"""Sentences of ours as values: what is said is decided where it is known, the language where it is shown.

A `Phrase` is an English string that keeps the key and the values it was made of. Whatever knows no languages (a log, the
console, the public JSON) uses it as the string it is; a surface that speaks the reader's language says the key in it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day beside a name: "6 Jan 2026" in English, "6 Jan" without its year."""

    day: date
    has_year: bool = True

    def __str__(self) -> str:
        return f"{self.day.day} {self.day:%b %Y}" if self.has_year else f"{self.day.day} {self.day:%b}"


@dataclass(frozen=True, slots=True)
class LongDay:
    """A day over a page: "Wednesday, 7 January" in English."""

    day: date

    def __str__(self) -> str:
        return f"{self.day:%A}, {self.day.day} {self.day:%B}"


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, which may be the same: "1 to 7 January 2026" in English."""

    first: date
    last: date

    def __str__(self) -> str:
        first, last = self.first, self.last
        if first == last:
            return english(last)
        if first.year != last.year:
            return f"{english(first)} to {english(last)}"
        start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
        return f"{start} to {english(last)}"


Value = str | int | float | date | ShortDay | LongDay | Days | tuple[str, ...]
"""What may stand in a sentence. A string may be a Phrase itself; a tuple is a list of names."""


class Phrase(str):
    """An English sentence with its `key` (the sentence with `{names}`), the form for several (`plural`) and its `values`.

    With a plural the number is the value `n`. Equal to any string of the same words.
    """

    __slots__ = ("key", "plural", "values")
    key: str
    plural: str
    values: Mapping[str, Value]

    def __new__(cls, key: str, plural: str = "", /, **values: Value) -> Self:
        form = plural if plural and values["n"] != 1 else key
        made = super().__new__(cls, form.format(**{name: english(value) for name, value in values.items()}))
        made.key, made.plural, made.values = key, plural, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.key, self.plural, self.values)


def english(value: Value) -> str:
    """A value as it stands in an English sentence."""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value)


def to_json(text: str) -> Any:
    """A text for storing: a Phrase as an object of its key and values, any other string as itself."""
    if not isinstance(text, Phrase):
        return text
    packed: dict[str, Any] = {"key": text.key}
    if text.plural:
        packed["plural"] = text.plural
    return packed | {"values": {name: _value_to_json(value) for name, value in text.values.items()}}


def from_json(stored: Any) -> str:
    """The text of `to_json`. A string, as texts were stored before they had keys, is shown as it is."""
    if not isinstance(stored, dict):
        return str(stored)
    values = {name: _value_from_json(value) for name, value in stored["values"].items()}
    return _made(stored["key"], stored.get("plural", ""), values)


def pack(text: str) -> str:
    """A text for a column of texts; what has no key stays as it is."""
    return json.dumps(to_json(text), ensure_ascii=False) if isinstance(text, Phrase) else text


def unpack(stored: str) -> str:
    return from_json(json.loads(stored)) if stored.startswith('{"key": ') else stored


def _made(key: str, plural: str, values: Mapping[str, Value]) -> Phrase:
    return Phrase(key, plural, **values)


def _value_to_json(value: Value) -> Any:
    packed: Any = value
    match value:
        case str():
            packed = to_json(value)
        case ShortDay():
            packed = {"short_day": value.day.isoformat(), "has_year": value.has_year}
        case LongDay():
            packed = {"long_day": value.day.isoformat()}
        case Days():
            packed = {"first": value.first.isoformat(), "last": value.last.isoformat()}
        case date():
            packed = {"day": value.isoformat()}
        case tuple():
            packed = [to_json(item) for item in value]
    return packed


def _value_from_json(stored: Any) -> Value:
    value: Value = stored
    match stored:
        case {"short_day": day, "has_year": bool(has_year)}:
            value = ShortDay(date.fromisoformat(day), has_year)
        case {"long_day": day}:
            value = LongDay(date.fromisoformat(day))
        case {"first": first, "last": last}:
            value = Days(date.fromisoformat(first), date.fromisoformat(last))
        case {"day": day}:
            value = date.fromisoformat(day)
        case list():
            value = tuple(from_json(item) for item in stored)
        case dict() | str():
            value = from_json(stored)
    return value
