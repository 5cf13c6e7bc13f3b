"""An office for tests of the conversation: real stores, a real index with the fake embedder, news of an invented bridge."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.delivery.message_parts import document_plain
from bot.delivery.store import Ledger, Subscriptions
from bot.digest.model.feedback import FeedbackStore
from bot.talk import catalogue  # noqa: F401  (enters the commands)
from bot.talk.conversation import Conversation, Desk
from bot.talk.frame.memory import Memory
from bot.talk.frame.replies import Reply
from bot.talk.frame.utterances import Person, Press, Utterance
from retrieval.answer.answerer import Answerer
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.parser import parse_feed
from retrieval.index import Index
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

    def talker(self, **changes: Any) -> "Talker":
        return Talker(self, utterance(**changes))

    def admin(self) -> "Talker":
        return self.talker(chat_id=ADMIN, person=Person(ADMIN, "Robin", "en"))

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


def utterance(text: str = "", **changes: Any) -> Utterance:
    """A private word of Sam (2)."""
    plain = Utterance(chat_id=2, kind="private", person=Person(2, "Sam", "en"), text=text, message_id=10)
    return replace(plain, **changes)


@dataclass
class Talker:
    """Somebody in a chat with us: says and presses things, and reads what comes back."""

    office: Office
    base: Utterance
    replies: list[Reply] = field(default_factory=list)

    def say(self, text: str, **changes: Any) -> str:
        return self._hear(replace(self.base, text=text, **changes))

    def press(self, label: str, **changes: Any) -> str:
        """Press a button of the last replies, by its label or the beginning of its data."""
        buttons = [button for reply in self.replies for rank in reply.buttons for button in rank]
        data = next((b.data for b in buttons if label in (b.text, b.data) or b.data.startswith(label)), None)
        assert data is not None, f"no button {label!r} among {[(b.text, b.data) for b in buttons]}"
        return self._hear(replace(self.base, text="", press=Press(data, 99), **changes))

    def _hear(self, said: Utterance) -> str:
        self.replies = list(self.office.conversation().handle(said))
        return spoken(self.replies)


def spoken(replies: Iterable[Reply]) -> str:
    """All words of some replies."""
    texts = [document_plain(reply.document) if reply.document else reply.notice for reply in replies]
    return "\n".join(text for text in texts if text)
