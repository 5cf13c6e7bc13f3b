"""One utterance in, replies out: find the command, decide authority, run it, and turn what goes wrong into a sentence.

Synchronous, without any chat library; the surfaces call `handle` in a thread.
"""

import hashlib
import logging
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeGuard

from bot.delivery.doubt import settle_seen
from bot.digest.show.document import Bold, Document, Instant, Link, Paragraph, Quotation, line
from bot.talk.commands.allowance import may_search
from bot.talk.commands.place_invitation import invited_zone
from bot.talk.commands.plain_words import step_in, wish_in
from bot.talk.commands.remembered_answers import LATEST, recall_answer
from bot.talk.commands.start import welcome_place
from bot.talk.frame.authority import Authority, is_admin, is_allowed
from bot.talk.frame.desk import Desk, Turn
from bot.talk.frame.dialogs import open_question
from bot.talk.frame.localise import Words, pick_language
from bot.talk.frame.memory import OURSELVES
from bot.talk.frame.registry import COMMANDS, DIALOGS, PRESSES, Command
from bot.talk.frame.replies import Card, Reply, say
from bot.talk.frame.utterances import Utterance, cut_command
from retrieval.articles import Filters, Hit, is_hourless
from retrieval.errors import BadInput, CounterpointError, DataRefused

# Of a search from another chat: the characters it may have, the articles it shows, the characters of a passage.
SHORTEST, LONGEST, MOST, PASSAGE = 2, 256, 20, 400

log = logging.getLogger(__name__)

__all__ = ["Conversation", "Desk", "Turn"]


class Conversation:
    """Holds the whole conversation, for every surface."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handle(self, utterance: Utterance) -> Iterator[Reply]:
        """The replies, one by one as they are ready. Never raises for what a person said; a defect is logged and owned up to."""
        words = self._desk.words(pick_language("", utterance.person.language if utterance.person else ""))
        try:
            turn = self._turn(utterance)
            words = turn.words
            yield from self._replies(turn)
        except BadInput as error:
            yield say(words.said(error.said))
        except Exception as error:
            log.error("utterance failed", extra={"chat": utterance.chat_id, **_trace(error)})
            yield say(words.said(error.said)) if self._may_mend(error, utterance) else _sorry(words)

    def _may_mend(self, error: Exception, utterance: Utterance) -> TypeGuard[CounterpointError]:
        """Whether what failed is told to this person: readers can do nothing about a disk, and need not know of it."""
        is_ours = isinstance(error, CounterpointError) and not isinstance(error, DataRefused)
        return is_ours and is_admin(utterance, self._desk.admins)

    def apologise(self, chat_id: int) -> Reply:
        """What is said where something that somebody wrote could not be acted on."""
        chat = self._desk.subscriptions.chat(chat_id)
        return _sorry(Words(chat.language if chat else ""))

    def search(self, text: str, *, person_id: int, language: str = "") -> list[Card]:
        """What the archive holds on some words, for a search from another chat; nothing for one search too many.

        Never raises.
        """
        try:
            if not may_search(self._desk, person_id):
                return []
            return search_cards(self._desk, text, words=self._desk.words(pick_language("", language)))
        except Exception as error:
            log.error("search failed", extra=_trace(error))
            return []

    def enter(self, place: Utterance) -> Iterator[Reply]:
        """What is said in a group or channel that has just taken us in."""
        yield welcome_place(self._turn(place))

    def migrate(self, old: int, new: int) -> None:
        """A group has a new id: everything of the old one is the new one's."""
        self._desk.subscriptions.migrate(old, new)
        self._desk.memory.move(old, new)

    @property
    def admins(self) -> frozenset[int]:
        return self._desk.admins

    def profile_set(self) -> str:
        """The mark of what the chat service was last told about our face, or empty."""
        return str(self._desk.memory.recall(OURSELVES, "profile") or "")

    def note_profile(self, mark: str) -> None:
        self._desk.memory.keep(OURSELVES, "profile", mark, now=self._desk.clock.now())

    def note_shown(self, utterance: Utterance, reply: Reply, message_ids: Sequence[int]) -> None:
        """Remember which messages show a reply, to know later what an answer to one of them is about."""
        if reply.key:
            for message_id in message_ids:
                self._desk.memory.keep(
                    utterance.chat_id, f"message:{message_id}", reply.key, now=self._desk.clock.now()
                )

    def words(self, chat_id: int) -> Words:
        """Our sentences in the language that a chat chose."""
        chat = self._desk.subscriptions.chat(chat_id)
        return self._desk.words(chat.language if chat else "")

    def _turn(self, utterance: Utterance) -> Turn:
        chat = self._desk.subscriptions.chat(utterance.chat_id)
        reported = utterance.person.language if utterance.person else ""
        words = self._desk.words(pick_language(chat.language if chat else "", reported))
        return Turn(utterance, "", self._desk, self._desk.clock.now(), words, chat)

    def _replies(self, turn: Turn) -> Iterable[Reply]:
        said = turn.utterance
        self._note_seen(said, turn.now)
        if said.press is not None:
            name, _, argument = said.press.data.partition(":")
            return self._run(PRESSES.get(name), turn.with_argument(argument))
        spoken = cut_command(said.text, bot_name=self._desk.bot_name)
        if spoken is None:
            return ()
        if spoken.command:
            return self._command(turn.with_argument(spoken.argument), spoken.command)
        if said.is_edited or not said.is_addressed:
            return ()
        return self._plain_words(turn.with_argument(spoken.argument))

    def _command(self, turn: Turn, name: str) -> Iterable[Reply]:
        """A command; one that does not exist may be a wish all the same (`/stop`)."""
        if name in COMMANDS:
            return self._run(COMMANDS[name], turn)
        if turn.utterance.is_private and not turn.argument and (wish := self._wished(turn, name)):
            return wish
        return _unknown(turn)

    def _plain_words(self, turn: Turn) -> Iterable[Reply]:
        """An answer to our question where one is open, else a place, a file or a question to us."""
        said = turn.utterance
        if said.document is not None:
            return self._run(DIALOGS["file"], turn)
        question = open_question(self._desk.memory, said, now=turn.now)
        if question is not None and question.name in DIALOGS:
            return self._run(DIALOGS[question.name], replace(turn, data=question.data))
        if said.location is not None:
            return self._run(DIALOGS["zone"], turn)
        if said.is_private and (wish := self._wish(turn)):
            return wish
        if said.is_private and (zone := invited_zone(turn)):
            return self._run(DIALOGS["zone"], turn.with_argument(zone))
        return self._run(COMMANDS["ask"], turn) if turn.argument else ()

    def _wish(self, turn: Turn) -> Iterable[Reply] | None:
        """What a command written in plain words does, if it is one that this person may use."""
        step = step_in(turn.argument)
        if step and turn.utterance.reply_to is None and recall_answer(turn, LATEST):
            return self._run(PRESSES[step], turn.with_argument(""))
        return self._wished(turn, turn.argument)

    def _wished(self, turn: Turn, said: str) -> Iterable[Reply] | None:
        wish = wish_in(said)
        if wish is None or not is_allowed(COMMANDS[wish[0]].authority, turn.utterance, self._desk.admins):
            return None
        return self._run(COMMANDS[wish[0]], turn.with_argument(wish[1]))

    def _run(self, command: Command | None, turn: Turn) -> Iterable[Reply]:
        if command is None:
            return _unknown(turn)
        if not is_allowed(command.authority, turn.utterance, self._desk.admins):
            return _refused(command, turn)
        return command.handler(turn)

    def _note_seen(self, said: Utterance, now: datetime) -> None:
        """Whoever replies to a message of ours or presses its button has it: that settles a delivery in doubt."""
        if said.shown_text and said.press is not None and said.press.message_id is not None:
            settle_seen(self._desk.ledger, said.chat_id, said.press.message_id, said.shown_text, by="press", now=now)
        elif said.shown_text and said.reply_to is not None:
            settle_seen(self._desk.ledger, said.chat_id, said.reply_to, said.shown_text, by="reply", now=now)


