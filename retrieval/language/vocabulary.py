"""Reads the words of each language from the files of `data/languages`. Reads tables; knows no rule.

A file is called by the code of its language and may leave out whatever it has not. A new language is a new file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from retrieval.once import once

Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One language. `is_asked` when readers may ask in it; `locales` are Babel's names for its spellings, `stemmer` is PyStemmer's.

    `only_here` are stop words that carry content in another language. `months` and `weekdays` (Monday is 1) are forms that
    Babel lacks, by number. `tables` holds what a single module reads: `days`, `numbers`, `units`, `countries`.
    """

    code: str
    locales: tuple[str, ...]
    stemmer: str
    is_asked: bool
    stop_words: frozenset[str]
    only_here: frozenset[str]
    question_words: frozenset[str]
    months: Lists
    weekdays: Lists
    tables: Mapping[str, Any]

    def listed(self, table: str) -> Lists:
        """A table of comma-separated lists; empty where the language has none."""
        return listed(self.tables.get(table, {}))


def listed(table: Mapping[str, str]) -> Lists:
    """Each entry of a table as the phrases between its commas."""
    return {name: tuple(filter(None, map(str.strip, phrases.split(",")))) for name, phrases in table.items()}


def read_table(path: str) -> Mapping[str, Any]:
    """A TOML file of `data`."""
    return MappingProxyType(tomllib.loads((files(__package__) / "data" / path).read_text(encoding="utf-8")))


@once
def vocabularies() -> Mapping[str, Vocabulary]:
    """Every language that has a file, by its code, English first."""
    names = sorted(path.name for path in (files(__package__) / "data" / "languages").iterdir())
    codes = sorted(
        (name.removesuffix(".toml") for name in names if name.endswith(".toml")), key=lambda c: (c != "en", c)
    )
    return MappingProxyType({code: _read(code) for code in codes})


def asked_languages() -> tuple[Vocabulary, ...]:
    """The languages that readers may ask in, English first."""
    return tuple(known for known in vocabularies().values() if known.is_asked)


def _read(code: str) -> Vocabulary:
    table = read_table(f"languages/{code}.toml")
    forms = table.get("calendar", {})
    return Vocabulary(
        code=code,
        locales=tuple(listed({"locales": table.get("locales", code)})["locales"]),
        stemmer=str(table.get("stemmer", "")),
        is_asked=bool(table.get("asked", False)),
        stop_words=frozenset(table.get("stop_words", "").split()),
        only_here=frozenset(table.get("only_here", "").split()),
        question_words=frozenset(table.get("question_words", "").split()),
        months=listed(forms.get("months", {})),
        weekdays=listed(forms.get("weekdays", {})),
        tables=table,
    )
