"""The same story on every storage: SQLite or PostgreSQL, vectors in a folder or on a Chroma server.

One walk through every store rather than all their tests again; what only servers can get wrong (several writers at once)
is tested on them alone.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.delivery.chats import Chat
from bot.delivery.ports import Part, Place
from bot.delivery.store import Inbox, Ledger, Subscriptions
from bot.digest.model.digest import Bullet, Digest
from bot.digest.model.digest_store import DigestStore
from bot.migrations.migrate import differences, migrate
from bot.talk.frame.memory import Memory
from retrieval.articles import Filters
from retrieval.database import Database, open_database
from retrieval.feeds.feed_store import FeedStore
from retrieval.index import Index
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, NOON, WEST_TIMES, entry, topic
from tests.fakes import FakeEmbedder
from tests.servers import missing_postgres, new_database, running_chroma, running_postgres

pytestmark = pytest.mark.slow

needs_postgres = pytest.mark.skipif(bool(missing_postgres()), reason=missing_postgres())
DATABASES = ["sqlite", pytest.param("postgres", marks=needs_postgres)]
FEED = "https://westtimes.example/feed"
DAY = date(2026, 1, 7)
HOUR = timedelta(hours=1)
HELLO = Part("<b>Hello</b>", "Hello")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@dataclass(frozen=True)
class Storage:
    """One database, opened as often as there are replicas."""

    url: str

    def open(self) -> Database:
        return open_database(self.url)


@pytest.fixture(params=DATABASES)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    made = Storage(
        new_database(request.getfixturevalue("postgres"))
        if request.param == "postgres"
        else f"sqlite:///{tmp_path}/news.db"
    )
    database = made.open()
    migrate(database)
    database.close()
    return made


@pytest.fixture
def database(storage: Storage) -> Iterator[Database]:
    opened = storage.open()
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database, Catalog(database, [topic(feeds=(FEED,))], [EAST_POST, WEST_TIMES]))


def test_migrations_make_the_same_tables_everywhere(database: Database) -> None:
    assert differences(database) == []
    assert not migrate(database)


def test_articles_are_stored_found_changed_and_retracted(store: ArticleStore) -> None:
    west = entry("Lena bridge opens", published=NOON - HOUR)
    east = entry("Lena bridge closes", url="https://eastpost.example/1", outlet="East Post", published=NOON - 3 * HOUR)
    report = store.ingest([west, east], now=NOON, feed=FEED, topics=["east-west"])
    assert (report.new, store.ingest([west], now=NOON, feed=FEED, topics=["east-west"]).unchanged) == (2, 1)
    side = Filters(perspectives=frozenset({("east-west", "east")}))
    assert [found.outlet for found in store.find(side)] == ["East Post"]
    assert [found.title for found in store.find(Filters(since=NOON - 2 * HOUR))] == ["Lena bridge opens"]
    first = store.changes(0, 10)
    store.retract(first[0].article_id, now=NOON)
    last = store.changes(first[-1].seq, 10)
    assert [(change.article_id, change.is_deleted) for change in last] == [(first[0].article_id, True)]
    assert store.count() == 1


def test_the_catalog_is_shared_and_seen_at_once(storage: Storage, database: Database) -> None:
    other = storage.open()
    mine, theirs = Catalog(database, [topic()], [WEST_TIMES]), Catalog(other, [topic()], [WEST_TIMES])
    assert "rivers" not in theirs.topics
    mine.save_topic(topic(id="rivers", name="Rivers"), by=1, now=NOON)
    assert theirs.topics["rivers"].name == "Rivers"
    theirs.remove_topic("rivers", by=1, now=NOON)
    assert "rivers" not in mine.topics
    other.close()


def test_a_feed_is_claimed_by_one_and_its_outcome_kept(database: Database) -> None:
    feeds = FeedStore(database)
    feeds.sync_topics([topic(feeds=(FEED,))], now=NOON)
    (due,) = feeds.due(now=NOON)
    claims = [feeds.claim(due, now=NOON) for _ in range(2)]
    assert [claim is not None for claim in claims] == [True, False]
    feeds.record([due], pauses=[("westtimes.example", NOON + HOUR)])
    assert feeds.paused_hosts(now=NOON) == {"westtimes.example": NOON + HOUR}


def test_a_subscriber_gets_a_part_once_and_its_fate_is_kept(database: Database) -> None:
    subscriptions, ledger = Subscriptions(database), Ledger(database)
    subscriptions.meet(Chat(7, "private", "Sam", "en"), now=NOON)
    subscriptions.subscribe(7, "east-west", time=time(7), zone="Europe/Berlin", now=NOON)
    ((chat, mine),) = subscriptions.due(NOON + timedelta(days=1))
    assert (chat.id, mine.next_due) == (7, NOON + 18 * HOUR)
    assert [ledger.enqueue("hello", [HELLO], [Place(7)], now=NOON) for _ in range(2)] == [1, 0]
    (task,) = ledger.ready(NOON, limit=9)
    assert [ledger.claim(task, NOON) for _ in range(2)] == [True, False]
    ledger.mark_sent(task, 55, now=NOON, go_on_at=NOON)
    assert (ledger.counts(), ledger.find_message(7, 55)) == ({"sent": 1}, ("hello", 1))


def test_updates_memory_and_digests_survive_being_stored_twice(database: Database) -> None:
    inbox, memory, digests = Inbox(database), Memory(database), DigestStore(database)
    assert [inbox.keep(9, "{}", chat_id=7, now=NOON) for _ in range(2)] == [True, False]
    inbox.begin(9)
    assert [update.attempts for update in inbox.unfinished(since=NOON - HOUR)] == [1]
    for word in ("first", "昨天"):
        memory.keep(7, "answer", {"text": word}, now=NOON)
    assert memory.recall(7, "answer") == {"text": "昨天"}
    digest = Digest("east-west", "East and West", DAY, "News", NOON, (Bullet("Lena bridge opens.", ()),))
    for _ in range(2):
        digests.save(digest)
    assert (digests.get("east-west", DAY), digests.days("east-west")) == (digest, [DAY])


@pytest.mark.parametrize("vectors", ["folder", "server"])
def test_the_index_follows_the_articles(
    store: ArticleStore, vectors: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("chroma") if vectors == "server" else ""
    index = Index(store, FakeEmbedder(), folder=tmp_path / "index", chroma_url=url)
    titles = ("Lena bridge opens", "Grain harvest is late")
    report = store.ingest([entry(title) for title in titles], now=NOON, topics=["east-west"])
    index.rebuild()
    assert [hit.article.title for hit in index.search("lena bridge", k=1)] == ["Lena bridge opens"]
    store.retract(report.article_ids[0], now=NOON)
    index.sync()
    assert [hit.article.title for hit in index.search("lena bridge", k=2)] == ["Grain harvest is late"]
    assert index.status().vectors == 1
    index.close()


def test_two_replicas_follow_the_same_articles_each_with_words_of_its_own(
    storage: Storage, store: ArticleStore, tmp_path: Path, chroma: str
) -> None:
    other = storage.open()
    theirs = ArticleStore(other, Catalog(other, [topic(feeds=(FEED,))], [EAST_POST, WEST_TIMES]))
    indexes = [
        Index(each, FakeEmbedder(), folder=tmp_path / name, chroma_url=chroma)
        for name, each in (("a", store), ("b", theirs))
    ]
    indexes[0].rebuild()
    report = store.ingest([entry("Lena bridge opens"), entry("Grain harvest is late")], now=NOON)
    for _ in range(2):
        for index in indexes:
            index.sync()
    assert [[hit.article.title for hit in index.search("grain", k=1)] for index in indexes] == [
        ["Grain harvest is late"],
        ["Grain harvest is late"],
    ]
    theirs.retract(report.article_ids[1], now=NOON)
    for index in indexes:
        index.sync()
    assert [len(index.search("grain", k=5)) for index in indexes] == [1, 1]
    for index in indexes:
        index.close()
    other.close()


def test_writers_at_once_store_each_article_once_and_lose_no_change(storage: Storage) -> None:
    entries = [entry(f"Lena bridge opens {number}") for number in range(40)]

    def write(number: int) -> int:
        database = storage.open()
        store = ArticleStore(database, Catalog(database, [topic()], [WEST_TIMES]))
        new = sum(
            store.ingest(entries[start : start + 5], now=NOON, feed=f"{FEED}{number}", topics=["east-west"]).new
            for start in range(0, len(entries), 5)
        )
        database.close()
        return new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(4))) == len(entries)
    database = storage.open()
    store = ArticleStore(database, Catalog(database, [topic()], [WEST_TIMES]))
    followed = {change.article_id for change in store.changes(0, 1000)}
    assert len(followed) == store.count() == len(entries)
    database.close()


def test_a_part_is_claimed_by_one_of_many_senders(storage: Storage) -> None:
    databases = [storage.open() for _ in range(4)]
    Ledger(databases[0]).enqueue("hello", [HELLO], [Place(chat) for chat in range(1, 31)], now=NOON)

    def send(database: Database) -> int:
        ledger = Ledger(database)
        return sum(ledger.claim(task, NOON) for task in ledger.ready(NOON, limit=99))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, databases)) == 30
    for database in databases:
        database.close()
