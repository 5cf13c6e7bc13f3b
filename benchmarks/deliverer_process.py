"""The deliverer as a process of its own, for the benchmarks that kill it: delivers one morning until it is ended.

`deliverer` makes one, not yet started, forked from a server process that has everything imported: a start costs
milliseconds, so that kills fall on work and not on imports.
"""

import asyncio
import json
import multiprocessing
import os
import time as clock_time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.connection import connected, paced_bot
from bot.chat.messenger import TelegramMessenger
from bot.chat.ratelimiter import PaceArgs
from bot.delivery import tables  # noqa: F401
from bot.delivery.chats import Order
from bot.delivery.delivering import Deliverer
from bot.delivery.doubt import doubt_part, settle_press, settle_seen
from bot.delivery.ownership import own_folder
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Part, Place
from bot.delivery.store import Inbox, Ledger, Subscriptions
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
        bot = paced_bot(task.token, pacer, base_url=task.base_url, read_timeout=READ_TIMEOUT)
        ledger = Ledger(database)
        with connected(bot) as messenger:
            deliverer = Deliverer(Subscriptions(database), ledger, messenger, build, pacer=pacer, doubt=doubt_part)
            deliverer.start(clock.now())
            listener = Thread(target=listen, args=(bot, messenger, database, clock), daemon=True)
            listener.start()
            Thread(target=tick_for_ever, args=(deliverer, clock), daemon=True).start()
            ready.send("ready")
            deliverer.serve(clock, Event())


def tick_for_ever(deliverer: Deliverer, clock: RunningClock) -> None:
    """What the scheduler does each minute, each second here."""
    while True:
        deliverer.tick(clock.now())
        clock_time.sleep(1.0)


def listen(bot: ExtBot[PaceArgs], messenger: TelegramMessenger, database: Database, clock: RunningClock) -> None:
    """Keep each update before acting on it; begin with what a killed predecessor left unfinished."""
    inbox, ledger = Inbox(database), Ledger(database)
    for stored in inbox.unfinished(since=FIRST_MORNING - timedelta(days=1)):
        act(inbox, ledger, messenger, stored.update_id, json.loads(stored.body), clock)
    while True:
        offset = (inbox.last_id() or 0) + 1
        try:
            call = bot.get_updates(offset=offset, timeout=1, allowed_updates=Update.ALL_TYPES)
            updates = asyncio.run_coroutine_threadsafe(call, messenger._loop).result(30)
        except TelegramError:
            continue
        for update in updates:
            if inbox.keep(update.update_id, update.to_json(), chat_id=None, now=clock.now()):
                act(inbox, ledger, messenger, update.update_id, update.to_dict(), clock)


def act(
    inbox: Inbox,
    ledger: Ledger,
    messenger: TelegramMessenger,
    update_id: int,
    update: dict[str, Any],
    clock: RunningClock,
) -> None:
    """Settle what a press or a reply settles; answer a question at once."""
    if not inbox.begin(update_id):
        return
    press, message = update.get("callback_query"), update.get("message", {})
    if press:
        chat_id = press["message"]["chat"]["id"]
        settle_press(ledger, chat_id, press["data"], now=clock.now())
    elif reply := message.get("reply_to_message"):
        chat_id = message["chat"]["id"]
        settle_seen(ledger, chat_id, reply["message_id"], reply.get("text", ""), by="reply", now=clock.now())
    elif message.get("text", "").endswith("?"):
        answer = f"About: {message['text']}"
        messenger.send(Place(message["chat"]["id"]), Part("", answer))
    inbox.finish(update_id, now=clock.now())


def database_in(folder: Path) -> Database:
    database = open_database(f"sqlite:///{folder}/counterpoint.db")
    database.create_all()
    return database
