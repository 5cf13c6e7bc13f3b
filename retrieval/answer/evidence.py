"""Do we know enough to answer? A decision of its own, made from what the question names and what was found. Pure.

Two kinds of question. One that names its source or looks for a name only ("what did X say about Y") is answered by what
holds the name. Any other is answered when signs, weighed by a regression fitted on other data (docs/decisions/0090),
say that the passages found are about it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from math import exp

from retrieval.answer.wanted import Asked, is_wide, stand_together, what_is_asked
from retrieval.answers import Query
from retrieval.articles import Article, Hit
from retrieval.index.passages import full_text
from retrieval.language.detect import detect_language
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set, terms
from retrieval.messages import Phrase

Rarity = Callable[[Collection[str]], Mapping[str, float]]
# Beyond this a text is not looked at for the terms of a question: an article that long mentions everything.
_READ = 20_000
_SKIMMED = 6_000
_NEAREST = 6
# A term that every article holds still tells something: in a small archive it is what the archive is about.
_LEAST_RARE = 0.2
_SLACK = timedelta(days=14)
# A phrase of so many terms is a name or a subject, not a sentence.
_FEW = 3
# What a passage must hold of three words that ask for a fact.
_FACT = 0.6


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer, each from 0 to 1 (`cosine` on the embedder's own scale, 0 when it said nothing).

    `passage` and `article`: how much of what is asked, by rarity, the best of them holds; `first`: the passage ranked first.
    """

    passage: float = 0.0
    first: float = 0.0
    article: float = 0.0
    cosine: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted regression; `meaning` is the cosine from which a text in another language counts as being about the question."""

    passage: float
    first: float
    article: float
    cosine: float
    constant: float
    meaning: float

    def probability(self, signs: Signs) -> float:
        total = (
            self.passage * signs.passage
            + self.first * signs.first
            + self.article * signs.article
            + self.cosine * signs.cosine
            + self.constant
        )
        return 1 / (1 + exp(-total))


# `python -m benchmarks.answers --fit [--embedder english]` prints these.
WEIGHTS = {
    "multilingual-e5-small-int8": Weights(1.06, 0.85, 1.28, 25.5, -24.38, 0.865),
    "all-minilm-l6-v2-int8": Weights(0.59, 1.7, 0.44, 6.35, -5.61, 1.01),
}
WORDS_ALONE = Weights(1.0, 1.0, 1.0, 0.0, -2.0, 1.01)
"""For an embedder that nothing was fitted for: its cosines are not looked at."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`hits` are those that may be used, best first; `reason` says why there are none; `score` is how sure we are."""

    hits: tuple[Hit, ...]
    reason: str = ""
    score: float = 0.0

    @property
    def is_enough(self) -> bool:
        return bool(self.hits)


def make_scale(query: Query, rarity: Rarity) -> "Scale":
    asked = what_is_asked(query.content, query.answer_kind)
    return Scale(asked, rarity(asked.terms))


def weigh_evidence(query: Query, hits: Sequence[Hit], scale: "Scale", *, embedder: str = "") -> Evidence:
    """The hits that may be used for an answer: none when what is asked for is not in them."""
    if not hits:
        return Evidence((), Phrase("nothing stored passes what you asked for"))
    if not query.content:
        return Evidence(tuple(hits), score=1.0)
    if query.prefer is not None and query.prefer.since is not None:
        # "this week" excludes nothing near it, but what is months old is no answer to it.
        hits = [hit for hit in hits if hit.article.published >= query.prefer.since - _SLACK]
        if not hits:
            return Evidence((), Phrase("nothing stored is of that time"))
    weights = WEIGHTS.get(embedder, WORDS_ALONE)
    if query.names_source or len(scale.asked.terms) <= _FEW or query.intent != "find":
        # "Who crashed at the Olympics?" is answered by no other news of the Olympics.
        is_fact = bool(query.answer_kind) and not query.names_source and query.intent == "find"
        kept = [hit for hit in hits if scale.is_named_in(hit, is_fact=is_fact)]
        if query.intent == "list":
            kept = scale.nearest(kept) if kept else []
        score = 1.0 if kept else 0.0
    else:
        score = weights.probability(find_signs(scale, hits))
        kept = scale.nearest(hits) if score >= 0.5 else []
    if not kept:
        kept = [hit for hit in hits if _is_foreign(query, hit) and hit.signals.get("cosine", 0.0) >= weights.meaning]
    if kept:
        return Evidence(tuple(kept), score=score)
    return Evidence((), scale.missing(hits), score)


