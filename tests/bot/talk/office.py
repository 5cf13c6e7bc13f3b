"""An office for tests of the conversation: real stores, a real index with the fake embedder, news of an invented bridge."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.delivery.store import Ledger, Subscriptions
from bot.digest.feedback import FeedbackStore
from bot.talk import catalogue  # noqa: F401  (enters the commands)
from bot.talk.conversation import Conversation, Desk
from bot.talk.store import Memory
from retrieval.answering import Answerer
from retrieval.feedstore import FeedStore
from retrieval.index import Index
from retrieval.parsing import parse_feed
from tests.bot.digest.newsroom import EVERYTHING, Newsroom, open_newsroom
from tests.fakes import FakeClock, FakeEmbedder, FakeHttp

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)
ADMIN = 1


@dataclass
class Office:
    """A desk and what stands around it. Close it: the index holds files open."""

    newsroom: Newsroom
    index: Index
    clock: FakeClock
    desk: Desk

    def conversation(self) -> Conversation:
        return Conversation(self.desk)

    def close(self) -> None:
        self.index.close()
        self.newsroom.database.close()


def open_office(folder: Path, *, bot_name: str = "counterpoint_demo_bot", **changes: Any) -> Office:
    newsroom = open_newsroom(folder)
    newsroom.publish(*EVERYTHING, now=NOON)
    embedder = FakeEmbedder()
    index = Index(newsroom.store, embedder, folder=folder / "index")
    index.sync()
    clock = FakeClock(NOON)
    answerer = Answerer(newsroom.catalog, newsroom.store, index, embedder=embedder)
    made: dict[str, Any] = {
        "catalog": newsroom.catalog,
        "subscriptions": Subscriptions(newsroom.database),
        "digests": newsroom.digests,
        "editor": newsroom.editor(),
        "answerer": answerer,
        "memory": Memory(newsroom.database),
        "clock": clock,
        "admins": frozenset({ADMIN}),
        "bot_name": bot_name,
        "articles": newsroom.store,
        "feeds": FeedStore(newsroom.database),
        "ledger": Ledger(newsroom.database),
        "feedback": FeedbackStore(newsroom.database),
        "index": index,
        "http": FakeHttp({}),
        "parse": parse_feed,
    }
    return Office(newsroom, index, clock, Desk(**made | changes))
