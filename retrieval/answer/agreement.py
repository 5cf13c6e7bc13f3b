"""Whether a figure, a day or a person is of what was asked for: of its subject, its country and its year. No I/O.

"Japan's arms imports rose 76 %" is no figure of China's, "China grew 5 % in 2025" none of this year, and of four million doses
"to Canada and Mexico" nobody knows how many go to Mexico.
"""

import re
from collections.abc import Iterable
from datetime import timedelta

from retrieval.answer.wanted import Asked, asks_whether
from retrieval.answers import Query
from retrieval.instants import shifted
from retrieval.language.countries import country_of
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W\d_][\w.]*")
_OWNED = re.compile(r"\b(?P<owner>[A-Z][\w.-]{0,60})['’]s?\s+(?P<things>[\w-]+(?:\s+[\w-]+){0,2})")
_PAIR = re.compile(r"\b(?P<one>[A-Z][\w.-]{1,60})(?:,|\s+and|\s+&)\s+(?=(?P<other>[A-Z][\w.-]{1,60}))")
# A single term is looked for without its kin.
_ANY = frozenset({""})
# Of so few words half are not enough: what is missing is what was asked for.
_FEW, _HALF = 4, 0.5
# Of the words beside the names, where there are some: a part of them is what a person did.
_ACTS, _PART_OF_ACTS = 2, 2.5


def agrees(sentence: str, title: str, asked: Asked, query: Query) -> bool:
    """Whether a sentence under its headline is of the year, country and subject asked for, and of what somebody did there."""
    text = f"{title} {sentence}"
    return (
        _is_of_the_years(sentence, query)
        and _is_of_the_countries(text, query.content)
        and not _is_anothers(sentence, asked)
        and (asked.kind != "person" or _tells_the_act(text, asked))
        and (not asked.measure.startswith("many ") or _holds(asked.terms - asked.names, text))
    )


def is_half(share: float, asked: Asked, query: Query) -> bool:
    """Whether a short question ("recipe for arepas", "capital of France") asks for another thing than a text with this share
    of it tells.
    """
    few = _FEW if not asked.kind else 0 if asked.names else _FEW // 2
    is_short = len(asked.terms) <= few and query.intent == "find"
    return is_short and not asks_whether(query.content) and share <= _HALF


def is_exact(sentence: str, asked: Asked) -> bool:
    """Whether a figure is of the one thing alone, and a time more than a month or a year."""
    if asked.kind == "time":
        return any(letter.isdigit() for letter in _YEAR.sub("", sentence))
    return asked.kind != "number" or not any(_is_shared(found, asked) for found in _PAIR.finditer(sentence))


def _is_of_the_years(sentence: str, query: Query) -> bool:
    span = query.prefer
    if span is None or span.since is None or span.until is None:
        return True
    named = {int(year[0]) for year in _YEAR.finditer(sentence)}
    return not named or any(span.since.year <= year <= shifted(span.until, -timedelta(days=1)).year for year in named)


def _is_of_the_countries(text: str, question: str) -> bool:
    wanted = _countries(_WORD.findall(question))
    told = _countries(word for word in _WORD.findall(text) if word[0].isupper())
    return not wanted or not told or bool(wanted & told)


def _countries(words: Iterable[str]) -> set[str]:
    return {country for word in words if (country := country_of(word.casefold()))}


def _is_anothers(sentence: str, asked: Asked) -> bool:
    """Whether what is asked about is somebody else's in a sentence."""
    things = asked.terms - asked.names
    owners = [found["owner"] for found in _OWNED.finditer(sentence) if _holds(things, found["things"])]
    return bool(asked.names and owners) and not any(_holds(asked.names, owner) for owner in owners)


def _tells_the_act(text: str, asked: Asked) -> bool:
    acts = asked.terms - asked.names
    return len(acts) < _ACTS or _PART_OF_ACTS * len(_held(acts, text)) >= len(acts)


def _is_shared(found: re.Match[str], asked: Asked) -> bool:
    return _holds(asked.names, found["one"]) != _holds(asked.names, found["other"])


def _holds(wanted: frozenset[str], words: str) -> bool:
    return bool(_held(wanted, words))


def _held(wanted: frozenset[str], words: str) -> frozenset[str]:
    return held_terms(wanted | _ANY, term_set(words))
