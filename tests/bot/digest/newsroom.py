"""A newsroom for tests: a real store in a file, two sides of invented outlets, vectors from the fake embedder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import bot.digest.stories.story_tables  # noqa: F401  (its tables belong to the metadata)
from bot.digest.editor import Editor
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.writer_store import WriterStore
from bot.digest.stories.story_store import StoryStore
from bot.digest.write.by_model.trust import USUAL_EFFORT, Effort
from bot.digest.write.gate import Gate
from retrieval.articles import Entry
from retrieval.claims import Verifier, check_claim
from retrieval.database import Database, open_database
from retrieval.model import ReplyCache
from retrieval.ports import Model, Vectors
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import Topic
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, FAR_WIRE, WEST_TIMES, topic
from tests.fakes import FakeEmbedder

DAY = date(2026, 1, 7)
DUE = datetime(2026, 1, 7, 4, 0, tzinfo=UTC)
NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
EAST_DAILY = Outlet("East Daily", (), ("eastdaily.example",), "CN", "private")
WEST_HERALD = Outlet("West Herald", (), ("westherald.example",), "US", "private")


class StoreVectors:
    """Vectors of the stored articles' titles and leads, made when asked."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store

    def vectors(self, article_ids: Sequence[str]) -> Mapping[str, Vectors]:
        embedder = FakeEmbedder()
        found = self._store.get_many(article_ids)
        return {identity: embedder.embed_query(f"{a.title} {a.body[:300]}") for identity, a in found.items()}


@dataclass(frozen=True)
class Newsroom:
    database: Database
    catalog: Catalog
    store: ArticleStore
    digests: DigestStore
    memory: StoryStore

    def editor(
        self,
        *,
        model: Model | None = None,
        gate: Gate = check_claim,
        effort: Effort = USUAL_EFFORT,
        writers: WriterStore | None = None,
        verifier: Verifier | None = None,
        replies: ReplyCache | None = None,
    ) -> Editor:
        return Editor(
            self.catalog,
            self.store,
            StoreVectors(self.store),
            self.digests,
            memory=self.memory,
            model=model,
            gate=gate,
            embedder=FakeEmbedder(),
            effort=effort,
            writers=writers,
            verifier=verifier,
            replies=replies,
        )

    def publish(self, *entries: Entry, now: datetime = NOON) -> None:
        self.store.ingest(entries, now=now, topics=["east-west"])


def open_newsroom(folder: Path, *, about: Topic | None = None) -> Newsroom:
    database = open_database(f"sqlite:///{folder}/news.db")
    database.create_all()
    outlets = (EAST_POST, WEST_TIMES, FAR_WIRE, EAST_DAILY, WEST_HERALD)
    catalog = Catalog(database, [about or topic()], outlets)
    return Newsroom(database, catalog, ArticleStore(database, catalog), DigestStore(database), StoryStore(database))


def entry(title: str, text: str = "", *, outlet: Outlet = WEST_TIMES, hours_ago: float = 6, section: str = "") -> Entry:
    """An entry published so many hours before the digest's time."""
    slug = "-".join(title.casefold().split())
    return Entry(
        url=f"https://{outlet.domains[0]}/news/{slug}",
        title=title,
        text=text,
        outlet=outlet.name,
        language="en",
        published=DUE - timedelta(hours=hours_ago),
        section=section,
    )


BRIDGE_WEST = entry(
    "Western engineers fear for Lena bridge after 12 die",
    "In all 12 people were killed when a span of the Lena bridge fell on Monday, engineers in Western Ansel said. "
    "He had warned them. The Western insurers of the Lena bridge put the damage at 40 million crowns on Monday evening.",
)
BRIDGE_EAST = entry(
    "East rescuers search Lena bridge as toll reaches 20",
    "Rescue teams from the East counted 20 people dead after a span of the Lena bridge fell, the river authority said. "
    "The Eastern river ministry blames Western steel for the fall of the Lena bridge.",
    outlet=EAST_POST,
)
GRAIN_WEST = entry(
    "West raises grain tariffs on the East to 15 percent",
    "The West raised its tariffs on grain from the East to 15 percent on Tuesday, the trade office in Western Ansel said.",
    outlet=WEST_HERALD,
)
PANDAS_EAST = entry(
    "East lends two snow leopards to the zoo of Tessaly",
    "The East will lend two snow leopards to the zoo of Tessaly for ten years, the forest office said on Tuesday.",
    outlet=EAST_DAILY,
)
EVERYTHING = (BRIDGE_WEST, BRIDGE_EAST, GRAIN_WEST, PANDAS_EAST)
