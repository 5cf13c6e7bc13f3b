"""Knows which words stand for one another when news is told: "captured" and "seized", "toll" and "killed", "Chinese" and "China".

One table (`data/synonyms.toml`), with the countries of theirs. It tells whether a text speaks of what was asked and whether two
texts tell of one thing; it proves nothing, and the gate does not use it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from retrieval.language.countries import countries, country_names, own_words, short_names
from retrieval.language.irregular import BASE
from retrieval.language.terms import terms
from retrieval.language.vocabulary import read_table
from retrieval.once import once

_TABLE = read_table("synonyms.toml")


def as_concepts(words: Iterable[str]) -> Iterator[str]:
    """Each term, or the one that stands for it and for whatever says the same; a country is one however it is called."""
    concepts = _concepts()
    return (concepts.get(word, word) for word in words)


def held_terms(wanted: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """The wanted terms that are known, by a synonym too where there is more to go by."""
    held = wanted & known
    if held == wanted or len(wanted) < 2:
        return held
    return held | {term for term in wanted - held if _is_meant(term, known)}


def lands(wanted: frozenset[str]) -> frozenset[str]:
    """Every way to write the countries among some terms."""
    return frozenset().union(*(_lands().get(term, frozenset()) for term in wanted))


def _is_meant(term: str, known: frozenset[str]) -> bool:
    return not _kin(term).isdisjoint(known) or any(spelt <= known for spelt in _spelt_out().get(term, ()))


@lru_cache(maxsize=4096)
def _kin(term: str) -> frozenset[str]:
    return _near().get(term, frozenset()) | _lands().get(term, frozenset()) | _forms().get(term, frozenset())


@once
def _concepts() -> Mapping[str, str]:
    """Term to the term that stands for it. The first group a word stands in is its group."""
    found: dict[str, str] = {}
    for group in _groups("same"):
        for term in group:
            found.setdefault(term, group[0])
    known = country_names()
    for country in countries().values():
        for name in country.asked:
            # "El Salvador" and "Cote d'Ivoire" leave one term too, which says something else.
            is_one_word = name.isascii() and " " not in name
            named = terms(name) if is_one_word and known.get(name.casefold()) == country.code else []
            if len(named) == 1:
                found.setdefault(named[0], f"land:{country.code}")
    return found


@once
def _near() -> Mapping[str, frozenset[str]]:
    """Term to all that it may be told by: the groups it stands in, of whichever kind; what goes one way is in none."""
    told = {term: _stems(words) for word, words in _TABLE["told"].items() for term in terms(word)}
    found: dict[str, frozenset[str]] = {}
    for group in (*_groups("same"), *_groups("near")):
        both_ways = frozenset(group) - told.keys()
        for term in both_ways:
            found[term] = found.get(term, frozenset()) | both_ways
    return found | told


@once
def _forms() -> Mapping[str, frozenset[str]]:
    """Forms of one irregular verb or noun."""
    by_base: dict[str, str] = {}
    for form, base in BASE.items():
        by_base[base] = f"{by_base.get(base, base)} {form}"
    return {term: _stems(words) for words in by_base.values() for term in _stems(words)}


@once
def _lands() -> Mapping[str, frozenset[str]]:
    """The words for one country and its people."""
    return {term: stems for words in own_words().values() for stems in [_stems(" ".join(words))] for term in stems}


@once
def _spelt_out() -> Mapping[str, tuple[frozenset[str], ...]]:
    """Initials of a country to the words they stand for."""
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for long, short in short_names().items():
        for term in terms(short):
            found[term] = (*found.get(term, ()), frozenset(terms(long)))
    return found


def _groups(kind: str) -> Iterator[tuple[str, ...]]:
    for line in _TABLE[kind].strip().splitlines():
        yield tuple(term for word in line.split() for term in terms(word)[:1])


def _stems(words: str) -> frozenset[str]:
    return frozenset(term for word in words.split() for term in terms(word))
