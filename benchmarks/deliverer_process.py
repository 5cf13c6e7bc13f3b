"""The deliverer as a process of its own, for the benchmarks that kill it: delivers one morning until it is ended.

`deliverer` makes one, not yet started, forked from a server process that has everything imported: a start costs
milliseconds, so that kills fall on work and not on imports.
"""

import multiprocessing
import os
import time as clock_time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread

from bot.chat.service import ChatService
from bot.delivery import tables  # noqa: F401
from bot.delivery.chats import Order
from bot.delivery.deliverer import Deliverer
from bot.delivery.doubt import PRESS, LedgerAftercare, doubt_part, settle_press, settle_seen
from bot.delivery.ownership import own_folder
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Part
from bot.delivery.store import Inbox, Ledger, Subscriptions
from bot.talk.conversation import Conversation
from bot.talk.frame.replies import Reply, say
from bot.talk.frame.utterances import Utterance
from retrieval.database import Database, open_database

FIRST_MORNING = datetime(2026, 1, 8, 7, 0, tzinfo=UTC)
READ_TIMEOUT = 2.0


class RunningClock:
    """The morning of the day under way plus the real time since the benchmark began."""

    def __init__(self, morning: datetime, began: float) -> None:
        self._morning = morning
        self._began = began

    def now(self) -> datetime:
        return self._morning + timedelta(seconds=clock_time.time() - self._began)


@dataclass(frozen=True)
class Task:
    """`morning` is the instant the process believes it was at `began` (seconds since 1970)."""

    folder: Path
    base_url: str
    token: str
    morning: datetime
    began: float
    parts: int = 3


def deliverer(task: Task) -> tuple[BaseProcess, Connection]:
    """The process, and the pipe on which it says "ready" before it sends anything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    return context.Process(target=deliver, args=(task, theirs), daemon=True), ours


def deliver(task: Task, ready: Connection) -> None:
    """Deliver until killed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    def build(order: Order, now: datetime) -> list[Part]:
        words = [f"{order.topic} {order.day} part {n}" for n in range(1, task.parts + 1)]
        return [Part(f"<b>{text}</b>", text) for text in words]

    with own_folder(task.folder):
        database = database_in(task.folder)
        clock = RunningClock(task.morning, task.began)
        pacer = Pacer(timer=clock_time.monotonic)
        ledger, subscriptions = Ledger(database), Subscriptions(database)
        service = ChatService(
            task.token,
            make_conversation=lambda _: Talk(ledger, clock),
            inbox=Inbox(database),
            subscriptions=subscriptions,
            pacer=pacer,
            clock=clock,
            base_url=task.base_url,
            aftercare=LedgerAftercare(ledger, clock, doubt_part),
            dresses=False,
            read_timeout=READ_TIMEOUT,
        )
        service.start(listens=False)
        deliverer = Deliverer(subscriptions, ledger, service.messenger, build, pacer=pacer, doubt=doubt_part)
        deliverer.start(clock.now())
        service.replay()
        service.listen()
        Thread(target=tick_for_ever, args=(deliverer, clock), daemon=True).start()
        ready.send("ready")
        deliverer.serve(clock, Event())


class Talk(Conversation):
    """The least conversation: settles what a press or a reply settles, answers a question at once."""

    def __init__(self, ledger: Ledger, clock: RunningClock) -> None:
        self._ledger = ledger
        self._clock = clock

    @property
    def admins(self) -> frozenset[int]:
        return frozenset()

    def handle(self, utterance: Utterance) -> Iterator[Reply]:
        """See `Conversation`."""
        now, chat = self._clock.now(), utterance.chat_id
        if utterance.press is not None and utterance.press.data.startswith(PRESS):
            sentence = settle_press(self._ledger, chat, utterance.press.data, now=now)
            yield Reply(notice=sentence or "")
        elif utterance.reply_to is not None:
            settle_seen(self._ledger, chat, utterance.reply_to, utterance.shown_text, by="reply", now=now)
        elif utterance.text.endswith("?"):
            yield say(f"About: {utterance.text}")

    def apologise(self, chat_id: int) -> Reply:
        """See `Conversation`."""
        return say("Something went wrong.")

    def note_shown(self, utterance: Utterance, reply: Reply, message_ids: Sequence[int]) -> None:
        """Nothing is remembered."""


def tick_for_ever(deliverer: Deliverer, clock: RunningClock) -> None:
    """What the scheduler does each minute, each second here."""
    while True:
        deliverer.tick(clock.now())
        clock_time.sleep(1.0)


def database_in(folder: Path) -> Database:
    database = open_database(f"sqlite:///{folder}/counterpoint.db")
    database.create_all()
    return database
