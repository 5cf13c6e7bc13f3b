"""Writes a topic's first digest before the topic exists: from what its feeds hold now, in a folder that is thrown away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.digest.editor import Editor
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from retrieval.articles import Entry
from retrieval.database import open_database
from retrieval.ports import Embedder, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import Topic
from retrieval.store import ArticleStore

MOST = 150


def sketch_digest(
    topic: Topic, entries: Sequence[Entry], *, outlets: Iterable[Outlet], embedder: Embedder, now: datetime
) -> Digest:
    """The digest these entries would give if it were written now. Nothing of it is kept."""
    here = now.astimezone(ZoneInfo(topic.timezone))
    topic = replace(topic, time=here.time().replace(second=0, microsecond=0))
    with TemporaryDirectory(prefix="counterpoint-sketch-") as folder:
        database = open_database(f"sqlite:///{folder}/sketch.db")
        try:
            database.create_all()
            catalog = Catalog(database, [topic], outlets)
            store = ArticleStore(database, catalog)
            store.ingest(entries[:MOST], now=now, topics=[topic.id])
            editor = Editor(catalog, store, _Leads(store, embedder), DigestStore(database), embedder=embedder)
            return editor.edit(topic.id, here.date(), now=now).digest
        finally:
            database.close()


class _Leads:
    """Vectors of headlines and leads, made when asked for."""

    def __init__(self, store: ArticleStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    def vectors(self, article_ids: Sequence[str]) -> Mapping[str, Vectors]:
        found = self._store.get_many(article_ids)
        made = self._embedder.embed_passages([f"{one.title} {one.body[:400]}" for one in found.values()])
        return dict(zip(found, made, strict=True))
