"""Filters made into what each engine can do with them.

Few articles: both engines are given their ids. Many: topics and dates go into the word index, and of what the engines
find, SQL says which may stay. Chroma's own filters are not used: 335 ms for outlet and dates in 100,000 passages.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retrieval.articles import Filters
from retrieval.lexicon import LexicalFilter
from retrieval.store import ArticleStore

# Up to here a search over exactly these articles is quicker than one over all that is then sifted.
FEW = 100


@dataclass(frozen=True)
class Scope:
    """Where to search. `articles` is None when there are more than a few, or no filters at all."""

    store: ArticleStore
    filters: Filters
    articles: tuple[str, ...] | None

    @property
    def is_open(self) -> bool:
        return self.filters == Filters()

    @property
    def is_empty(self) -> bool:
        return self.articles == ()

    @property
    def words(self) -> LexicalFilter:
        """What the word index filters itself."""
        if self.articles is not None:
            return LexicalFilter(articles=self.articles)
        return LexicalFilter(topics=self.filters.topics, since=self.filters.since, until=self.filters.until)

    @property
    def words_need_sifting(self) -> bool:
        return self.articles is None and bool(self.filters.outlets or self.filters.perspectives)

    def sift(self, article_ids: Collection[str]) -> frozenset[str]:
        """Those of some articles that pass the filters."""
        if self.is_open:
            return frozenset(article_ids)
        return frozenset(self.store.ids_matching(self.filters, among=sorted(set(article_ids))))

    def all_articles(self) -> Sequence[str]:
        """Every article that passes, however many."""
        return self.store.ids_matching(self.filters) if self.articles is None else self.articles


def make_scope(store: ArticleStore, filters: Filters) -> Scope:
    if filters == Filters():
        return Scope(store, filters, None)
    found = store.ids_matching(filters, limit=FEW + 1)
    return Scope(store, filters, tuple(found) if len(found) <= FEW else None)
