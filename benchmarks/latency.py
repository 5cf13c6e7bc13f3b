"""Search latency and indexing speed at size, as ratios to the bare engines in the same run.

`python -m benchmarks.latency [--passages 10000] [--embedder english]`: invented articles and vectors that lie around the
vectors of their own words, so that nothing takes hours; what is asked goes the real way. Building
100,000 takes some minutes, once: the index is kept under
benchmarks/out and used again.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.cached import OUT
from retrieval.answer.answerer import Answerer
from retrieval.answers import MAX_QUESTION
from retrieval.articles import Entry, Filters
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.index import Index
from retrieval.ports import Embedder, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import Perspective, Topic
from retrieval.store import ArticleStore

NOW = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
_OUTLETS = [Outlet(f"Outlet {n}", (), (f"outlet{n}.example",), ["US", "CN", "FR"][n % 3], "private") for n in range(50)]
_TOPIC = Topic(
    "sides",
    "Sides",
    perspectives=(Perspective("west", "West", frozenset({"US"})), Perspective("east", "East", frozenset({"CN"}))),
)
_SYLLABLES = [consonant + vowel for consonant in "bklmnrst" for vowel in "aeio"]
_QUESTIONS = 200
# What rules read again and again: words of asking, of telling and of time, names, numbers, marks, scripts without blanks.
_LONG = (
    "what did ", "and ", "Outlet 3 ", "does Outlet 3 say that ", "in from by ", "on the 3rd of May ", "last week ", "how many ",
    "the US and China ", "Aa ", "a", "A", "1", "1,000 ", " ", "? ", "'s ", "(", ". ", "“", "- ", "名", "中国怎么看", "新华社", "क्या ",
    "что сказал ", "who is the head of ", "ha ", "not really ", "really, ", "compare with that of ", "people died in ",
    "\u0301", "&amp;", "<b>", "[a](b) ", "*_", "🤔",
)  # fmt: skip
PASSAGES_AN_ARTICLE = 3


class _Clustered:
    """An embedder that puts passages at random around 200 centres; queries are embedded for real and then moved there."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = f"clustered-{embedder.name}"
        self.dimensions = embedder.dimensions
        self._dice = np.random.default_rng(7)
        self._centres = self._dice.normal(size=(200, embedder.dimensions))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._near(self._dice.integers(0, 200, len(texts)))

    def embed_query(self, text: str) -> Vectors:
        self._embedder.embed_query(text)
        vector: Vectors = self._near(np.array([len(text) % 200]))[0]
        return vector

    def _near(self, centres: NDArray[np.int64]) -> Vectors:
        raw = self._centres[centres] + 0.7 * self._dice.normal(size=(len(centres), self.dimensions))
        near: Vectors = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
        return near


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--passages", type=int, default=10_000)
    options.add_argument("--embedder", default="multilingual")
    options.add_argument("--indexing", type=int, default=40, help="articles of the indexing measurement, 0 for none")
    given = options.parse_args()
    embedder = open_embedder(given.embedder, OUT)
    if given.indexing:
        _measure_indexing(embedder, given.indexing)
    _measure_search(embedder, given.passages)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _measure_search(embedder: Embedder, passages: int) -> None:
    articles = passages // PASSAGES_AN_ARTICLE
    folder = OUT / f"latency-{embedder.name}-{articles}-articles"
    folder.mkdir(parents=True, exist_ok=True)
    catalog, store = _store(folder / "articles.db")
    near = _Clustered(embedder)
    index = Index(store, near, folder=folder / "index")
    if not store.count():
        _ingest(store, articles)
    started = time.perf_counter()
    if index.sync().taken:
        print(f"indexed without embedding in {time.perf_counter() - started:.0f} s")
    print(f"{index.status()}\n")
    collection = index._keeper.meanings.store._collection  # type: ignore[union-attr]  # the bare engine, to compare with

    def bare(question: str) -> None:
        vector = near.embed_query(question)
        collection.query(query_embeddings=[vector], n_results=10)

    answerer = Answerer(catalog, store, index, embedder=embedder)
    week = Filters(since=NOW - timedelta(days=7))
    one = Filters(outlets=frozenset({"Outlet 3"}))
    one_week = Filters(outlets=frozenset({"Outlet 3"}), since=NOW - timedelta(days=7))
    side = Filters(perspectives=frozenset({("sides", "east")}))
    side_week = Filters(perspectives=frozenset({("sides", "east")}), since=NOW - timedelta(days=7))
    ways: dict[str, Callable[[str], object]] = {
        "embedding + one raw query": bare,
        "embedding alone": near.embed_query,
        "search": lambda q: index.search(q),
        "ask, whole answer without a model": lambda q: answerer.answer(q, now=NOW),
        "ask one outlet": lambda q: answerer.answer(f"What did Outlet 3 say about {q}", now=NOW),
        "passages, k=30": lambda q: index.passages(q),
        "search, one outlet (2 %)": lambda q: index.search(q, one),
        "search, last week (8 %)": lambda q: index.search(q, week),
        "search, outlet + week (0.2 %)": lambda q: index.search(q, one_week),
        "search, one side (33 %)": lambda q: index.search(q, side),
        "search, side + week (3 %)": lambda q: index.search(q, side_week),
        "search, week preferred": lambda q: index.search(q, prefer=week),
    }
    dice = random.Random(11)
    questions = [_words(dice, dice.randint(3, 9)).capitalize() + "?" for _ in range(_QUESTIONS)]
    for way in ways.values():
        way(questions[0])
    times: dict[str, list[float]] = {name: [] for name in ways}
    for question in questions:  # in turns: whatever else the machine does falls on all alike
        for number, (name, way) in enumerate(ways.items()):
            # A word of its own for each: what was just looked for is remembered.
            times[name].append(_timed(way, f"{question[:-1]} {_word(number)}?"))
    base = [_quantile(times["embedding + one raw query"], share) for share in (0.5, 0.95)]
    print(f"{_QUESTIONS} questions, seed 11; goal of search and ask: p50 <= 1.5 x, p95 <= 3 x of the first line")
    print(f"{'':36}{'p50 ms':>8}{'p95 ms':>8}{'p50 x':>8}{'p95 x':>8}")
    for name, measured in times.items():
        p50, p95 = (_quantile(measured, share) for share in (0.5, 0.95))
        print(f"{name:36}{p50:8.1f}{p95:8.1f}{p50 / base[0]:8.2f}{p95 / base[1]:8.2f}")
    _measure_long_questions(answerer)
    index.close()


