"""Runs the whole bot as one process (`run`): Telegram, schedule, delivery, web archive. SIGTERM drains it.

The schedule only ticks; what is due is a question to the database. Among replicas (PostgreSQL) one leads: it plans, sends,
polls feeds and, without a webhook, Telegram; the others stand by, answer what a webhook brings them, and serve the archive.
"""

import logging
import signal
import threading
from contextlib import ExitStack
from datetime import timedelta
from time import monotonic
from types import FrameType

from bot.app import App
from bot.chat.service import ChatService
from bot.delivery.deliverer import Deliverer
from bot.delivery.doubt import LedgerAftercare
from bot.delivery.editions import EditionMaker
from bot.delivery.store.leases import RENEW_EVERY
from bot.run.chores import Chores
from bot.run.gauges import process_gauges, store_gauges
from bot.run.health_check import HealthCheck, StorageWatch
from bot.run.leading_replica import Lead
from bot.run.scheduler import ClockWatch, Job, Ticker
from bot.web.push_door import Door
from bot.web.site_server import WebServer
from retrieval.errors import BadInput, StorageError
from retrieval.once import load_all

log = logging.getLogger(__name__)

UNREACHABLE = "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather, or try `counterpoint demo`."
TICK_SECONDS = 60
POLL_SECONDS = 600
INDEX_SECONDS = 60
WATCH_SECONDS = 300
PUBLISH_SECONDS = 60
# How soon admins hear of a full disk, and readers are answered after it (docs/decisions/0171).
STORAGE_SECONDS = 60
# A tick may write a digest with a slow model; an index of a hundred thousand articles is made anew in hours.
TICK_DEADLINE = timedelta(minutes=15)
INDEX_DEADLINE = timedelta(hours=6)
# So long digests wait for the first round of feeds.
POLL_FIRST = timedelta(minutes=5)
DRAIN = timedelta(seconds=30)
# What nobody has begun for so long was left by a process that is gone, or that has too much to do.
LEFT = timedelta(seconds=10)
REPLAY_SECONDS = 5


