"""Finds what the archive holds on some words, each article with the sentence that matches; "nothing" where no article is evidence.

The sense of evidence is that of answers: a search lists what an answer could rest on, so that words that nobody wrote find nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answer.evidence import make_scale
from retrieval.answer.excerpts import Excerpt, choose_excerpts, limits_of_search
from retrieval.answer.wanted import names_in_use
from retrieval.answers import Query
from retrieval.articles import Filters, Hit
from retrieval.index import Index
from retrieval.language.terms import terms
from retrieval.sources.outlets import Registry


@dataclass(frozen=True, slots=True)
class Find:
    """An article found. `sentence` is its own, word for word; empty where nothing but the filters was asked for."""

    hit: Hit
    sentence: str = ""


class ArchiveSearch:
    """Searches the index and weighs what it finds by the scale of the embedder it is made with."""

    def __init__(self, index: Index, *, embedder: str) -> None:
        self._index = index
        self._embedder = embedder

    def find(self, words: str, filters: Filters, *, registry: Registry, count: int) -> list[Find]:
        """Up to `count` articles, the search's best first. Without words, or with an outlet's name alone, the newest."""
        named = registry.find_name(words, is_exact=True) if not filters.outlets else None
        if named is not None:
            words, filters = "", replace(filters, outlets=frozenset({named.name}))
        hits = self._index.search(words, filters, k=count)
        if not words.strip():
            return [Find(hit) for hit in hits]
        told = {
            one.article.id: one.quote
            for excerpt in self._weigh(words, filters, hits)
            for one in (excerpt, *excerpt.copies)
        }
        return [Find(hit, told[hit.article.id]) for hit in hits if hit.article.id in told]

    def excerpts(self, words: str, filters: Filters, *, count: int) -> list[Excerpt]:
        """The sentences that match best, best first, each told once."""
        hits = self._index.search(words, filters, k=2 * count)
        return list(self._weigh(words, filters, hits)[:count])

    def _weigh(self, words: str, filters: Filters, hits: Sequence[Hit]) -> tuple[Excerpt, ...]:
        query = Query(words, words, filters)
        texts = [piece for hit in hits for piece in (hit.article.title, hit.passage)]
        scale = make_scale(query, self._index.rarity, names=names_in_use(frozenset(terms(words)), texts))
        return choose_excerpts(query, hits, scale, limits_of_search(len(hits)), embedder=self._embedder).excerpts