def _measure_long_questions(answerer: Answerer) -> None:
    """Processor time, of all threads, of questions as long as one may be, whatever they hold; goal .3 s each."""
    spent: dict[str, float] = {}
    for piece in _LONG:
        question = (piece * MAX_QUESTION)[:MAX_QUESTION]
        # What is loaded once for a script is no matter of length.
        answerer.answer(piece, now=NOW)
        started = time.process_time()
        answerer.answer(question, now=NOW)
        spent[piece] = time.process_time() - started
    worst = max(spent, key=spent.__getitem__)
    middle = statistics.median(spent.values())
    print(
        f"{len(spent)} questions of {MAX_QUESTION} characters: {middle:.3f} s of processor, at most {spent[worst]:.3f} s ({worst!r})"
    )


def _measure_indexing(embedder: Embedder, articles: int) -> None:
    """Articles of 700 words through `Index.sync`, against the same texts through the bare embedder."""
    folder = OUT / f"indexing-{time.time_ns()}"
    folder.mkdir(parents=True)
    _, store = _store(folder / "articles.db")
    _ingest(store, articles, words=700)
    recorder = _Recorder(embedder)
    index = Index(store, recorder, folder=folder / "index")
    started = time.perf_counter()
    index.sync()
    whole = time.perf_counter() - started
    started = time.perf_counter()
    embedder.embed_passages(recorder.texts)
    bare = time.perf_counter() - started
    index.close()
    print(f"indexing {len(recorder.texts)} passages: {len(recorder.texts) / whole:.1f} a second, ")
    print(f"the bare embedder: {len(recorder.texts) / bare:.1f} a second, ratio {bare / whole:.2f}")


class _Recorder:
    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.texts: list[str] = []
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        return self._embedder.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)


def _store(path: Path) -> tuple[Catalog, ArticleStore]:
    database = open_database(f"sqlite:///{path}")
    database.create_all()
    catalog = Catalog(database, [_TOPIC], _OUTLETS)
    return catalog, ArticleStore(database, catalog)


def _ingest(store: ArticleStore, articles: int, *, words: int = 420) -> None:
    """Three passages an article at 420 words, spread over 90 days and 50 outlets."""
    dice = random.Random(5)
    for start in range(0, articles, 1000):
        entries = [_entry(dice, number, words) for number in range(start, min(start + 1000, articles))]
        store.ingest(entries, now=NOW, topics=["sides"])


def _entry(dice: random.Random, number: int, words: int) -> Entry:
    outlet = _OUTLETS[number % 50]
    sentences = [_words(dice, 20).capitalize() + "." for _ in range(words // 20)]
    return Entry(
        url=f"https://{outlet.domains[0]}/{number}",
        title=_words(dice, 8).capitalize(),
        text=" ".join(sentences),
        outlet=outlet.name,
        published=NOW - timedelta(minutes=dice.randint(1, 90 * 24 * 60)),
    )


def _words(dice: random.Random, count: int) -> str:
    """Words of a Zipf-like distribution over some 30,000."""
    return " ".join(_word(int(dice.paretovariate(0.6)) % 30_000) for _ in range(count))


def _word(number: int) -> str:
    found = ""
    number += 40
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        found += _SYLLABLES[syllable]
    return found


def _timed(way: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    way(question)
    return (time.perf_counter() - started) * 1000


def _quantile(measured: Sequence[float], share: float) -> float:
    return statistics.quantiles(measured, n=100)[round(share * 100) - 1]


if __name__ == "__main__":
    main()
