"""Numbers as amounts: value, unit and what is counted, however they are written. Days are in `text_dates.py`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.claims.text_facts.tokens import Tokens, Word, word_forms, word_set
from retrieval.language.numbers import ONES, ORDINALS, SCALES, TENS
from retrieval.language.units import MEASURED, units

NUMBER_WORDS = ONES.keys() | TENS.keys() | ORDINALS.keys()
# "Won" and "the 21st century" are told as often as measured.
_TOLD_APART = word_set("% $ € £ ¥ ₹ ₽ ° km mile m kg t year month week day hour minute second")
_UNITS = {
    form: name
    for kind in MEASURED
    for name, forms in units(kind).items()
    for form in forms
    if name in _TOLD_APART and form != "second"  # which is mostly an ordinal
}
CURRENCY = units("money").keys() & _TOLD_APART
# In "Category 5 hurricane" the number counts no hurricanes.
_LABELLED = frozenset(
    word_forms(word)[1]
    for word in word_set(
        "category chapter article section phase stage level tier type grade class route flight highway unit"
    )
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_DASH = re.compile(r"\s*[-–—/]\s*")
_SUFFIX = re.compile(r"(?:st|nd|rd|th)\b")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`counted` holds the stems of the content words right after the number; `start` and `end` count words."""

    value: float
    unit: str
    is_ordinal: bool
    counted: tuple[str, ...]
    start: int
    end: int
    text: str


@lru_cache(maxsize=64)
def quantities(reading: Tokens, skipped: frozenset[int] = frozenset()) -> tuple[Quantity, ...]:
    """The amounts of a text in order; words at the positions `skipped` (parts of dates) are passed over.

    "one" alone is not an amount: it is mostly a pronoun. Neither is "second" without "a" or "the" before it.
    """
    found = []
    at = 0
    while at < len(reading.words):
        quantity = None if at in skipped else _quantity_at(reading, at)
        if quantity is not None:
            found.append(quantity)
        at = quantity.end if quantity else at + 1
    return tuple(_with_shared_units(found, reading))


def _quantity_at(reading: Tokens, at: int) -> Quantity | None:
    words = reading.words
    value, end, is_ordinal = _value(words, at)
    if value is None or (end == at + 1 and words[at].form in {"one", "a", "an"}):
        return None
    if at and (words[at - 1].form, words[at].form) == ("covid", "19"):
        return None
    unit = words[at - 1].form if at and words[at - 1].form in CURRENCY else ""
    after = [word for word in words[end : end + 3] if word.sentence == words[at].sentence]
    if after and after[0].form == "per" and [w.form for w in after[1:2]] == ["cent"]:
        unit, end = "%", end + 2
    elif after and not unit and after[0].form in _UNITS:
        unit, end = _UNITS[after[0].form], end + 1
    is_label = at > 0 and words[at - 1].stem in _LABELLED and words[at - 1].sentence == words[at].sentence
    counted = () if is_label else _counted(reading, end)
    last = words[end - 1]
    text = reading.text[words[at].start : last.start + len(last.text)]
    return Quantity(value, unit, is_ordinal, counted, at, end, text)


def _value(words: Sequence[Word], at: int) -> tuple[float | None, int, bool]:
    """The number that begins at a word, where it ends, and whether it is an ordinal."""
    form = words[at].form
    if _NUMBER.fullmatch(form):
        value = _year_of_span(words, at) or plain_value(form)
        following = words[at + 1] if at + 1 < len(words) else None
        glued = following is not None and following.start == words[at].start + len(words[at].text)
        if glued and following is not None and _SUFFIX.fullmatch(following.form):
            return value, at + 2, True
        return _with_magnitude(value, words, at + 1, glued=glued)
    if form in ORDINALS:
        is_time = form == "second" and not (at and words[at - 1].form in {"a", "the", "his", "her", "its", "their"})
        return (None if is_time else float(ORDINALS[form])), at + 1, True
    if form in {"a", "half"}:
        is_half = form == "half"
        first = at + 2 if is_half and [word.form for word in words[at + 1 : at + 2]] == ["a"] else at + 1
        value, end, _ = _with_magnitude(0.5 if is_half else 1.0, words, first, glued=False)
        return (value, end, False) if end > first else (None, at + 1, False)
    return _spelled(words, at)


