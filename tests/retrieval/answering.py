"""A whole archive of a few invented articles, for tests of questions and answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from retrieval.answer.answerer import Answerer, Gate
from retrieval.articles import Entry
from retrieval.claims import check_claim
from retrieval.database import open_database
from retrieval.index import Index
from retrieval.ports import Model
from retrieval.question.model_reader import ModelReader
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, FAR_WIRE, NOON, WEST_TIMES, topic
from tests.fakes import FakeEmbedder

OUTLETS = (
    EAST_POST,
    WEST_TIMES,
    FAR_WIRE,
    Outlet("Global Times", ("环球时报",), ("globaltimes.example",), "CN", "state"),
    Outlet("Xinhua", ("新华社", "Xinhua News Agency"), ("xinhua.example",), "CN", "state"),
    Outlet("Reuters", ("路透社",), ("reuters.example",), "GB", "private"),
    Outlet("Bloomberg", ("Bloomberg.com",), ("bloomberg.example",), "US", "private"),
    Outlet("South China Morning Post", ("SCMP",), ("scmp.example",), "HK", "private"),
    Outlet("Foreign Policy", (), ("fp.example",), "US", "private"),
    Outlet("Japan Today", (), ("jt.example",), "JP", "private"),
    Outlet("The Independent", (), ("independent.example",), "GB", "private"),
    Outlet("The Friday Times", (), ("tft.example",), "PK", "private"),
    Outlet("Associated Press", ("AP",), ("ap.example",), "US", "private"),
    Outlet("The Nation (US)", (), ("nation-us.example",), "US", "private"),
    Outlet("The Nation (Pakistan)", (), ("nation-pk.example",), "PK", "private"),
)


def catalog(folder: Path) -> Catalog:
    database = open_database(f"sqlite:///{folder / 'articles.db'}")
    database.create_all()
    return Catalog(database, [topic()], OUTLETS)


@contextmanager
def archive(
    folder: Path,
    *entries: Entry,
    model: Model | None = None,
    reader: ModelReader | None = None,
    gate: Gate = check_claim,
) -> Iterator[Answerer]:
    """An answerer over these entries, all of the topic `east-west`."""
    folder.mkdir(exist_ok=True)
    database = open_database(f"sqlite:///{folder / 'articles.db'}")
    database.create_all()
    known = Catalog(database, [topic()], OUTLETS)
    store = ArticleStore(database, known)
    store.ingest(entries, now=NOON + timedelta(days=30), topics=["east-west"])
    index = Index(store, FakeEmbedder(), folder=folder / "index")
    index.sync()
    try:
        yield Answerer(known, store, index, model=model, reader=reader, embedder=FakeEmbedder(), gate=gate)
    finally:
        index.close()
        database.close()


def story(title: str, outlet: str = "West Times", text: str = "", *, at: datetime = NOON - timedelta(hours=6)) -> Entry:
    slug = "".join(letter if letter.isalnum() else "-" for letter in f"{outlet} {title}".casefold())
    return Entry(url=f"https://news.example/{slug}", title=title, text=text, outlet=outlet, published=at)
