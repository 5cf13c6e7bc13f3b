"""Asks the engines for a query inside its filters and gives their scores by passage and by article. Decides no order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from retrieval.index.index_parts import Meanings, Words
from retrieval.index.vector_index import MOST_COMPARED
from retrieval.index.word_index import Within
from retrieval.ports import Vectors

# Passages asked of each engine: some of them share an article, and 50 articles are ranked. From 30 to 150 no figure on
# rtqa moves by more than two questions (docs/decisions/0184).
_PASSAGES = 75
_ARTICLES = 50
# Chroma's own filters cost 335 ms for an outlet and dates in 100,000 passages. So the vectors of up to `MOST_COMPARED` passages
# that pass are compared one by one (5 ms a hundred). Of more, so many are taken unfiltered that `_SIFTED` of them should pass, at
# most `_MANY`, and the word index says which do (2 to 8 ms). Only where too few do is Chroma given the ids of all that
# pass (20 to 70 ms).
_MANY = 1000
_ENOUGH = 10
_SIFTED = 30

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidates:
    """BM25 of whole articles, BM25 of passages, cosines of passages; ids as the engines know them."""

    articles: Mapping[str, float] = field(default_factory=dict)
    passages: Mapping[str, float] = field(default_factory=dict)
    cosines: Mapping[str, float] = field(default_factory=dict)


Found = Sequence[tuple[Candidates, float]]
"""Several searches for one query, each with how much it counts."""


def find_words(words: Words, terms: Sequence[str], within: Within) -> tuple[Scores, Scores]:
    """Articles and passages by their words."""
    articles = words.articles.search(terms, _ARTICLES, within)
    return dict(articles), dict(words.passages.search(terms, _PASSAGES, within))


def find_meanings(meanings: Meanings, words: Words, query: Vectors, within: Within) -> Scores:
    """Passages by their vectors. Raises IndexDamaged when the vectors do not work."""
    whole = words.passages.count()
    # Most filters of questions say only "not later than now", and everything passes.
    passing = whole if within.is_open else words.passages.count_within(within)
    if passing >= whole:
        return dict(meanings.store.nearest(query, _PASSAGES))
    if passing > MOST_COMPARED:
        share = passing / whole
        found = dict(meanings.store.nearest(query, min(_MANY, round(_SIFTED / share))))
        kept = _sifted(found, words, within)
        if len(kept) >= _ENOUGH:
            return kept
    among = words.passages.ids_within(within)
    return dict(meanings.store.nearest(query, _PASSAGES, among=among)) if among else {}


def _sifted(found: Scores, words: Words, within: Within) -> Scores:
    owners = frozenset(map(owner, found))
    allowed = words.articles.articles_within(replace(within, articles=owners))
    return {passage: cosine for passage, cosine in found.items() if owner(passage) in allowed}


@lru_cache(maxsize=4096)
def owner(passage_id: str) -> str:
    """The id of a passage's article (cached: one search asks several times for each)."""
    return passage_id.rsplit(":", 3)[0]