def _year_of_span(words: Sequence[Word], at: int) -> float:
    """The second year of "2018-19", of which only the end is written; 0 for any other number."""
    before = words[at - 1] if at else None
    if before is None or len(words[at].form) != 2 or not _YEAR.fullmatch(before.form):
        return 0.0
    is_next = words[at].start == before.start + len(before.text) + 1 and before.sentence == words[at].sentence
    year = plain_value(before.form) // 100 * 100 + plain_value(words[at].form)
    return year if is_next and 0 < year - plain_value(before.form) <= 20 else 0.0


def _with_magnitude(value: float, words: Sequence[Word], at: int, *, glued: bool) -> tuple[float, int, bool]:
    while at < len(words) and words[at].form in SCALES and words[at].sentence == words[at - 1].sentence:
        form = words[at].form
        is_letter = len(form) <= 2 and form.isascii()
        if is_letter and not glued:
            break
        value, at = value * SCALES[form], at + 1
    return value, at, False


def _spelled(words: Sequence[Word], at: int) -> tuple[float | None, int, bool]:
    """ "two hundred and five thousand" as one number."""
    total, start = 0.0, at
    current: float | None = None
    while at < len(words) and words[at].sentence == words[start].sentence:
        form = words[at].form
        if form in ONES and (current is None or current % 10 == 0):
            current = (current or 0) + ONES[form]
        elif form in TENS and (current is None or current % 100 == 0):
            current = (current or 0) + TENS[form]
        elif form in SCALES and current is not None and len(form) > 2:
            scale = SCALES[form]
            current = current * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif not (form == "and" and current and at > start and words[at - 1].form in {"hundred", "thousand"}
                  and at + 1 < len(words) and (words[at + 1].form in ONES or words[at + 1].form in TENS)):  # fmt: skip
            break
        at += 1
    return (None, start + 1, False) if current is None else (total + current, at, False)


def plain_value(form: str) -> float:
    """ "1,250.5" and "1.250,5" alike; a lone separator before exactly three digits is a thousands separator if a comma."""
    body = form
    if "," in body and "." in body:
        thousands = "," if body.rindex(".") > body.rindex(",") else "."
        body = body.replace(thousands, "")
    elif body.count(",") > 1 or re.fullmatch(r"\d{1,3},\d{3}", body):
        body = body.replace(",", "")
    elif body.count(".") > 1:
        body = body.replace(".", "")
    try:
        return float(body.replace(",", ".")[:300])
    except ValueError:
        return -1.0


def _counted(reading: Tokens, at: int) -> tuple[str, ...]:
    words = reading.words
    stems: list[str] = []
    for before, word in zip(words[at - 1 : at + 3], words[at : at + 3], strict=False):
        gap = reading.text[before.start + len(before.text) : word.start]
        if word.sentence != words[at - 1].sentence or gap.strip(" -") or not word.stem:
            break
        stems.append(word.stem)
    return tuple(stems)


def _with_shared_units(found: Sequence[Quantity], reading: Tokens) -> Iterator[Quantity]:
    """ "from 10 to 12 percent", "10-12 percent": the first number takes the unit of the second."""
    for number, quantity in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        if following and not quantity.unit and following.unit and _is_span(quantity, following, reading):
            yield Quantity(
                quantity.value, following.unit, quantity.is_ordinal, (), quantity.start, quantity.end, quantity.text
            )
        else:
            yield quantity


def _is_span(one: Quantity, other: Quantity, reading: Tokens) -> bool:
    """Whether two numbers are the ends of one span. In "at 02:10 two minutes later" they are not."""
    between = [word.form for word in reading.words[one.end : other.start]]
    last = reading.words[one.end - 1]
    gap = reading.text[last.start + len(last.text) : reading.words[other.start].start]
    return between in (["to"], ["and"], ["or"]) or (not between and _DASH.fullmatch(gap) is not None)
