"""A digest from a thousand candidate articles, without a model, beside embedding those articles.

    python -m benchmarks.digest_speed [--articles 1000]

The articles are real ones from ../shared/eval (news with text), spread over two sides of invented outlets. The figure is
(embedding + digest) / embedding: how much longer a morning takes than its unavoidable part.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import bot.digest.stories.story_tables  # noqa: F401  (its tables belong to the metadata)
from benchmarks.stories import EVAL, load_ecb, load_neus
from bot.digest.editor import Editor
from bot.digest.model.digest_store import DigestStore
from bot.digest.stories.story_store import StoryStore
from retrieval.articles import Entry, Filters
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.ports import Vectors
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import Perspective, Topic
from retrieval.store import ArticleStore

DAY = date(2026, 1, 7)
DUE = datetime(2026, 1, 7, 4, tzinfo=UTC)
OUTLETS = [
    Outlet(f"{side.title()} Paper {n}", (), (f"{side}{n}.example",), country, "private")
    for side, country in (("west", "US"), ("east", "CN"))
    for n in range(10)
]
TOPIC = Topic(
    id="everything",
    name="Everything",
    perspectives=(
        Perspective("west", "The West", frozenset({"US"})),
        Perspective("east", "The East", frozenset({"CN"})),
    ),
)


class _Ready:
    """Vectors made before the clock runs."""

    def __init__(self, rows: dict[str, Vectors]) -> None:
        self._rows = rows

    def vectors(self, article_ids: Sequence[str]) -> dict[str, Vectors]:
        return {identity: self._rows[identity] for identity in article_ids if identity in self._rows}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=1_000)
    options = arguments.parse_args()
    if not EVAL.is_dir():
        raise SystemExit(f"No evaluation sets at {EVAL}: nothing to measure.")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles)


def measure(folder: Path, size: int) -> None:
    database = open_database(f"sqlite:///{folder}/speed.db")
    database.create_all()
    catalog = Catalog(database, [TOPIC], OUTLETS)
    store = ArticleStore(database, catalog)
    store.ingest(_entries(size), now=DUE, topics=[TOPIC.id])
    articles = store.find(Filters())
    texts = [f"{article.title}\n\n{article.body[:600]}" for article in articles]
    embedder = open_embedder("multilingual", folder / "models")
    embedder.embed_passages(texts[:8])
    started = time.process_time()
    rows = embedder.embed_passages(texts)
    embedding = time.process_time() - started
    vectors = _Ready({article.id: row for article, row in zip(articles, rows, strict=True)})
    editor = Editor(catalog, store, vectors, DigestStore(database), memory=StoryStore(database), embedder=embedder)
    started = time.process_time()
    edition = editor.edit(TOPIC.id, DAY, now=DUE + timedelta(hours=1))
    building = time.process_time() - started
    report = edition.report
    print(f"{report.articles} articles, {report.stories} stories, {report.written} sentences written")
    print(f"embedding {embedding:.2f} s, digest {building:.2f} s of processor time")
    print(f"(embedding + digest) / embedding = {(embedding + building) / embedding:.2f} (goal 1.2)")


def _entries(size: int) -> list[Entry]:
    pool = [article for sample in (load_ecb(), load_neus("val"), load_neus("test")) for article in sample.articles]
    return [
        Entry(
            url=f"https://{OUTLETS[n % len(OUTLETS)].domains[0]}/{n}",
            title=article.title,
            text=article.text,
            outlet=OUTLETS[n % len(OUTLETS)].name,
            language="en",
            published=DUE - timedelta(minutes=1 + n % 1_400),
        )
        for n, article in enumerate(pool[:size])
    ]


if __name__ == "__main__":
    main()
