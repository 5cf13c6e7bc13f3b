"""One utterance in, replies out: find the command, decide authority, run it, and turn what goes wrong into a sentence.

Synchronous, without any chat library; the surfaces call `handle` in a thread.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.delivery.store.subscriptions import Subscriptions
from bot.digest.digest import Digest
from bot.digest.store import DigestStore
from bot.talk.authority import Authority, is_allowed
from bot.talk.registry import COMMANDS, PRESSES, Command
from bot.talk.replies import Reply, say
from bot.talk.store import Memory
from bot.talk.utterances import Utterance, cut_command
from retrieval.answers import Answer, Query
from retrieval.catalog import Catalog
from retrieval.errors import BadInput, CounterpointError
from retrieval.ports import Clock

log = logging.getLogger(__name__)
MAX_QUESTION = 1_000


class Answers(Protocol):
    """Whoever answers questions."""

    def answer(
        self,
        question: str,
        *,
        now: datetime,
        zone: str = "UTC",
        topic: str = "",
        previous: Query | None = None,
        about: Sequence[str] = (),
    ) -> Answer: ...


class Digests(Protocol):
    """Whoever builds digests; a stored one is returned as it is unless `rebuild`."""

    def build(
        self, topic_id: str, day: date, *, now: datetime, last_day: date | None = None, rebuild: bool = False
    ) -> Digest: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """All that handlers may use."""

    catalog: Catalog
    subscriptions: Subscriptions
    digests: DigestStore
    editor: Digests
    answerer: Answers
    memory: Memory
    clock: Clock
    admins: frozenset[int] = frozenset()
    bot_name: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance being handled: the words after the command, who and where, and the desk."""

    utterance: Utterance
    argument: str
    desk: Desk
    now: datetime

    @property
    def chat_id(self) -> int:
        return self.utterance.chat_id


class Conversation:
    """The whole conversation, for every surface."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, utterance: Utterance) -> Iterator[Reply]:
        """The replies, one by one as they are ready. Never raises for what a person said; a defect is logged and owned up to."""
        try:
            yield from self._replies(utterance)
        except CounterpointError as error:
            yield say(str(error))
        except Exception:
            log.exception("utterance failed", extra={"chat": utterance.chat_id})
            yield say("Something went wrong on our side, and it is written down for the admin. Please try again.")

    def _replies(self, utterance: Utterance) -> Iterable[Reply]:
        now = self._desk.clock.now()
        if utterance.press is not None:
            name, _, argument = utterance.press.data.partition(":")
            return self._run(PRESSES.get(name), Turn(utterance, argument, self._desk, now))
        spoken = cut_command(utterance.text, bot_name=self._desk.bot_name)
        if spoken is None:
            return ()
        if spoken.command:
            return self._run(COMMANDS.get(spoken.command), Turn(utterance, spoken.argument, self._desk, now))
        if utterance.is_edited or not utterance.is_addressed:
            return ()
        return self._run(COMMANDS["ask"], Turn(utterance, spoken.argument, self._desk, now))

    def _run(self, command: Command | None, turn: Turn) -> Iterable[Reply]:
        if command is None:
            return _unknown(turn)
        if not is_allowed(command.authority, turn.utterance, self._desk.admins):
            return _refused(command, turn)
        return command.handler(turn)


def _unknown(turn: Turn) -> Iterable[Reply]:
    if turn.utterance.press is not None:
        return (Reply(notice="This button is no longer in use."),)
    return (say("I do not know this command. /help shows what I understand."),) if turn.utterance.is_private else ()


def _refused(command: Command, turn: Turn) -> Iterable[Reply]:
    """A stranger learns nothing of admin commands: they look like commands that do not exist."""
    if command.authority is Authority.CHAT:
        sentence = "Only an administrator of this chat can change what it receives."
        return (Reply(notice=sentence) if turn.utterance.press else say(sentence),)
    return _unknown(turn)


def require_topic(turn: Turn, name: str) -> str:
    """The id of a topic named by id or name. Raises BadInput naming the topics there are."""
    wanted = name.strip().casefold()
    for topic in turn.desk.catalog.topics.values():
        if wanted in (topic.id.casefold(), topic.name.casefold()) and not topic.is_paused:
            return topic.id
    names = ", ".join(sorted(topic.id for topic in turn.desk.catalog.topics.values() if not topic.is_paused))
    raise BadInput(f"There is no topic “{name.strip()[:60]}”. There are: {names or 'none yet'}.")
