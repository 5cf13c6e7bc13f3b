"""Checks whether a model's translation of a line may be shown in its place. No I/O.

Numbers, names and quoted words are checked after translation; what cannot be checked stays in the original. A model may
spell a name anew in another script, but may not put another name, an address or markup in its place.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from retrieval.claims.text_facts.names import is_title_case, names
from retrieval.claims.text_facts.tokens import read
from retrieval.language import calendar
from retrieval.language.countries import country_of, name_in
from retrieval.language.detect import detect_language

NUMBER = re.compile(r"\d+(?:[.,٫٬  ]\d+)*")
QUOTED = re.compile(r"[“\"«]([^“”\"«»]+)[”\"»]")
FOREIGN_MATTER = re.compile(r"https?:|www\.|t\.me|[<>@\n]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Written like names, translated like words.
CALENDAR = calendar.months().keys() | calendar.weekdays().keys()
ALIKE = 0.7
TELLING = 4
LONG_ENOUGH = 40
LONGEST, SHORTEST = 4.0, 0.15


@dataclass(frozen=True, slots=True)
class Translated:
    """A line as the model gave it; `names` maps names of the original to their form in it."""

    text: str
    names: Mapping[str, str] = field(default_factory=dict)


def is_faithful(original: str, translated: Translated, language: str) -> bool:
    """The same numbers, every name, every quoted word as it was, nothing from elsewhere, and in the language asked for."""
    text = translated.text.strip()
    if not text or not SHORTEST < len(text) / len(original) < LONGEST:
        return False
    if _numbers(original) != _numbers(text) or any(quoted not in text for quoted in QUOTED.findall(original)):
        return False
    if set(FOREIGN_MATTER.findall(text)) - set(FOREIGN_MATTER.findall(original)):
        return False
    if sum(map(str.isalpha, text)) > LONG_ENOUGH and detect_language(text) != language:
        return False
    return all(_stands(name, translated, language) for name in _names(original))


def _numbers(text: str) -> Counter[str]:
    """Whatever digits a script has, and whichever mark it groups them with."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    return Counter(re.sub(r"\D", "", number) for number in NUMBER.findall(plain))


def _names(text: str) -> list[str]:
    """The names of a line in Latin letters; a title in which every word is a capital one has none that can be told."""
    reading = read(text)
    found = [] if is_title_case(reading) else names(reading)
    return [name.text for name in found if any(word.form not in CALENDAR for word in name.words)]


def _stands(name: str, translated: Translated, language: str) -> bool:
    """The name itself, or a form of it that the model states, stands in the translation."""
    text, last = translated.text, name.split()[-1]
    # What somebody is ("Minister") is translated, what they are called is not.
    if name in text or (len(last) >= TELLING and last != name and last in text):
        return True
    stated = [form for said, form in translated.names.items() if said and form and (said in name or name in said)]
    country = _country_in(name, language)
    return any(form in text and _may_stand_for(form, name, country) for form in (*stated, country) if form)


def _may_stand_for(form: str, name: str, country: str) -> bool:
    """In Latin letters a name looks like itself; in another script it cannot be compared, but must be in that script."""
    if country and country in form:
        return True
    if not LATIN.search(form):
        return any(map(str.isalpha, form))
    ours, theirs = _folded(name).split(), _folded(form).split()
    return any(SequenceMatcher(None, one, other).ratio() >= ALIKE for one in ours for other in theirs)


@lru_cache(maxsize=512)
def _country_in(name: str, language: str) -> str:
    """What a country (or its people) is called in a language, empty for what is none."""
    return name_in(country_of(name.casefold().removeprefix("the ")), language)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
