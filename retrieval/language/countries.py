"""Names countries as people and texts do: "Polish", "Warsaw", "Polen", "波兰". One table for the whole program.

Plain names are Babel's, in every language that readers ask in; the rest stands in `data/countries.toml` and in the files of
the languages. Sides are made of outlets, so a name here says which country is meant, never whose view a text has.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from retrieval.language import locales
from retrieval.language.vocabulary import asked_languages, listed, read_table
from retrieval.once import once

_TABLE = read_table("countries.toml")
_FACTS = {code: listed(facts) for code, facts in _TABLE["countries"].items()}
_OTHERS = frozenset(listed({"other": _TABLE["other_territories"]})["other"])
_DOUBTFUL = frozenset(map(str.casefold, listed({"names": _TABLE["doubtful"]})["names"]))
# Told of like a country, but none: no outlet is of it and no question asks for its press.
_UNION = "EU"

CLOSE_TO: Mapping[str, frozenset[str]] = {code: frozenset(near) for code, near in listed(_TABLE["close_to"]).items()}
"""Countries whose outlets topics put on the side of another."""


@dataclass(frozen=True, slots=True)
class Country:
    """`names`, `people` (one of them, and what is theirs) and `plural` are English, as written; `seats` stand for its
    government; `told` counts in running text only.

    `foreign` holds what other languages call it and its people, by the language's code.
    """

    code: str
    names: tuple[str, ...]
    people: tuple[str, ...]
    plural: tuple[str, ...]
    seats: tuple[str, ...]
    told: tuple[str, ...]
    foreign: Mapping[str, tuple[str, ...]]

    @property
    def asked(self) -> tuple[str, ...]:
        """Every name that a question may give it. "What do Americans think" asks for no press."""
        return (*self.names, *self.people, *self.seats, *(name for names in self.foreign.values() for name in names))


def country_codes() -> frozenset[str]:
    """The countries of ISO 3166-1, alpha-2, and Kosovo. Hong Kong, Macau and Taiwan have codes of their own there."""
    return frozenset(locales.territory_names("en")) - _OTHERS


@once
def countries() -> Mapping[str, Country]:
    """Every country by its code, and the European Union."""
    return {code: _read(code) for code in sorted({*country_codes(), _UNION})}


@once
def country_names() -> Mapping[str, str]:
    """Every name that means one country, in lower case -> its code. Names that mean something else too are not among them."""
    return {name: code for name, code in all_names().items() if name not in _DOUBTFUL}


@once
def doubtful_names() -> Mapping[str, str]:
    """Names that mean a country only where one is asked for ("Georgia"), in lower case -> its code."""
    return {name: code for name, code in all_names().items() if name in _DOUBTFUL}


def country_of(name: str) -> str:
    """The code of the country that a name stands for where a country is meant; empty for what is none."""
    return all_names().get(name.casefold(), "")


def name_in(code: str, language: str) -> str:
    """What a country is called in a language; empty where it has no name there."""
    return locales.territory_names(language).get(code, "")


@cache
def written_names(code: str) -> tuple[str, ...]:
    """All that running text may say for a country, as written, in every language asked in."""
    known = countries().get(code)
    return tuple(dict.fromkeys((*known.asked, *known.plural, *known.told))) if known else ()


@once
def own_words() -> Mapping[str, tuple[str, ...]]:
    """For each country the single English words for it and its people, as written: "China", "Chinese"; no capitals."""
    return {
        code: tuple(
            word
            for word in (*known.names, *known.people, *known.plural)
            if " " not in word and word.casefold() not in _DOUBTFUL
        )
        for code, known in countries().items()
    }


@once
def people_names() -> Mapping[str, str]:
    """Names of countries and of their people that two texts may use for one another, in lower case -> code; no capitals."""
    found = {
        name.casefold(): country.code
        for country in countries().values()
        for names in (country.names, country.people, country.plural, *country.foreign.values())
        for name in names
        if country.code != _UNION and name.casefold() not in _DOUBTFUL
    }
    return found | {name: code for name, code in country_names().items() if name in found}


@once
def short_names() -> Mapping[str, str]:
    """A name spelt out -> its initials, where both are used: "United States" -> "US"."""
    return {
        long: short
        for known in countries().values()
        for short in known.names
        for long in known.names
        if short.isupper() and short.isalpha() and _initials(long) == short
    }


@once
def initials() -> Mapping[str, str]:
    """Initials of a country -> those that stand for all of them: "USA" -> "US"."""
    found: dict[str, str] = {}
    for known in _FACTS.values():
        short = [name for name in known.get("names", ()) if name.isupper() and name.isalpha() and len(name) <= 3]
        found |= dict.fromkeys(short[1:], *short[:1]) if short else {}
    return found


@once
def press_marks() -> Mapping[str, str]:
    """A single character that names a country only right before a word for its press: "中" -> "CN"."""
    return {mark: code for known in asked_languages() for code, mark in known.tables.get("countries_short", {}).items()}


@once
def all_names() -> Mapping[str, str]:
    """Every name in lower case -> its code. English goes before other languages where two countries claim one name."""
    known = [country for code, country in countries().items() if code != _UNION]
    found: dict[str, str] = {}
    for country in known:
        for name in (*country.names, *country.people, *country.seats):
            found.setdefault(name.casefold(), country.code)
    for country in known:
        for name in country.asked:
            found.setdefault(name.casefold(), country.code)
    return found


def _read(code: str) -> Country:
    facts = _FACTS.get(code, {})
    foreign = {
        known.code: (*_plain_names(code, known.code), *known.listed("countries").get(code, ()))
        for known in asked_languages()
    }
    names = (*foreign.pop("en"), *facts.get("names", ()))
    people, plural, seats, told = (facts.get(kind, ()) for kind in ("people", "plural", "seats", "told"))
    return Country(code, names, people, plural, seats, told, foreign)


def _plain_names(code: str, language: str) -> Iterator[str]:
    """Babel's names without what stands in brackets; none that two countries would share then."""
    for known in asked_languages():
        if known.code == language:
            for locale in known.locales:
                plain = _plain_territories(locale)
                if code in plain:
                    yield plain[code]


@cache
def _plain_territories(locale: str) -> Mapping[str, str]:
    names = {code: _without_brackets(name) for code, name in locales.territory_names(locale).items()}
    times = Counter(names.values())
    return {code: name for code, name in names.items() if name and times[name] == 1}


def _without_brackets(name: str) -> str:
    """ "Myanmar (Burma)" is Myanmar; "Congo - Kinshasa" and "Hong Kong SAR China" are written so by nobody."""
    plain = name.partition("(")[0].partition("（")[0].strip()
    return "" if {"-", "–", "SAR"} & set(plain.split()) else plain


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words if word[0].isupper()) if len(words) > 1 else ""