def find_signs(scale: "Scale", hits: Sequence[Hit]) -> Signs:
    """The signs of a question and what was found for it."""
    if not hits:
        return Signs()
    passages = [scale.passage_share(hit) for hit in hits]
    return Signs(
        passage=max(passages),
        first=passages[0],
        article=_most_held(scale, hits[:_NEAREST], passages[:_NEAREST]),
        cosine=max(hit.signals.get("cosine", 0.0) for hit in hits),
    )


def _most_held(scale: "Scale", hits: Sequence[Hit], passages: Sequence[float]) -> float:
    """The best article's share. A whole article holds no less than its passage: where that is all, none need be read."""
    if max(passages) > 1 - 1e-9:
        return 1.0
    return max(scale.article_share(article) for article in {hit.article.id: hit.article for hit in hits}.values())


@dataclass(frozen=True)
class Scale:
    """What is asked for, and how much each term of it tells."""

    asked: Asked
    rarity: Mapping[str, float]

    def share(self, held: Collection[str]) -> float:
        """How much of what is asked these terms are, by rarity."""
        return sum(self._weights[term] for term in held) / self._whole if self._whole else 0.0

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

    def passage_share(self, hit: Hit) -> float:
        return self.share(held_terms(self.asked.terms, term_set(hit.passage) | term_set(hit.article.title)))

    def article_share(self, article: Article) -> float:
        return self.share(held_terms(self.asked.terms, term_set(full_text(article)[:_SKIMMED])))

    def is_named_in(self, hit: Hit, *, is_fact: bool = False) -> bool:
        """Whether the article holds every name, and the passage enough of the rest; of few words asked for a fact, all."""
        near = held_terms(self.asked.terms, term_set(hit.passage) | term_set(hit.article.title))
        if not self._has_names(near, hit.article):
            return False
        needs_all = len(self.asked.terms) <= 2 and (is_fact or not self.asked.names)
        return self.share(near) >= (0.99 if needs_all else _FACT if is_fact else 0.5)

    def nearest(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those that hold nearly as much as the best, and what words did not find only when meaning did."""
        shares = [self.passage_share(hit) for hit in hits]
        least = 0.7 * max(shares)
        return [hit for hit, share in zip(hits, shares, strict=True) if share >= least]

    def missing(self, hits: Sequence[Hit]) -> str:
        """The reason of a refusal: the terms that nothing holds, as far as they can be told."""
        known = frozenset().union(*(held_terms(self.asked.terms, term_set(hit.passage)) for hit in hits))
        if self.asked.names - known:
            return Phrase("no article holds the names you asked for")
        return Phrase("articles come near it, but none says what you asked for")

    def _has_names(self, near: frozenset[str], article: Article) -> bool:
        text = full_text(article)[:_READ]
        held = near if self.asked.names <= near else near | held_terms(self.asked.names, term_set(text))
        if self.asked.names <= held:
            return all(stand_together(name, terms(text)) for name in self.asked.phrases)
        # A long question names more than its answer does.
        return len(self.asked.terms) > 5 and self.share(held) >= 0.7


def _is_foreign(query: Query, hit: Hit) -> bool:
    """Words can be compared only within one language; across languages only meaning can."""
    if is_wide(query.content) != is_wide(hit.article.title):
        return True
    # A short English question is easily taken for something else, and most archives are English.
    return _language(query.question) not in ("", "en", hit.article.language[:2])


@lru_cache(maxsize=64)
def _language(question: str) -> str:
    """Asked again for every hit, and slow."""
    return detect_language(question)[:2]
