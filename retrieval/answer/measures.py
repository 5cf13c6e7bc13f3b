"""What a question for a number wants counted, and whether a sentence has a number of that. No I/O.

"How many pounds" wants a number of pounds, "how much" an amount, "how long" hours or years: a sentence with any other number
answers none of them.
"""

import re
from functools import lru_cache

from retrieval.language.calendar import asked_months
from retrieval.language.numbers import LARGE, ORDINALS, PARTS, SCALES, WORDS
from retrieval.language.patterns import either
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set
from retrieval.language.units import Measured, units

_NUMBER = rf"(?:(?<!\d)(?<![\d.,]{{2}})\d[\d.,]*|\b(?:{either(WORDS)})\b)"
# The same where neither a digit nor a mark may follow: nothing of it is given back.
_WHOLE_NUMBER = _NUMBER.replace(r"[\d.,]*", r"[\d.,]*+")
_SIZED = rf"(?:[\s-]*(?:{either(word for word in SCALES if word.isascii())}))?"


def _written(*kinds: Measured) -> str:
    return either(form for kind in kinds for forms in units(kind).values() for form in forms if form.isascii())


_SIGNS = "".join(sign for sign in units("money") if not sign.isalpha())
_MONEY = re.compile(
    rf"[{_SIGNS}]\s?\d|{_NUMBER}{_SIZED}[\s-]*(?:{either(LARGE)}|(?:{_written('share', 'money', 'amount')})(?!\w))",
    re.IGNORECASE,
)
_TIME = rf"(?:{_written('time')})"
_LENGTH = rf"(?:{_written('length')})"
_BY_MEASURE = {
    "much": _MONEY,
    "price": re.compile(rf"[{_SIGNS}]\s?\d|{_NUMBER}{_SIZED}[\s-]*(?:{_written('money')})(?!\w)", re.IGNORECASE),
    "long": re.compile(rf"{_NUMBER}[\s-]*(?:{_TIME}|{_LENGTH})\b", re.IGNORECASE),
    "old": re.compile(rf"{_NUMBER}[\s-]*{_TIME}\b|\baged?\s+\d|,\s*\d{{1,3}}\s*,|\b(?:1[5-9]|20)\d\d\b", re.IGNORECASE),
    "far": re.compile(rf"{_NUMBER}[\s-]*{_LENGTH}\b", re.IGNORECASE),
    "percent": re.compile(rf"{_NUMBER}\s*(?:{_written('share')})(?!\w)|\b(?:{either(PARTS)})\b", re.IGNORECASE),
}
_HOW = re.compile(r"\bhow\s+(?P<measure>much|long|old|far|tall|deep|wide|high)\b", re.IGNORECASE)
_SAME = {"tall": "far", "deep": "far", "wide": "far"}
_SHARE = re.compile(r"\b(?:what|which)\s+(?:percentage|percent|share|proportion)\b", re.IGNORECASE)
_PRICE = re.compile(
    r"^\W*(?:the\s+)?(?:price|cost|value|worth|budget|salary|fine)s?\s+(?:of|for)\b|\bhow\s+(?:expensive|costly)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bwhat(?:['’]s|\s+(?:is|was|are|were))\s+the\s+(?:\w+\s+){0,2}?(?:value|price|cost|worth|amount|sum|salary|fine|budget)\b",
    re.IGNORECASE,
)
# An amount that a text calls by its name.
_NAMED = re.compile(r"\b(?:magnitude|population|turnout|score|temperature)\b", re.IGNORECASE)
_MANY = re.compile(r"\bhow\s+many\s+(?:of\s+the\s+)?(?P<things>[^\W\d]+(?:-[^\W\d]+)?(?:\s+[^\W\d]+)?)", re.IGNORECASE)
# Who is counted is often left out: "12 die", "45 arrested".
_PEOPLE = re.compile(
    r"people|persons?|men|women|children|kids|lives|deaths?|dead|victims?|casualties|times", re.IGNORECASE
)
_COUNT = re.compile(rf"(?:{_NUMBER}(?:st|nd|rd|th)?|\b(?:{either(ORDINALS)})\b)(?:\W+\w+){{1,4}}", re.IGNORECASE)
# A number of things, whatever the text calls them: none with a unit, none of a year or a day.
_PLAIN_COUNT = re.compile(
    rf"(?<![\d.,/:$€£¥-])(?!(?:19|20)\d\d\b){_WHOLE_NUMBER}{_SIZED}(?![\d.,]*\d)"
    rf"(?![\s-]*(?:(?:{_written('time')}|{_written('length')}|{_written('share')}|{_written('money')})\b|[%°]|{either(asked_months())}\b|(?:st|nd|rd|th|am|pm)\b))"
    r"(?:\s+[^\W\d_]|\W*$|,\s)",
    re.IGNORECASE,
)
# A single term is looked for without its kin.
_ANY = frozenset({""})


def counted(content: str) -> str:
    """The measure a question's content asks for: one of ours, `many ` and the things counted, or empty for any number."""
    if _SHARE.search(content):
        return "percent"
    if _PRICE.search(content):
        return "price"
    if _AMOUNT.search(content):
        return "much"
    if (how := _HOW.search(content)) and how["measure"].casefold() != "high":
        measure = how["measure"].casefold()
        return _SAME.get(measure, measure)
    if named := _NAMED.search(content):
        return f"named {named[0]}"
    many = _MANY.search(content)
    return f"many {many['things'].casefold()}" if many and not _PEOPLE.match(many["things"]) else ""


def has_measure(sentence: str, measure: str) -> bool:
    """Whether a sentence has a number of what is counted."""
    if measure.startswith("many "):
        return _counts(sentence, _things(measure)) or bool(_PLAIN_COUNT.search(sentence))
    if measure.startswith("named "):
        return bool(re.search(r"\d", sentence)) and not _things(measure).isdisjoint(term_set(sentence))
    pattern = _BY_MEASURE.get(measure)
    return pattern is None or bool(pattern.search(sentence))


def _counts(sentence: str, things: frozenset[str]) -> bool:
    """Whether one of the things, or its kin, stands within a few words after a number: "101-plane order", "11 million arms sale"."""
    return not things or any(held_terms(things | _ANY, term_set(found[0])) for found in _COUNT.finditer(sentence))


@lru_cache(maxsize=256)
def _things(measure: str) -> frozenset[str]:
    return term_set(measure.partition(" ")[2])
