"""What the engines find for a query inside a scope, as scores by passage and by article. Decides nothing about order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.index.parts import Meanings, Words
from retrieval.index.scope import Scope
from retrieval.lexicon import LexicalFilter
from retrieval.ports import Vectors

# Passages asked of each engine: some of them share an article, and 50 articles are ranked.
_PASSAGES = 150
_ARTICLES = 50
# Asked where the filters are checked afterwards.
_MANY = 600
_ENOUGH = 30

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidates:
    """BM25 of whole articles, BM25 of passages, cosines of passages; ids as the engines know them."""

    articles: Mapping[str, float] = field(default_factory=dict)
    passages: Mapping[str, float] = field(default_factory=dict)
    cosines: Mapping[str, float] = field(default_factory=dict)


Found = Sequence[tuple[Candidates, float]]
"""Several searches for one query, each with how much it counts."""


def find_words(words: Words, terms: Sequence[str], scope: Scope) -> tuple[Scores, Scores]:
    """Articles and passages by their words."""
    if not scope.words_need_sifting:
        return _search_words(words, terms, scope.words)
    found, passages = _search_words(words, terms, scope.words, limit=_MANY)
    allowed = scope.sift({*found, *map(owner, passages)})
    kept = {passage: score for passage, score in passages.items() if owner(passage) in allowed}
    if len(passages) == _MANY and len(kept) < _ENOUGH:
        return _search_words(words, terms, LexicalFilter(articles=scope.all_articles()))
    return {article: score for article, score in found.items() if article in allowed}, kept


def _search_words(
    words: Words, terms: Sequence[str], within: LexicalFilter, *, limit: int | None = None
) -> tuple[Scores, Scores]:
    articles = words.articles.search(terms, limit or _ARTICLES, within)
    return dict(articles), dict(words.passages.search(terms, limit or _PASSAGES, within))


def find_meanings(meanings: Meanings, words: Words, query: Vectors, scope: Scope) -> Scores:
    """Passages by their vectors. Raises StorageError when the vectors do not work."""
    if scope.articles is not None:
        return dict(meanings.store.nearest(query, _PASSAGES, among=words.passages.ids_of(scope.articles)))
    if scope.is_open:
        return dict(meanings.store.nearest(query, _PASSAGES))
    found = dict(meanings.store.nearest(query, _MANY))
    allowed = scope.sift({owner(passage) for passage in found})
    kept = {passage: cosine for passage, cosine in found.items() if owner(passage) in allowed}
    if len(kept) >= _ENOUGH or len(found) < _MANY:
        return kept
    return dict(meanings.store.nearest(query, _PASSAGES, among=words.passages.ids_of(scope.all_articles())))


def owner(passage_id: str) -> str:
    return passage_id.rsplit(":", 3)[0]
