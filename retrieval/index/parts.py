"""The two parts of the index, words and vectors: each takes in articles and forgets them. Doing it twice changes nothing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.articles import Article
from retrieval.lexicon import LexicalEntry, WordIndex, open_words
from retrieval.passages import Passage, PassageId, embedded_text, passage_text, split_passages, text_version
from retrieval.ports import Embedder
from retrieval.vectors import StoredPassage, VectorStore
from retrieval.words import terms

# Change it when passages are cut or words are made otherwise: the index is then made anew.
FORMAT = "1"


class Part(Protocol):
    """A part of the index."""

    def take(self, articles: Sequence[Article], gone: Collection[str]) -> None:
        """Hold exactly what these articles are now, and nothing of those that are gone."""
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

    def take(self, articles: Sequence[Article], gone: Collection[str]) -> None:
        touched = [*(article.id for article in articles), *gone]
        passages = {article.id: _entries(article) for article in articles}
        whole = [_entry(article, article.id, _all_terms(passages[article.id])) for article in articles]
        self.articles.replace(touched, whole)
        self.passages.replace(touched, [entry for entries in passages.values() for entry in entries])

    def article_ids(self) -> set[str]:
        # An article missing in either must be taken in again.
        both = self.passages.article_ids(), self.articles.article_ids()
        return both[0] & both[1]

    def stray_ids(self) -> set[str]:
        return self.passages.article_ids() | self.articles.article_ids()

    def leads(self, article_ids: Sequence[str]) -> dict[str, str]:
        """The id of the first passage (title and lead) of each article."""
        ids = map(PassageId.parse, self.passages.ids_of(article_ids))
        return {passage.article_id: str(passage) for passage in ids if passage.start == 0}

    def close(self) -> None:
        self.passages.close()
        self.articles.close()


class Meanings:
    """Passages by their vectors. A text already embedded is not embedded again."""

    def __init__(self, store: VectorStore, embedder: Embedder) -> None:
        self.store = store
        self._embedder = embedder

    def take(self, articles: Sequence[Article], gone: Collection[str]) -> None:
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


def _entries(article: Article) -> list[LexicalEntry]:
    """One entry for each passage."""
    return [
        _entry(article, str(passage_id), terms(passage_text(article, passage)))
        for passage_id, passage in cut_article(article)
    ]


def _all_terms(entries: Iterable[LexicalEntry]) -> list[str]:
    return [term for entry in entries for term in entry.terms]


def _entry(article: Article, entry_id: str, words: Sequence[str]) -> LexicalEntry:
    return LexicalEntry(entry_id, article.id, words, article.published, article.topics)
