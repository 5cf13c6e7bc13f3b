"""What a sentence takes for known: a thing that it calls "the mandate", a person whom it calls by the last name only. No I/O.

What the reader knows is a set of terms: of the headline above it, or of all that stands above it in a digest.
"""

import re

from retrieval.language.calendar import weekdays
from retrieval.language.terms import term_set

_THE = re.compile(r"[\"“‘']?The (?P<words>[a-z][\w'’-]*(?: [\w'’-]+){0,2})")
# "The gunman who ...", "The news that ...", "The consequences of ...": the thing is said right there.
_SAID_THERE = re.compile(
    r"(?:of|for|who|whose|that|which|in|on|to|from|between|behind|against|over|at|with|by|\w+ing)$", re.IGNORECASE
)
_DAYS = frozenset(weekdays())
# One of a party, not the party: somebody who was named before.
_PARTISAN = re.compile(
    r"[\"“‘']?The (?:[a-z-]+ )?(?:Democrat|Republican|Conservative|Liberal|Socialist|Independent)(?=,| [a-z])"
)
_TITLE = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen)\.? "
_OPENING_NAME = re.compile(rf"[\"“‘']?(?:{_TITLE})?(?P<name>[A-Z][\w-]*[a-z])(?:['’]s?)? (?=[a-z(])")
_SPEAKING_NAME = re.compile(
    rf"(?<![A-Z])(?:[^\w\s]|[a-z]) (?:{_TITLE})?(?P<name>[A-Z][\w-]*[a-z])(?:['’]s [a-z]+)? "
    r"(?:said|says|told|added|wrote|tweeted|argued|warned|claimed|insisted|explained|continued|noted)\b"
)


def leans_on_others(sentence: str, before: str, known: frozenset[str]) -> bool:
    """Whether a sentence is understood only after others: `before` is its article's text up to it."""
    return leans_on_a_thing(sentence, known) or leans_on_a_person(sentence, before, known)


def leans_on_a_thing(sentence: str, known: frozenset[str]) -> bool:
    """Whether it opens with "The mandate ..." though no mandate is known, or with "The Democrat", whoever that is."""
    if _PARTISAN.match(sentence):
        return True
    opening = _THE.match(sentence)
    if opening is None:
        return False
    thing, *rest = opening["words"].split()
    is_said = any(_SAID_THERE.fullmatch(word) or (word[0].isupper() and word.casefold() not in _DAYS) for word in rest)
    return not is_said and not term_set(thing) & known


def leans_on_a_person(sentence: str, before: str, known: frozenset[str]) -> bool:
    """Whether somebody acts or speaks in it under the last name alone, whom only an earlier sentence names in full."""
    found = [match["name"] for match in (_OPENING_NAME.match(sentence), *_SPEAKING_NAME.finditer(sentence)) if match]
    return any(
        not term_set(name) <= known and _is_named_in_full(name, before) and not _is_named_in_full(name, sentence)
        for name in found
    )


def _is_named_in_full(name: str, text: str) -> bool:
    return bool(re.search(rf"\b(?!{_TITLE})[A-Z][\w.’'-]*(?: [A-Z]\.| al| bin| de| van)? {re.escape(name)}\b", text))
