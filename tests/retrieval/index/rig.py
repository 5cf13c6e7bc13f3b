"""A small archive with an index over it, in a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from retrieval.articles import Entry
from retrieval.database import Database, open_database
from retrieval.index import Index
from retrieval.ports import Embedder, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, FAR_WIRE, NOON, WEST_TIMES, entry, topic
from tests.fakes import FakeEmbedder

FILLER = "\n\nNothing else was said about it that day, and the square was quiet." * 12


class CountingEmbedder(FakeEmbedder):
    """Remembers what it was asked to embed; may be told to fail after some passages, as a killed process would stop."""

    def __init__(self, *, name: str = "fake-words", dies_after: int | None = None) -> None:
        self.name = name
        self.texts: list[str] = []
        self.dies_after = dies_after

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts.extend(texts)
        if self.dies_after is not None and len(self.texts) > self.dies_after:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


@dataclass
class Archive:
    """The store and what is needed to open indexes over it."""

    folder: Path
    database: Database = field(init=False)
    catalog: Catalog = field(init=False)
    store: ArticleStore = field(init=False)
    opened: list[Index] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.database = open_database(f"sqlite:///{self.folder / 'articles.db'}")
        self.database.create_all()
        self.catalog = Catalog(self.database, [topic()], [EAST_POST, WEST_TIMES, FAR_WIRE])
        self.store = ArticleStore(self.database, self.catalog)

    @property
    def index_folder(self) -> Path:
        return self.folder / "index"

    def add(self, *entries: Entry, topics: Sequence[str] = ("east-west",)) -> list[str]:
        return list(self.store.ingest(entries, now=NOON, topics=topics).article_ids)

    def open(self, embedder: Embedder | None = None) -> Index:
        index = Index(self.store, embedder or FakeEmbedder(), folder=self.index_folder)
        self.opened.append(index)
        return index

    def close(self) -> None:
        for index in self.opened:
            index.close()
        self.database.close()


def story(title: str, *, outlet: str = "West Times", hours_ago: float = 6, text: str = "", number: int = 0) -> Entry:
    host = outlet.casefold().replace(" ", "")
    return entry(
        title,
        url=f"https://{host}.example/{title.casefold().replace(' ', '-')}-{number}",
        outlet=outlet,
        published=NOON - timedelta(hours=hours_ago),
        text=text or f"{title}, the mayor said.{FILLER}",
    )
