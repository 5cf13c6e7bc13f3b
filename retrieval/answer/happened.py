"""When something happened: which sentences tell that it has, and which reports were the first of it. No I/O.

"Trump to visit Beijing", "ahead of the visit" and "the 2027 visit" of a report from 2026 tell of something still to come; none
of them answers "when did he visit".
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from retrieval.answer.wanted import Asked
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set
from retrieval.question.unwrap import undecorated

_ASKED = re.compile(
    r"^\W*(?:when\s+(?:did|was|were|has|have|had)\b|(?:on\s+)?(?:what|which)\s+(?:day|date|year|month)\s+(?:did|was|were)\b)",
    re.IGNORECASE,
)
# What comes within a few words after these had not happened yet; after the others, what stood right before.
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|would|may|might|could|can|if|whether|before|ahead of|until|plans?|planned|planning|upcoming|expected|"
    r"eyes|eyeing|seeks?|hopes?|wants?|aims?|considers?|considering|invites?|invited|invitation|on course|poised|"
    r"to)\b(?P<after>(?:\W+\w+(?:['’]\w+)?){1,5})",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?P<before>\b(?:\w+(?:['’]\w+)?\W+){1,4})(?:(?:is|are|was|were|has been)\W+)?(?:planned|scheduled|expected|due|slated|likely)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"to\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Reports of one event follow one another; after such a pause it is another one, or looked back at.
_PAUSE = timedelta(days=4)

T = TypeVar("T")


def asks_when_it_happened(question: str) -> bool:
    return bool(_ASKED.match(undecorated(question)))


def is_yet_to_come(sentence: str, asked: Asked, published: datetime) -> bool:
    """Whether a sentence speaks of what is asked, apart from who took part, as of something still ahead."""
    if any(int(year[0]) > published.year for year in _YEAR.finditer(sentence)):
        return True
    if any(_holds(asked, found["before"]) for found in _DUE.finditer(sentence)):
        return True
    return any(_holds(asked, _governed(found)) for found in _AHEAD.finditer(sentence))


def _governed(found: re.Match[str]) -> str:
    """The words that a word like "before" is about; of "to" only the verb right after it: "flown to New York in a raid"."""
    after: str = found["after"]
    return after.split()[0] if _TO.match(found[0]) else after


def _holds(asked: Asked, words: str) -> bool:
    return bool(held_terms(asked.terms, term_set(words)) & (asked.terms - asked.names or asked.terms))


def first_reports(reports: Iterable[T], when: Callable[[T], datetime]) -> list[T]:
    """Of each run of reports the first, the oldest run first."""
    return list(_beginnings(sorted(reports, key=when), when))


def _beginnings(reports: Iterable[T], when: Callable[[T], datetime]) -> Iterator[T]:
    last: datetime | None = None
    for report in reports:
        if last is None or when(report) - last > _PAUSE:
            yield report
        last = when(report)
