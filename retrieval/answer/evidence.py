"""How well a sentence answers a question, as a probability from a few signs, and which of its names stand in a text. No I/O.

One regression orders the sentences and decides whether the best is enough; `python -m benchmarks.evidence_fit` prints its
weights. Names are no matter of degree: those of a question must stand in one text.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from math import exp

from retrieval.answer.wanted import Asked, is_wide, stand_together, what_is_asked
from retrieval.answers import Query
from retrieval.articles import Article, Hit
from retrieval.index.passages import full_text
from retrieval.language.detect import detect_language
from retrieval.language.synonyms import as_concepts, held_terms
from retrieval.language.terms import STOP_WORDS, term_set, terms

Rarity = Callable[[Collection[str]], Mapping[str, float]]
# Beyond this a text is not looked at for names: an article that long mentions everything.
_READ = 20_000
# A term that every article holds still tells something: in a small archive it is what the archive is about.
_LEAST_RARE = 0.2


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a sentence. `share` is how much of what is asked, by rarity, it and its headline hold, `own` it alone;
    `rank` is what the search gave its article, 0 to 1; `cosine` is on the embedder's own scale; `kind` is 0 or 1.
    """

    share: float = 0.0
    own: float = 0.0
    rank: float = 0.0
    cosine: float = 0.0
    kind: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression; from the cosine `meaning` on, a text in another language is about the question."""

    share: float
    own: float
    rank: float
    cosine: float
    kind: float
    constant: float
    meaning: float

    def probability(self, signs: Signs) -> float:
        total = (
            self.share * signs.share
            + self.own * signs.own
            + self.rank * signs.rank
            + self.cosine * signs.cosine
            + self.kind * signs.kind
            + self.constant
        )
        return 1 / (1 + exp(-total))


WEIGHTS = {
    "multilingual-e5-small-int8": Weights(1.7, 0.1, 2.3, 25.0, 2.5, -25.8, 0.84),
    "all-minilm-l6-v2-int8": Weights(2.0, 1.0, 2.0, 6.0, 0.7, -5.0, 1.01),
}
WORDS_ALONE = Weights(6.0, 0.0, 0.5, 0.0, 0.5, -4.6, 1.01)
"""For an embedder that nothing was fitted for: its cosines are not looked at."""


def make_scale(query: Query, rarity: Rarity, *, names: Iterable[str] = ()) -> "Scale":
    asked = what_is_asked(query.content, query.answer_kind, more_names=frozenset(names))
    if query.own:
        # The names of the question before were in what it found; a report of the same may go without.
        own = what_is_asked(query.own, query.answer_kind, more_names=frozenset(names))
        asked = replace(asked, names=asked.names & own.names, phrases=own.phrases)
    return Scale(asked, rarity(asked.terms))


@dataclass(frozen=True)
class Scale:
    """What is asked for, and how much each term of it tells."""

    asked: Asked
    rarity: Mapping[str, float]
    _held: dict[str, frozenset[str]] = field(default_factory=dict)

    def share(self, held: Collection[str]) -> float:
        """How much of what is asked these terms are, by rarity."""
        return sum(self._weights[term] for term in held) / self._whole if self._whole else 0.0

    def held(self, text: str) -> frozenset[str]:
        """The terms asked for that a text holds. A headline is asked for with each of its sentences."""
        if text not in self._held:
            self._held[text] = held_terms(self.asked.terms, term_set(text))
        return self._held[text]

    @cached_property
    def strongest(self) -> str:
        """The rarest term asked for; empty when nothing is."""
        return max(sorted(self.asked.terms), key=self._weights.__getitem__, default="")

    @cached_property
    def _weights(self) -> dict[str, float]:
        return {term: max(self.rarity[term], _LEAST_RARE) for term in self.asked.terms}

    @cached_property
    def _whole(self) -> float:
        return sum(self._weights.values())

    def holds_strongest(self, text: str, article: Article) -> bool:
        """Whether a piece of an article, or its headline, holds the rarest term asked for."""
        return self.strongest in held_terms(self.asked.terms, term_set(text) | term_set(article.title))

    def shares_name(self, article: Article) -> bool:
        """Whether an article holds a name of the question, or where it has none, its rarest word."""
        wanted = self.asked.names or frozenset({self.strongest})
        return bool(wanted & held_terms(self.asked.terms, term_set(full_text(article)[:_READ])))

    def has_names(self, article: Article) -> bool:
        """Whether the names of the question stand in one article, those of several words together."""
        text = full_text(article)[:_READ]
        known = term_set(text)
        missing = self.asked.names - held_terms(self.asked.terms, known)
        # A capital stands for its country.
        if missing and not frozenset(as_concepts(missing)) <= frozenset(as_concepts(known)):
            return False
        needed = (name for name in self.asked.phrases if self.asked.names & set(name))
        return all(stand_together(name, terms(text)) for name in needed)


def is_foreign(query: Query, hit: Hit) -> bool:
    """Words can be compared only within one language; across languages only meaning can."""
    if is_wide(query.content) != is_wide(hit.article.title):
        return True
    # A short English question is easily taken for something else, and most archives are English.
    asked = {_language(words) for words in (query.question, *query.wordings)}
    return asked.isdisjoint({"", hit.article.language[:2]}) and hit.article.language[:2] != ""


@lru_cache(maxsize=64)
def _language(question: str) -> str:
    """The language most of a question's function words are of, English first; empty where names alone tell none.

    A few names among English words are taken for anything by statistics over letters.
    """
    words = [word.casefold() for word in re.findall(r"[^\W\d_]+", question)]
    if question.isascii() or any(word.isascii() for word in words):
        counts = {code: sum(word in known for word in words) for code, known in STOP_WORDS.items()}
        best = max(counts, key=counts.__getitem__)
        return best if counts[best] else ""
    return detect_language(question)[:2]