class Runner:
    """Starts and stops the parts of a running bot, in order and in reverse order."""

    def __init__(
        self, app: App, *, tick_seconds: int = TICK_SECONDS, has_web: bool = True, ticker: Ticker | None = None
    ) -> None:
        self._app = app
        self._tick_seconds = tick_seconds
        self._has_web = has_web
        self._closing = ExitStack()
        self._chores = Chores(app)
        self._ticker = ticker or Ticker(on_error=app.meters.count_job_error)
        self._has_polled = threading.Event()
        self._started = monotonic()
        self._lead = Lead(app, begin=self._begin_leading, end=self._end_leading)
        self._storage = StorageWatch(app, service=lambda: self.service, is_leader=self._lead.is_ours)
        self._check = HealthCheck(app, self._ticker, service=lambda: self.service, is_leader=self._lead.is_ours)
        self.service: ChatService | None = None
        self.deliverer: Deliverer | None = None
        self.web: WebServer | None = None

    def start(self) -> None:
        """Everything up, the web archive first: it says how the rest is doing. Raises CounterpointError."""
        self._app.meters.watch((*store_gauges(self._app), *process_gauges(self._check.silence, self._lead.is_ours)))
        # Made here, in one thread: jobs of several threads are about to ask for them.
        _ = self._app.index, self._app.poller, self._app.pages, self._app.resolve_link, self._app.leadership
        if self._has_web:
            self._serve_web()
        load_all()
        service = self.service = self._start_chat()
        self.deliverer = Deliverer(
            self._app.subscriptions,
            self._app.ledger,
            service.messenger,
            EditionMaker(self._app.editor, self._app.voice),
            pacer=self._app.pacer,
            doubt=self._app.doubt,
            owns=self._lead.is_ours,
        )
        self._closing.callback(self._resign)
        if self._app.webhook:
            service.listen()
        self.lead()
        sender = threading.Thread(
            target=self.deliverer.serve, args=(self._app.clock, self._app.stopping), name="sender"
        )
        sender.start()
        self._closing.callback(sender.join, DRAIN.total_seconds())
        self._start_schedule()

    def heed_signals(self) -> None:
        """From now on SIGTERM and SIGINT end `wait`."""

        def leave(number: int, frame: FrameType | None) -> None:
            self._app.stopping.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)

    def wait(self) -> None:
        """Until SIGTERM or SIGINT."""
        self.heed_signals()
        watch = ClockWatch(self._app.clock)
        while not self._app.stopping.wait(1):
            if watch.has_jumped():
                log.warning("the clock was set")
                self._ticker.realign()

    def stop(self) -> None:
        """Begin nothing new, finish what is under way, give everything back. Safe after a start that failed."""
        self._app.stopping.set()
        self._closing.close()

    def tick(self) -> None:
        """One turn of the schedule: write what is due into the ledger."""
        if self.deliverer is not None:
            self.deliverer.tick(self._app.clock.now())

    def poll(self) -> None:
        try:
            self._chores.poll()
        finally:
            self._has_polled.set()

    def _after_poll(self, job: Job) -> Job:
        """After downtime the feeds go first: a digest planned before they were asked would call the day quiet."""

        def call() -> None:
            if self._has_polled.is_set() or monotonic() - self._started > POLL_FIRST.total_seconds():
                job()

        return call

    def publish(self) -> None:
        self._chores.publish()

    def index(self) -> None:
        self._chores.index()

    def watch(self) -> None:
        self._chores.watch()

    def back_up(self) -> None:
        self._chores.back_up()

    def check_storage(self) -> None:
        """Try a write. When storage works again, what was stored and could not be acted on is taken up."""
        if self._storage.has_recovered() and self.service is not None and self._lead.is_ours():
            log.info("storage works again")
            self.service.replay(left_for=LEFT)

    # -- parts

    def _start_chat(self) -> ChatService:
        app, token = self._app, self._app.settings.telegram_bot_token
        if token is None:
            raise BadInput(UNREACHABLE)
        service = ChatService(
            token.get_secret_value(),
            make_conversation=lambda name: app.conversation(bot_name=name),
            inbox=app.inbox,
            subscriptions=app.subscriptions,
            pacer=app.pacer,
            clock=app.clock,
            base_url=app.settings.telegram_api_base_url,
            webhook=app.webhook,
            aftercare=LedgerAftercare(app.ledger, app.clock, app.doubt),
        )
        self._closing.callback(service.stop)
        service.start(listens=False)
        return service

    def _start_schedule(self) -> None:
        every = self._ticker.every
        every("index", INDEX_SECONDS, self.index, deadline=INDEX_DEADLINE)
        every("tick", self._tick_seconds, self._after_poll(self.tick), deadline=TICK_DEADLINE)
        every("storage", STORAGE_SECONDS, self.check_storage, deadline=TICK_DEADLINE)
        every("poll", POLL_SECONDS, self._lead.only(self.poll))
        every("publish", PUBLISH_SECONDS, self._lead.only(self._after_poll(self.publish)), deadline=TICK_DEADLINE)
        every("watch", WATCH_SECONDS, self._lead.only(self.watch))
        if not self._app.database.is_sqlite:
            # Apart: to follow the lead may wait for Telegram, and the lease must be renewed meanwhile.
            every("renew", RENEW_EVERY.total_seconds(), self._lead.renew)
            every("lead", RENEW_EVERY.total_seconds(), self._lead.follow)
        every("replay", REPLAY_SECONDS, self._lead.only(self._replay))
        self._ticker.daily("prune", 3, 20, self._lead.only(self._chores.prune))
        self._ticker.daily("backup", 3, 40, self.back_up)
        self._ticker.start()
        self._closing.callback(self._ticker.stop)

    def _serve_web(self) -> None:
        settings, hook = self._app.settings, self._app.webhook
        door = Door(hook.path, hook.is_from_telegram, self._receive) if hook else None
        server = WebServer(self._app.site(self._check.health, door), host=settings.http_host, port=settings.http_port)
        server.start()
        self._closing.callback(server.stop)
        self.web = server

    def _receive(self, body: bytes) -> None:
        if self.service is None or self._app.stopping.is_set():
            raise StorageError("The bot is starting or stopping: Telegram sends it again.")
        self.service.receive(body)

    # -- leading

    def lead(self) -> None:
        """Take or keep the lead where there are replicas, and begin or end what only the leader does."""
        self._lead.take()

    def _begin_leading(self) -> None:
        if self.deliverer is not None and self.service is not None:
            self.deliverer.start(self._app.clock.now())
            self.service.replay()
            if self._app.webhook is None:
                self.service.listen()

    def _end_leading(self) -> None:
        if self.service is not None and self._app.webhook is None:
            self.service.rest()

    def _resign(self) -> None:
        """Listen no more before somebody else may begin to."""
        if self.service is not None:
            self.service.rest()
        self._lead.resign()

    def _replay(self) -> None:
        if self.service is not None:
            self.service.replay(left_for=LEFT)
