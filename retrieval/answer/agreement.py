"""Whether a figure, a day or a person is of what was asked for: of its subject, its country and its year. No I/O.

"Japan's arms imports rose 76 %" is no figure of China's, "China grew 5 % in 2025" none of this year, and of four million doses
"to Canada and Mexico" nobody knows how many go to Mexico.
"""

import re
from datetime import datetime, timedelta

from retrieval.answer.wanted import Asked, asks_whether
from retrieval.answers import Query
from retrieval.instants import shifted
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PAIR = re.compile(r"\b(?P<one>[A-Z][\w.-]{1,60})(?:,|\s+and|\s+&)\s+(?=(?P<other>[A-Z][\w.-]{1,60}))")
# What comes within a few words after these is still ahead; of "to" the word right after it: "flown to New York in a raid".
_AHEAD = re.compile(
    r"\b(?:(?:will|would|may|might|could|before|ahead of|plans?|planned|expected|eyes|seeks?|hopes?|invites?)\b(?:\W+[\w'’]+){1,4}|"
    r"to\W+\w+)",
    re.IGNORECASE,
)
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
        and (asked.kind != "person" or _tells_the_act(text, asked))
        and (not asked.measure.startswith("many ") or _holds(asked.terms - asked.names, text))
    )


def is_ahead(sentence: str, asked: Asked, published: datetime) -> bool:
    """Whether a sentence speaks of what is asked, apart from who took part, as still to come."""
    acts = asked.terms - asked.names or asked.terms
    is_planned = any(_holds(acts, found[0]) for found in _AHEAD.finditer(sentence))
    return is_planned or any(int(year[0]) > published.year for year in _YEAR.finditer(sentence))


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


def _tells_the_act(text: str, asked: Asked) -> bool:
    acts = asked.terms - asked.names
    return len(acts) < _ACTS or _PART_OF_ACTS * len(_held(acts, text)) >= len(acts)


def _is_shared(found: re.Match[str], asked: Asked) -> bool:
    return _holds(asked.names, found["one"]) != _holds(asked.names, found["other"])


def _holds(wanted: frozenset[str], words: str) -> bool:
    return bool(_held(wanted, words))


def _held(wanted: frozenset[str], words: str) -> frozenset[str]:
    return held_terms(wanted | _ANY, term_set(words))
