"""Defines what handlers work with: the desk (everything they may use) and the turn (one utterance being handled)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from bot.delivery.chats import Chat
from bot.delivery.store import Ledger, Subscriptions
from bot.digest.editor import Edition
from bot.digest.model.digest import Digest
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.feedback import FeedbackStore
from bot.talk.frame.localise import Words
from bot.talk.frame.memory import Memory
from bot.talk.frame.model_figures import ModelFigures
from bot.talk.frame.utterances import Utterance
from retrieval.answers import Answer, Query
from retrieval.articles import Entry, Filters, Hit
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.poller import Parse
from retrieval.ports import Clock, Http, Model
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Layout, Topic
from retrieval.store import ArticleStore


class Answers(Protocol):
    """Answers questions. The answer grows; the last one is whole, and there is at least one."""

    def stream(
        self,
        question: str,
        *,
        now: datetime,
        zone: str = "UTC",
        topic: str = "",
        previous: Query | None = None,
        about: Sequence[str] = (),
    ) -> Iterator[Answer]: ...


class Digests(Protocol):
    """Builds digests; a stored one is returned as it is unless `rebuild`."""

    def build(
        self,
        topic_id: str,
        day: date,
        *,
        now: datetime,
        last_day: date | None = None,
        rebuild: bool = False,
        layout: Layout | None = None,
        keeps_empty: bool = True,
    ) -> Digest: ...

    def edit(self, topic_id: str, day: date, *, now: datetime) -> Edition:
        """Made, but not kept."""
        ...


Sketch = Callable[[Topic, Sequence[Entry], datetime], Digest]
"""Writes the digest that a topic's entries would give; None where nobody can."""


class Searches(Protocol):
    """Finds articles: the best passage of each."""

    def search(self, content: str, filters: Filters, *, k: int = 10) -> list[Hit]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Holds all that handlers may use. `words` are our sentences in a language."""

    catalog: Catalog
    subscriptions: Subscriptions
    digests: DigestStore
    editor: Digests
    answerer: Answers
    memory: Memory
    clock: Clock
    articles: ArticleStore
    feeds: FeedStore
    ledger: Ledger
    feedback: FeedbackStore
    index: Searches
    http: Http
    parse: Parse
    admins: frozenset[int] = frozenset()
    bot_name: str = ""
    model: Model | None = None
    sketch: Sketch | None = None
    words: Callable[[str], Words] = Words
    model_figures: ModelFigures | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance being handled: the words after the command, who and where, and the desk.

    `chat` is what we know of the chat, None for a stranger; `data` belongs to the open question being answered.
    """

    utterance: Utterance
    argument: str
    desk: Desk
    now: datetime
    words: Words
    chat: Chat | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def chat_id(self) -> int:
        return self.utterance.chat_id

    @property
    def person_id(self) -> int:
        """The speaker; the chat itself where nobody is named."""
        return self.utterance.person.id if self.utterance.person else self.utterance.chat_id

    @property
    def zone(self) -> str:
        """The chat's time zone: chosen, else that of its first subscription, else UTC."""
        if self.chat and self.chat.zone:
            return self.chat.zone
        mine = self.desk.subscriptions.list(self.chat_id)
        return mine[0].zone if mine else "UTC"

    def with_argument(self, argument: str) -> "Turn":
        return replace(self, argument=argument.strip())

    def pieces(self) -> Iterator[str]:
        """The argument of a button, cut at its colons."""
        yield from self.argument.split(":")
