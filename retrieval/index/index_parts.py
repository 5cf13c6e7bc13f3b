"""Defines the two parts of the index, words and vectors: each takes in articles and forgets them. Doing it twice changes nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.articles import Article
from retrieval.index.passages import Passage, PassageId, embedded_text, passage_text, split_passages, text_version
from retrieval.index.vector_index import StoredPassage, VectorStore
from retrieval.index.word_index import ANYWHERE, ArticleFacts, LexicalEntry, Within, WordIndex, open_words
from retrieval.language.terms import terms
from retrieval.ports import Embedder

# Change it when passages are cut or words are made otherwise: the index is then made anew.
FORMAT = "2"


class Part(Protocol):
    """A part of the index."""

    def take(self, articles: Sequence[Article], gone: Collection[str], bylines: Mapping[str, int]) -> None:
        """Hold exactly what these articles are now, and nothing of those that are gone. `bylines` are the articles' numbers."""
        ...

    def article_ids(self) -> set[str]:
        """The articles it holds all of."""
        ...

    def stray_ids(self) -> set[str]:
        """The articles it holds anything of."""
        ...

    def close(self) -> None: ...


class Words:
    """Passages and whole articles by their words."""

    def __init__(self, folder: Path) -> None:
        self.passages: WordIndex = open_words(folder / "passages")
        self.articles: WordIndex = open_words(folder / "articles")

    def claim(self) -> None:
        self.passages.claim()
        self.articles.claim()

    def take(self, articles: Sequence[Article], gone: Collection[str], bylines: Mapping[str, int]) -> None:
        touched = [*(article.id for article in articles), *gone]
        cut = [_entries(article, _facts(article, bylines.get(article.id, 0))) for article in articles]
        self.articles.replace(touched, [_whole(entries) for entries in cut])
        self.passages.replace(touched, [entry for entries in cut for entry in entries])

    def article_ids(self) -> set[str]:
        # An article missing in either must be taken in again.
        both = self.passages.articles_within(ANYWHERE), self.articles.articles_within(ANYWHERE)
        return set(both[0] & both[1])

    def stray_ids(self) -> set[str]:
        return set(self.passages.articles_within(ANYWHERE) | self.articles.articles_within(ANYWHERE))

    def leads(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The id of the first passage (title and lead) of each article."""
        ids = map(PassageId.parse, self.passages.ids_within(Within(articles=frozenset(article_ids))))
        return {passage.article_id: str(passage) for passage in ids if passage.start == 0}

    def close(self) -> None:
        self.passages.close()
        self.articles.close()


class Meanings:
    """Passages by their vectors. A text already embedded is not embedded again."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self.store = store
        self._embedder = embedder

    def take(self, articles: Sequence[Article], gone: Collection[str], bylines: Mapping[str, int]) -> None:
        wanted = {
            str(passage_id): embedded_text(article, passage)
            for article in articles
            for passage_id, passage in cut_article(article)
        }
        stored = {passage.id for passage in self.store.of_articles([*(a.id for a in articles), *gone])}
        missing = [passage for passage in wanted if passage not in stored]
        if missing:
            vectors = self._embedder.embed_passages([wanted[passage] for passage in missing])
            owners = [StoredPassage(passage, PassageId.parse(passage).article_id) for passage in missing]
            self.store.put(owners, np.asarray(vectors, np.float32))
        self.store.drop(sorted(stored - wanted.keys()))

    def article_ids(self) -> set[str]:
        return {passage.article_id for passage in self.store.everything()}

    def stray_ids(self) -> set[str]:
        return self.article_ids()

    def close(self) -> None:
        self.store.close()


def cut_article(article: Article) -> Iterator[tuple[PassageId, Passage]]:
    """An article's passages with what the engines know them by."""
    version = text_version(article)
    for passage in split_passages(article):
        yield PassageId(article.id, passage.start, passage.end, version), passage


def _facts(article: Article, byline: int) -> ArticleFacts:
    return ArticleFacts(article.id, article.published, byline, article.topics, article.stated_perspectives)


def _entries(article: Article, facts: ArticleFacts) -> list[LexicalEntry]:
    """One entry for each passage."""
    return [
        LexicalEntry(str(passage_id), facts, terms(passage_text(article, passage)))
        for passage_id, passage in cut_article(article)
    ]


def _whole(entries: Sequence[LexicalEntry]) -> LexicalEntry:
    """The entry of the article that these are the passages of."""
    facts = entries[0].article
    return LexicalEntry(facts.id, facts, [term for entry in entries for term in entry.terms])
