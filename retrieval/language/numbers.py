"""Reads numbers written as words: "twelve", "twentieth part", "million", "两". Why by a list of our own: docs/decisions/0190.

English words stand by themselves; what other languages have (`WIDE_DIGITS`, scales like "万") is written within digits.
"""

from retrieval.language.vocabulary import vocabularies

_ENGLISH = vocabularies()["en"].tables["numbers"]


def _counted(listed: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(listed.split(), first)}


ONES = _counted(_ENGLISH["ones"], 0)
"""Zero to nineteen."""
TENS = {word: 10 * tens for word, tens in _counted(_ENGLISH["tens"], 2).items()}
CARDINALS = ONES | TENS
ORDINALS = _counted(_ENGLISH["ordinals"], 1)
PARTS = tuple(_ENGLISH["parts"].split())
SCALES: dict[str, float] = {
    word: float(scale)
    for known in vocabularies().values()
    for scale, words in (known.tables.get("numbers", {}).get("scales", {})).items()
    for word in map(str.strip, words.split(","))
}
"""What multiplies the number before it, in every language: "million", "bn", "万"."""
LARGE = {word: SCALES[word] for word in ("hundred", "thousand", "million", "billion", "trillion")}
WIDE_DIGITS = _counted(vocabularies()["zh"].tables["numbers"]["ones"], 0)
"""Zero to ten in one character each."""

COUNTS = {"a": 1, "an": 1} | {word: number for word, number in CARDINALS.items() if number}
"""What may stand before a thing that is counted: "an hour", "three days"."""
WORDS = (*(word for word in COUNTS if len(word) > 2), *(word for word in SCALES if len(word) > 3), *PARTS)
"""English words by which a text states a number."""
WIDE_CHARACTERS = "".join(
    (*WIDE_DIGITS, *vocabularies()["zh"].tables["numbers"]["more"].values(), *(w for w in SCALES if not w.isascii()))
)
