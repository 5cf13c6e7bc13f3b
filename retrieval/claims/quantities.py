"""Numbers as amounts: value, unit and what is counted, however they are written. Days are in `calendar_days`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.claims.tokens import Tokens, Word, numbered

_ONES = numbered("""zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""")
_TENS = {form: 10 * tens for form, tens in numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()}
_MAGNITUDES = {
    form: scale
    for scale, forms in {
        12.0: "dozen dozens", 1e2: "hundred hundreds 百", 1e3: "thousand thousands k 千", 1e4: "万 萬", 1e5: "lakh",
        1e6: "million millions mil mln mn m", 1e7: "crore", 1e8: "亿 億", 1e9: "billion billions bn b",
        1e12: "trillion trillions tn",
    }.items()
    for form in forms.split()
}  # fmt: skip
_ORDINALS = numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
NUMBER_WORDS = _ONES.keys() | _TENS.keys() | _ORDINALS.keys()
_UNITS = {
    unit: name
    for name, units in {
        "%": "% percent pct percentage point points",
        "$": "$ dollar dollars usd buck bucks",
        "€": "€ euro euros eur",
        "£": "£ pound pounds gbp sterling quid",
        "¥": "¥ yuan renminbi rmb yen cny jpy 元",
        "₹": "₹ rupee rupees inr",
        "₽": "₽ ruble rubles rouble roubles",
        "km": "km kilometre kilometres kilometer kilometers",
        "mile": "mile miles",
        "m": "metre metres meter meters",
        "kg": "kg kilogram kilograms kilo kilos",
        "t": "tonne tonnes ton tons",
        "°": "degree degrees",
        "year": "year years yr yrs", "month": "month months", "week": "week weeks", "day": "day days",
        "hour": "hour hours hr hrs", "minute": "minute minutes min mins", "second": "seconds secs",
    }.items()
    for unit in units.split()
}  # fmt: skip
CURRENCY = frozenset("$€£¥₹₽")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
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
    return tuple(_with_shared_units(found, reading.words))


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
    counted = _counted(reading, end)
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
    if form in _ORDINALS:
        is_time = form == "second" and not (at and words[at - 1].form in {"a", "the", "his", "her", "its", "their"})
        return (None if is_time else float(_ORDINALS[form])), at + 1, True
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
    while at < len(words) and words[at].form in _MAGNITUDES and words[at].sentence == words[at - 1].sentence:
        form = words[at].form
        is_letter = len(form) <= 2 and form.isascii()
        if is_letter and not glued:
            break
        value, at = value * _MAGNITUDES[form], at + 1
    return value, at, False


def _spelled(words: Sequence[Word], at: int) -> tuple[float | None, int, bool]:
    """ "two hundred and five thousand" as one number."""
    total, start = 0.0, at
    current: float | None = None
    while at < len(words) and words[at].sentence == words[start].sentence:
        form = words[at].form
        if form in _ONES and (current is None or current % 10 == 0):
            current = (current or 0) + _ONES[form]
        elif form in _TENS and (current is None or current % 100 == 0):
            current = (current or 0) + _TENS[form]
        elif form in _MAGNITUDES and current is not None and len(form) > 2:
            scale = _MAGNITUDES[form]
            current = current * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif not (form == "and" and current and at > start and words[at - 1].form in {"hundred", "thousand"}
                  and at + 1 < len(words) and (words[at + 1].form in _ONES or words[at + 1].form in _TENS)):  # fmt: skip
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


def _with_shared_units(found: Sequence[Quantity], words: Sequence[Word]) -> Iterator[Quantity]:
    """ "from 10 to 12 percent": the first number takes the unit of the second."""
    for number, quantity in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        between = [word.form for word in words[quantity.end : following.start]] if following else []
        if following and not quantity.unit and following.unit and between in (["to"], ["and"], ["or"], []):
            yield Quantity(
                quantity.value, following.unit, quantity.is_ordinal, (), quantity.start, quantity.end, quantity.text
            )
        else:
            yield quantity