def _trace(error: Exception) -> dict[str, str]:
    """Where it happened, without the error's words: they may be a reader's."""
    frames = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"kind": type(error).__name__, "where": " ".join(frames[-6:])}


def _sorry(words: Words) -> Reply:
    return say(words("Something went wrong on our side, and it is written down for the admin. Please try again."))


def _unknown(turn: Turn) -> Iterable[Reply]:
    if turn.utterance.press is not None:
        return (Reply(notice=turn.words("This button is no longer in use.")),)
    if not turn.utterance.is_private:
        return ()
    return (say(turn.words("I do not know this command. /help shows what I understand.")),)


def _refused(command: Command, turn: Turn) -> Iterable[Reply]:
    """A stranger learns nothing of admin commands: they look like commands that do not exist."""
    if command.authority is Authority.CHAT:
        sentence = turn.words("Only an administrator of this chat can change what it receives.")
        return (Reply(notice=sentence) if turn.utterance.press else say(sentence),)
    if turn.utterance.document is not None:
        return (say(turn.words("I cannot read files. Write to me instead; /help shows how.")),)
    return _unknown(turn)


def search_cards(desk: Desk, text: str, *, words: Words) -> list[Card]:
    """The best articles for some words; none for a word that is hardly begun."""
    wanted = " ".join(text.split())[:LONGEST]
    if len(wanted) < SHORTEST:
        return []
    hits = desk.index.search(wanted, Filters(until=desk.clock.now()), k=MOST)
    return [_card(hit, words) for hit in hits]


def _card(hit: Hit, words: Words) -> Card:
    article = hit.article
    passage = hit.passage if len(hit.passage) <= PASSAGE else hit.passage[: PASSAGE - 1].rsplit(" ", 1)[0] + "…"
    day = article.day_written()
    said = words.day(day) if day else words("undated")
    when = (", ", said if day is None or is_hourless(article.published) else Instant(article.published, said))
    document = Document(
        (
            Paragraph(line(Bold(article.title))),
            Quotation((line(passage),)),
            Paragraph(line(Link(article.outlet, article.url) if article.url else article.outlet, *when)),
        )
    )
    about = f"{article.outlet}, {said}"
    # Ids may be longer than the 64 bytes a result's id may have.
    short = hashlib.sha256(article.id.encode()).hexdigest()[:32]
    return Card(short, article.title, about, document, article.url)
