"""Searches: `Index` is the one door. Every part of it can be lost; the articles bring it back."""

import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from math import log1p
from pathlib import Path

from retrieval.articles import Filters, Hit
from retrieval.errors import IndexDamaged
from retrieval.index.candidates import Candidates, Found, find_meanings, find_words
from retrieval.index.change_follower import Progress, SyncReport
from retrieval.index.hits import copies_last, lead_hit, make_hits
from retrieval.index.index_parts import Meanings
from retrieval.index.index_upkeep import IndexStatus, Keeper
from retrieval.index.passages import full_text
from retrieval.index.ranking import PREFERENCE, Ranked, rank_articles, rank_passages
from retrieval.index.word_index import ANYWHERE, Within, within_filters
from retrieval.language.terms import terms
from retrieval.ports import Embedder, Vectors
from retrieval.question.spelling import names_in, slips_allowed
from retrieval.store import ArticleStore

log = logging.getLogger(__name__)

_NO_FILTERS = Filters()
# Some of the best are near-copies, retracted or rewritten since: so many more are looked at than asked for.
_SPARE = 3
_LOOKALIKES = 5
_REMEMBERED = 32


class Index:
    """Finds passages of the stored articles by words and meaning.

    Searching is safe from several threads, also while `sync` runs. One process may write; `sync` in a second one
    raises StorageError. In `folder` lie the words, and the vectors too unless a Chroma server is named.
    """

    def __init__(self, store: ArticleStore, embedder: Embedder, *, folder: Path, chroma_url: str = "") -> None:
        self._store = store

        # One question is looked for several times: for each side, and as what it may mean.
        self._embed = lru_cache(maxsize=_REMEMBERED)(embedder.embed_query)
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="embed")
        self._keeper = Keeper(store, embedder, folder=folder, chroma_url=chroma_url)

    def sync(self, *, on_progress: Progress | None = None) -> SyncReport:
        """Take in what changed since the last time; the first time in a process also checks that nothing is amiss.

        `on_progress` is told how many of how many changes are done. Words come first: they take seconds, vectors may
        take long. Raises StorageError when another process writes or the disk refuses.
        """
        return self._keeper.sync(on_progress)

    def rebuild(self, *, on_progress: Progress | None = None) -> SyncReport:
        """Make everything anew from the articles, beside what is there, and swap it in at the end."""
        return self._keeper.rebuild(on_progress)

    def status(self) -> IndexStatus:
        return self._keeper.status()

    def close(self) -> None:
        self._threads.shutdown()
        self._keeper.close()

    def search(
        self, content: str, filters: Filters = _NO_FILTERS, *, k: int = 10, prefer: Filters | None = None
    ) -> list[Hit]:
        """Up to `k` articles, best first, each with its best passage; near-copies of a headline come last.

        Only what passes `filters` is found. What passes `prefer` too ranks higher ("this week", said in passing).
        Without content: the newest articles that pass.
        """
        if not content.strip():
            return [lead_hit(article) for article in self._store.find(filters, limit=k)]
        found, query = self._find(content, filters, prefer)
        return self._hits(rank_articles(found, k + _SPARE), found, content, query)[:k]

    def passages(
        self, content: str, filters: Filters = _NO_FILTERS, *, k: int = 30, prefer: Filters | None = None
    ) -> list[Hit]:
        """Up to `k` passages, best first, several of one article allowed. The rest is as in `search`."""
        if not content.strip():
            return [lead_hit(article) for article in self._store.find(filters, limit=k)]
        found, query = self._find(content, filters, prefer)
        return self._hits(rank_passages(found)[: k + _SPARE], found, content, query)[:k]

    def candidates(self, content: str, filters: Filters = _NO_FILTERS) -> Candidates:
        """What each engine by itself finds, before any fusion: to compare ours with them."""
        found, _ = self._find(content, filters, None)
        return found[0][0]

    def vectors(self, article_ids: Sequence[str]) -> dict[str, Vectors]:
        """The unit vector of title and lead of those articles that have one yet."""
        meanings = self._keeper.meanings
        if meanings is None:
            return {}
        leads = self._keeper.words.leads(article_ids)
        known = meanings.store.get(list(leads.values()))
        return {article: known[lead] for article, lead in leads.items() if lead in known}

    def rarity(self, wanted: Collection[str]) -> dict[str, float]:
        """How much each term tells, from 0 (in every article) to 1 (in none or one), by the articles that hold it."""
        whole = self._keeper.words.articles
        most = log1p(whole.count())
        return {term: 1 - log1p(max(0, whole.frequency(term) - 1)) / most if most else 1.0 for term in wanted}

    def holds(self, word: str) -> bool:
        """Whether an article holds a word, or it is one of those that no index keeps."""
        return all(self._keeper.words.articles.frequency(term) for term in terms(word))

    def lookalikes(self, word: str) -> list[str]:
        """Names of stored articles that may be spelt like a word that no article holds; none when one holds it."""
        whole = self._keeper.words.articles
        stems = terms(word)
        slips = slips_allowed(word)
        if len(stems) != 1 or not slips or whole.frequency(stems[0]):
            return []
        # One slip first: two turn many words into others.
        ids = next((ids for most in range(1, slips + 1) if (ids := whole.like(stems[0], most, _LOOKALIKES))), [])
        return [name for article in self._store.get_many(ids).values() for name in names_in(full_text(article))]

    def _find(self, content: str, filters: Filters, prefer: Filters | None) -> tuple[Found, Vectors]:
        # Both wait outside Python's lock: words and filters are done while the query is being embedded.
        embedding = self._threads.submit(self._embed, content)
        scopes = [(self._within(filters), 1.0)]
        if prefer is not None and (narrower := _both(filters, prefer)) != filters:
            scopes.append((self._within(narrower), PREFERENCE))
        words, wanted = self._keeper.words, terms(content)
        by_words = [find_words(words, wanted, within) for within, _ in scopes]
        query = embedding.result()
        found = [
            (
                Candidates(
                    articles, passages, self._ask(partial(find_meanings, words=words, query=query, within=within))
                ),
                share,
            )
            for (within, share), (articles, passages) in zip(scopes, by_words, strict=True)
        ]
        return found, query

    def _within(self, filters: Filters) -> Within:
        # "Not later than now" holds of every article, and costs the word index more than the rest of a search.
        if filters.until is not None and (newest := self._store.newest()) is not None and newest < filters.until:
            filters = replace(filters, until=None)
        return within_filters(filters, self._store.facts(filters)) if filters != _NO_FILTERS else ANYWHERE

    def _hits(self, ranked: Sequence[Ranked], found: Found, content: str, query: Vectors) -> list[Hit]:
        measured = {passage for candidates, _ in found for passage in candidates.cosines}
        others = [place.passage_id for place in ranked if place.passage_id and place.passage_id not in measured]
        comparing = self._threads.submit(self._ask, lambda meanings: meanings.store.compare(query, others))
        articles = self._store.get_many(place.article_id for place in ranked)
        cosines = comparing.result()
        return copies_last(make_hits(ranked, articles, found, content, cosines))

    def _ask(self, question: Callable[[Meanings], dict[str, float]]) -> dict[str, float]:
        """What the vectors say; nothing when they do not work."""
        meanings = self._keeper.meanings
        if meanings is None:
            return {}
        try:
            return question(meanings)
        except IndexDamaged as error:
            log.warning("vectors do not work, words answer", extra={"reason": str(error)})
            self._keeper.doubt(meanings)
            return {}


def _both(filters: Filters, prefer: Filters) -> Filters:
    """What passes both."""
    starts = [moment for moment in (filters.since, prefer.since) if moment is not None]
    ends = [moment for moment in (filters.until, prefer.until) if moment is not None]
    return Filters(
        outlets=filters.outlets or prefer.outlets,
        perspectives=filters.perspectives or prefer.perspectives,
        topics=filters.topics or prefer.topics,
        since=max(starts, default=None),
        until=min(ends, default=None),
    )
