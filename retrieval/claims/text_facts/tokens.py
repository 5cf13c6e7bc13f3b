"""A text as the gate sees it: words with their forms and stems, sentence by sentence. Says nothing of truth."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple
from unicodedata import normalize

from retrieval.language.irregular import BASE
from retrieval.language.sentences import split_sentences
from retrieval.language.terms import terms

# More than the longest articles; what stands behind it is not looked at, so that a hostile text costs a bounded time.
MOST_CHARACTERS = 200_000
_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f"
_WORD = re.compile(
    rf"(?:[A-Za-z]\.)+[A-Za-z]\b\.?|\d+(?:[.,]\d+)*|[{_WIDE}]|[^\W\d_{_WIDE}]+(?:['’][^\W\d_{_WIDE}]+)*|[%$€£¥₹₽]"
)
# Some texts were cut into words and glued again: "235, 000" and "1. 3 billion" are one number each.
_SPLIT_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}), (?=\d{3}(?:, \d{3})*(?!\d))")
_SPLIT_DECIMALS = re.compile(
    r"(?<=\d)\. (?=\d{1,2} ?(?:%|percent|per cent|million|billion|trillion|bn|km|kg|kilo|miles?|met|f[et]et|degrees|c?m\b))"
)
_LOOK_ALIKE = str.maketrans({
    "’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"',
    "『": '"', "』": '"', "–": "-", "—": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
})  # fmt: skip


def word_set(listed: str) -> frozenset[str]:
    """The words between white space."""
    return frozenset(listed.split())


class Word(NamedTuple):
    """`form` is case folded without possessive; `stem` is empty for function words; `sentence` counts from 0."""

    text: str
    form: str
    stem: str
    sentence: int
    start: int


@dataclass(frozen=True, eq=False)
class Tokens:
    """A text read once. Positions of words count through the whole text. Equal only to itself: caches hash it often.

    `bounds` are the first word and the one after the last of each sentence, `spans` the same in characters.
    """

    text: str
    words: tuple[Word, ...]
    bounds: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(word.form for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words if word.stem)

    @cached_property
    def forms_by_sentence(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(w.form for w in self.sentence(n)) for n in range(len(self.bounds)))

    @cached_property
    def line(self) -> str:
        """The forms of all words, one space around each: punctuation and typography do not matter."""
        return f" {' '.join(word.form for word in self.words)} "

    @cached_property
    def stems_by_sentence(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(w.stem for w in self.sentence(n) if w.stem) for n in range(len(self.bounds)))

    @cached_property
    def plain(self) -> str:
        return plain(self.text)

    def sentence(self, number: int) -> tuple[Word, ...]:
        start, end = self.bounds[number]
        return self.words[start:end]


def plain(text: str) -> str:
    """Case folded, one kind of quotes, dashes and spaces: what is left when typography does not matter."""
    folded = unicodedata.normalize("NFKC", text.translate(_LOOK_ALIKE)).translate(_LOOK_ALIKE).casefold()
    return " ".join(folded.replace("''", '"').split())


# Few, for a text is many small objects: keeping hundreds made the garbage collector the slowest part.
@lru_cache(maxsize=64)
def read(text: str) -> Tokens:
    """Read a text; at most the first 200,000 characters of it. Numbers that were cut into pieces are mended."""
    # A letter and its accent may come as two characters or as one.
    text = normalize("NFC", text[:MOST_CHARACTERS])
    text = _SPLIT_DECIMALS.sub(".", _SPLIT_THOUSANDS.sub(r"\1,", text))
    words: list[Word] = []
    bounds = []
    spans = [(span.start, span.end) for span in split_sentences(text)]
    for number, (start, end) in enumerate(spans):
        first = len(words)
        words.extend(_words(text, start, end, number))
        bounds.append((first, len(words)))
    return Tokens(text, tuple(words), tuple(bounds), tuple(spans))


def _words(text: str, start: int, end: int, sentence: int) -> Iterable[Word]:
    for match in _WORD.finditer(text, start, end):
        written = match.group()
        form, stem = word_forms(written)
        yield Word(written, form, stem, sentence, match.start())


@lru_cache(maxsize=100_000)
def word_forms(written: str) -> tuple[str, str]:
    """The folded form and the stem of one word as written."""
    form = written.casefold().replace("’", "'")
    form = form[:-2] if form.endswith("'s") else form.rstrip("'")
    found = terms(BASE.get(form, written) if written.islower() else written)
    return form.rstrip(".") if form[0].isalpha() else form, found[0] if found else ""
