"""`run`: the whole bot as one process: Telegram, schedule, delivery, web archive. SIGTERM drains.

The scheduler only ticks; what is due is a question to the database. Every tick may run twice or die anywhere.
"""

import logging
import signal
import threading
from contextlib import ExitStack
from datetime import UTC, timedelta
from threading import Event
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import App
from bot.chat.service import ChatService
from bot.delivery.delivering import Deliverer
from bot.delivery.doubt import doubt_part
from bot.delivery.editions import EditionMaker
from bot.web.serving import WebServer
from bot.web.site import Health
from retrieval.errors import BadInput
from retrieval.reading import read_articles

log = logging.getLogger(__name__)

POLL_EVERY = timedelta(minutes=10)
KEEP_TEXTS = timedelta(days=30)
DRAIN = timedelta(seconds=30)


class Runner:
    """Starts and stops the parts of a running bot, in order and in reverse order."""

    def __init__(self, app: App, *, tick_seconds: int = 20, has_web: bool = True) -> None:
        self._app = app
        self._tick_seconds = tick_seconds
        self._has_web = has_web
        self._stop = Event()
        self._closing = ExitStack()
        self._indexing = threading.Lock()
        self.service: ChatService | None = None
        self.deliverer: Deliverer | None = None

    def start(self) -> None:
        """Everything up, the web archive first: it says how the rest is doing. Raises CounterpointError."""
        if self._has_web:
            self._serve_web()
        self.service = self._start_chat()
        self.deliverer = Deliverer(
            self._app.subscriptions,
            self._app.ledger,
            self.service.messenger,
            EditionMaker(self._app.editor, buttons=self._app.digest_buttons),
            pacer=self._app.pacer,
            doubt=doubt_part,
        )
        self.deliverer.start(self._app.clock.now())
        sender = threading.Thread(target=self.deliverer.serve, args=(self._app.clock, self._stop), name="delivery")
        sender.start()
        self._closing.callback(sender.join, DRAIN.total_seconds())
        self._closing.callback(self._stop.set)
        self._start_schedule()

    def wait(self) -> None:
        """Until SIGTERM or SIGINT."""

        def leave(number: int, frame: FrameType | None) -> None:
            self._stop.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        while not self._stop.wait(1):
            pass

    def stop(self) -> None:
        self._stop.set()
        self._closing.close()

    def tick(self) -> None:
        """One turn of the schedule: write what is due into the ledger."""
        if self.deliverer is not None:
            self.deliverer.tick(self._app.clock.now())

    def poll(self) -> None:
        """Fetch feeds that are due, read pages without text, bring the index up to date."""
        app, now = self._app, self._app.clock.now()
        app.feeds.sync_topics(app.catalog.topics.values(), now=now)
        app.poller.poll_feeds(now=now)
        read_articles(app.articles, app.pages, app.workers.extract, may_fetch=lambda _: True, now=now)
        self.index()

    def index(self) -> None:
        """One at a time; a second call waits, for its articles may have come after the first began."""
        with self._indexing:
            self._app.index.sync()

    def prune(self) -> None:
        """Drop what /privacy promises not to keep: conversation memory, updates and sent parts that grew old."""
        before = self._app.clock.now() - KEEP_TEXTS
        self._app.memory.expire(before)
        self._app.inbox.prune(before)
        self._app.ledger.prune(before)

    def _start_chat(self) -> ChatService:
        app, token = self._app, self._app.settings.telegram_bot_token
        if token is None:
            raise BadInput("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather, or try `counterpoint demo`.")
        service = ChatService(
            token.get_secret_value(),
            make_conversation=lambda name: app.conversation(bot_name=name),
            inbox=app.inbox,
            subscriptions=app.subscriptions,
            pacer=app.pacer,
            clock=app.clock,
            base_url=app.settings.telegram_api_base_url,
        )
        service.start()
        self._closing.callback(service.stop)
        return service

    def _start_schedule(self) -> None:
        scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None})
        scheduler.add_job(self.tick, "interval", seconds=self._tick_seconds, next_run_time=self._app.clock.now())
        scheduler.add_job(
            self.poll, "interval", seconds=POLL_EVERY.total_seconds(), next_run_time=self._app.clock.now()
        )
        scheduler.add_job(self.prune, "cron", hour=3, minute=20)
        scheduler.start()
        self._closing.callback(scheduler.shutdown)

    def _serve_web(self) -> None:
        settings = self._app.settings
        server = WebServer(self._app.site(self._health), host=settings.http_host, port=settings.http_port)
        server.start()
        self._closing.callback(server.stop)

    def _health(self) -> Health:
        problems = self._app.problems()
        if self.service is None:
            problems = ("The bot is still starting.", *problems)
        return Health(not problems, problems)
