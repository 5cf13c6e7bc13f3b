"""Words of passages and of whole articles, for BM25. Home of tantivy.

Our own analysis (`words.py`) makes the terms; tantivy gets them apart by spaces. Two indexes, since BM25 needs the mean
length of one kind of text: passages find the place, whole articles find what is about all of the words.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from retrieval.errors import IndexDamaged, StorageError

_HEAP_BYTES = 32_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A passage or a whole article as terms. `id` is what searches return."""

    id: str
    article_id: str
    terms: Sequence[str]
    published: datetime
    topics: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class LexicalFilter:
    """What tantivy filters itself. `articles` None means any; the other filters are SQL's."""

    articles: Sequence[str] | None = None
    topics: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


NO_FILTER = LexicalFilter()


class WordIndex:
    """One tantivy index in a folder. Reading is safe from several threads and processes, writing is for one."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        with _translated():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._index.config_reader("manual")
            self._index.reload()
        self._writer: Any = None

    def claim(self) -> None:
        """Become the one writer; StorageError if another process is it. Released by `close` or by the process's end."""
        if self._writer is None:
            try:
                self._writer = self._index.writer(_HEAP_BYTES, 1)
            except ValueError as error:
                raise StorageError(
                    "Another counterpoint process is writing the search index: stop it, or use its chat instead."
                ) from error

    def replace(self, article_ids: Iterable[str], entries: Iterable[LexicalEntry]) -> None:
        """Forget all entries of the articles and take these instead; visible, and safe from a crash, on return."""
        self.claim()
        with _translated():
            for article_id in article_ids:
                self._writer.delete_documents_by_term("article", article_id)
            for entry in entries:
                self._writer.add_document(_document(entry))
            self._writer.commit()
            self._index.reload()

    def search(self, terms: Sequence[str], k: int, within: LexicalFilter = NO_FILTER) -> list[tuple[str, float]]:
        """Up to `k` (id, BM25 score), best first; equal scores by id."""
        if not terms or within.articles == []:
            return []
        wanted = [
            (Occur.Should, Query.term_query(self._schema, "terms", term, "freq")) for term in dict.fromkeys(terms)
        ]
        with _translated():
            found = self._index.searcher()
            result = found.search(self._within(Query.boolean_query(wanted), within), k, count=False)
            hits = [(str(found.doc(address)["id"][0]), float(score)) for score, address in result.hits]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def ids_of(self, article_ids: Sequence[str]) -> list[str]:
        """The ids of all entries of these articles."""
        if not article_ids:
            return []
        return [found for found, _ in self._listed(Query.term_set_query(self._schema, "article", list(article_ids)))]

    def article_ids(self) -> set[str]:
        return {article for _, article in self._listed(Query.all_query())}

    def frequency(self, term: str) -> int:
        """In how many entries a term occurs."""
        with _translated():
            return int(self._index.searcher().doc_freq("terms", term))

    def count(self) -> int:
        with _translated():
            return int(self._index.searcher().num_docs)

    def refresh(self) -> None:
        """See what another process has written."""
        with _translated():
            self._index.reload()

    def close(self) -> None:
        if self._writer is not None:
            writer, self._writer = self._writer, None
            # Its files may be gone; what was committed is safe, and there is nothing else to save.
            with suppress(ValueError, OSError):
                writer.wait_merging_threads()

    def _listed(self, query: Any) -> Iterator[tuple[str, str]]:
        with _translated():
            searcher = self._index.searcher()
            for _, address in searcher.search(query, max(1, searcher.num_docs), count=False).hits:
                stored = searcher.doc(address)
                yield str(stored["id"][0]), str(stored["article"][0])

    def _within(self, query: Any, within: LexicalFilter) -> Any:
        parts = [query]
        if within.articles is not None:
            parts.append(_unscored(Query.term_set_query(self._schema, "article", list(within.articles))))
        if within.topics:
            parts.append(_unscored(Query.term_set_query(self._schema, "topic", sorted(within.topics))))
        if within.since is not None or within.until is not None:
            lower = _microseconds(within.since) if within.since is not None else -(2**62)
            upper = _microseconds(within.until) if within.until is not None else 2**62
            parts.append(
                _unscored(
                    Query.range_query(self._schema, "published", FieldType.Integer, lower, upper, include_upper=False)
                )
            )
        return Query.boolean_query([(Occur.Must, part) for part in parts])


def open_words(folder: Path) -> WordIndex:
    """The index in a folder; one that cannot be read is thrown away and begun anew: it is a cache."""
    try:
        return WordIndex(folder)
    except IndexDamaged:
        shutil.rmtree(folder, ignore_errors=True)
        return WordIndex(folder)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name, is_stored in (("id", True), ("article", True), ("topic", False)):
        builder.add_text_field(name, stored=is_stored, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: LexicalEntry) -> Any:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("article", entry.article_id)
    for topic in entry.topics:
        document.add_text("topic", topic)
    document.add_integer("published", _microseconds(entry.published))
    document.add_text("terms", " ".join(entry.terms))
    return document


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _unscored(query: Any) -> Any:
    return Query.const_score_query(query, 0.0)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexDamaged(f"The word index does not work ({str(error)[:120]}); the next sync mends it.") from error
