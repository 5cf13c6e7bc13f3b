"""Keeps the words of passages and of whole articles, for BM25. The home of tantivy.

Our own analysis (`terms.py`) makes the terms; tantivy gets them apart by spaces. Two indexes, since BM25 needs the mean
length of one kind of text: passages find the place, whole articles find what is about all of the words.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from retrieval.articles import Filters
from retrieval.errors import IndexDamaged, StorageError
from retrieval.messages import Phrase
from retrieval.store.facts import Facts, SideFacts

_HEAP_BYTES = 32_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What filters ask about an article. `byline` and `stated` (topic, side) are as the store numbers and names them."""

    id: str
    published: datetime
    byline: int = 0
    topics: Sequence[str] = ()
    stated: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class LexicalEntry:
    """A passage or a whole article as terms. `id` is what searches return."""

    id: str
    article: ArticleFacts
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Within:
    """Filters as the word index applies them. None and empty sets mean any; `until` is exclusive."""

    facts: Facts = field(default_factory=Facts)
    topics: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    articles: frozenset[str] | None = None

    @property
    def is_open(self) -> bool:
        return self == Within()


def within_filters(filters: Filters, facts: Facts) -> Within:
    return Within(facts, filters.topics, filters.since, filters.until)


ANYWHERE = Within()


class WordIndex:
    """Keeps one tantivy index in a folder. Several threads and processes may read; one writes."""

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
                sentence = "Another counterpoint process is writing the search index: stop it, or use its chat instead."
                raise StorageError(Phrase(sentence)) from error

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

    def search(self, terms: Sequence[str], k: int, within: Within = ANYWHERE) -> list[tuple[str, float]]:
        """Up to `k` (id, BM25 score), best first; equal scores by id."""
        if not terms:
            return []
        wanted = [
            (Occur.Should, Query.term_query(self._schema, "terms", term, "freq")) for term in dict.fromkeys(terms)
        ]
        with _translated():
            found = self._index.searcher()
            result = found.search(self._within(Query.boolean_query(wanted), within), k, count=False)
            hits = [(str(found.doc(address)["id"][0]), float(score)) for score, address in result.hits]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def like(self, term: str, slips: int, k: int) -> list[str]:
        """Up to `k` ids of entries that hold a term so many slips away."""
        query = Query.fuzzy_term_query(self._schema, "terms", term, distance=slips, transposition_cost_one=True)
        with _translated():
            found = self._index.searcher()
            return [str(found.doc(address)["id"][0]) for _, address in found.search(query, k, count=False).hits]

    def ids_within(self, within: Within) -> list[str]:
        """The ids of all entries that pass."""
        return [found for found, _ in self._listed(self._filter(within))]

    def articles_within(self, within: Within) -> frozenset[str]:
        """The articles that have an entry that passes."""
        return frozenset(article for _, article in self._listed(self._filter(within)))

    def count_within(self, within: Within) -> int:
        with _translated():
            result: Any = self._index.searcher().search(self._filter(within), 1, count=True)
            return int(result.count)

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

    def _within(self, query: Any, within: Within) -> Any:
        if within.is_open:
            return query
        return Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.const_score_query(self._filter(within), 0.0))]
        )

    def _filter(self, within: Within) -> Any:
        parts = []
        if within.articles is not None:
            parts.append(self._any_of("article", within.articles))
        if within.facts.bylines is not None:
            parts.append(self._any_of("byline", map(str, within.facts.bylines)))
        if within.facts.sides is not None:
            parts.append(self._on_sides(within.facts.sides))
        if within.topics:
            parts.append(self._any_of("topic", within.topics))
        if within.since is not None or within.until is not None:
            parts.append(self._published(within.since, within.until))
        return Query.boolean_query([(Occur.Must, part) for part in parts or [Query.all_query()]])

    def _on_sides(self, sides: SideFacts) -> Any:
        by_outlet = self._any_of("byline", map(str, sides.bylines))
        if not sides.stated or not sides.unknown:
            return by_outlet
        stated = self._any_of("stated", (_stated_term(*pair) for pair in sides.stated))
        unknown = self._any_of("byline", map(str, sides.unknown))
        by_statement = Query.boolean_query([(Occur.Must, stated), (Occur.Must, unknown)])
        return Query.boolean_query([(Occur.Should, by_outlet), (Occur.Should, by_statement)])

    def _any_of(self, name: str, values: Iterable[str]) -> Any:
        wanted = sorted(values)
        return Query.term_set_query(self._schema, name, wanted) if wanted else Query.empty_query()

    def _published(self, since: datetime | None, until: datetime | None) -> Any:
        lower = _microseconds(since) if since is not None else -(2**62)
        upper = _microseconds(until) if until is not None else 2**62
        return Query.range_query(self._schema, "published", FieldType.Integer, lower, upper, include_upper=False)


def open_words(folder: Path) -> WordIndex:
    """The index in a folder; one that cannot be read is thrown away and begun anew: it is a cache."""
    try:
        return WordIndex(folder)
    except IndexDamaged:
        shutil.rmtree(folder, ignore_errors=True)
        return WordIndex(folder)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "article", "topic", "byline", "stated"):
        is_stored = name in {"id", "article"}
        builder.add_text_field(name, stored=is_stored, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(entry: LexicalEntry) -> Any:
    document = tantivy.Document()
    document.add_text("id", entry.id)
    document.add_text("article", entry.article.id)
    document.add_text("byline", str(entry.article.byline))
    for topic in entry.article.topics:
        document.add_text("topic", topic)
    for pair in entry.article.stated:
        document.add_text("stated", _stated_term(*pair))
    document.add_integer("published", _microseconds(entry.article.published))
    document.add_text("terms", " ".join(entry.terms))
    return document


def _stated_term(topic: str, side: str) -> str:
    return f"{topic}/{side}"


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ValueError, OSError) as error:
        sentence = "The word index does not work ({reason}); the next sync mends it."
        raise IndexDamaged(Phrase(sentence, reason=str(error)[:120])) from error
