"""A whole bot for tests of `run`: the real parts, a strict Bot API server on loopback, a web made from a dict."""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.app import App, Overrides
from bot.demo.botapi.control import LocalBotApi
from bot.run.runner import Runner
from bot.run.scheduler import Ticker
from config.settings import Settings, load_settings
from retrieval.feeds.parser import ParsedFeed, parse_feed
from retrieval.intake.extract import Extract
from retrieval.pages.extraction import extract_article
from retrieval.ports import Clock, Embedder, Http, Model
from retrieval.workers.pool import ParseWorkers
from tests.builders import NOON
from tests.fakes import FakeClock, FakeEmbedder, FakeHttp
from tests.feedserver import rss

ADMIN, SAM = 1, 2
# A limit for a hang, not a measure: the machine may do other things too.
PATIENCE = 300.0
NOTHING: Mapping[str, str] = {}
FEED = "https://westtimes.example/feed"
OUTLETS = """
- {name: West Times, domains: [westtimes.example], country: US, ownership: private}
- {name: East Post, domains: [eastpost.example], country: CN, ownership: state}
"""
TOPIC = f"""
id: east-west
name: East and West
schedule: {{time: "07:00", timezone: UTC}}
perspectives:
  - {{id: west, name: The West, outlets: {{countries: [US]}}}}
  - {{id: east, name: The East, outlets: {{countries: [CN]}}}}
feeds:
  - url: {FEED}
"""


def write_config(folder: Path) -> Path:
    """A config folder with one topic and two outlets."""
    (folder / "topics").mkdir(parents=True, exist_ok=True)
    (folder / "outlets.yaml").write_text(OUTLETS, "utf-8")
    (folder / "topics" / "east-west.yaml").write_text(TOPIC, "utf-8")
    return folder


def environment(server: LocalBotApi, more: Mapping[str, str] = NOTHING) -> dict[str, str]:
    """What `run` is told."""
    return {
        "TELEGRAM_BOT_TOKEN": server.token,
        "TELEGRAM_API_BASE_URL": server.base_url,
        "COUNTERPOINT_ADMINS": str(ADMIN),
        "COUNTERPOINT_HTTP_PORT": "0",
        **more,
    }


def settings(folder: Path, server: LocalBotApi, more: Mapping[str, str] = NOTHING) -> Settings:
    config = write_config(folder / "config")
    return load_settings(environment(server, more), data=folder / "data", config=config)


class StillTicker(Ticker):
    """Calls nothing: a test calls the jobs it wants."""

    def start(self) -> None:
        """Nothing begins."""


class QuickWorkers(ParseWorkers):
    """Parses where it stands: processes take seconds to start."""

    def __init__(self) -> None:
        super().__init__(processes=0)

    def __call__(self, body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
        return parse_feed(body, url=url, headers=headers, now=now)

    def extract(self, page: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Extract:
        return extract_article(page, url=url, headers=headers, now=now)


@dataclass
class Outside:
    """What stands outside the bot."""

    clock: Clock = field(default_factory=lambda: FakeClock(NOON))
    http: Http = field(default_factory=lambda: FakeHttp({FEED: rss("Lena bridge opens", "Grain harvest is late")}))
    embedder: Embedder = field(default_factory=FakeEmbedder)
    model: Model | None = None

    @property
    def overrides(self) -> Overrides:
        return Overrides(self.clock, self.http, self.embedder, self.model, QuickWorkers())


@dataclass
class Bot:
    """A running bot and its server."""

    app: App
    runner: Runner
    server: LocalBotApi

    def page(self, path: str, *, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of a page of the site."""
        assert self.runner.web is not None
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.runner.web.port}{path}", body, names)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def wait_for_news(self, count: int = 2) -> None:
        """Until so many articles are fetched and can be found."""

        def is_there() -> bool:
            status = self.app.index.status()
            return status.articles == count and not status.waiting

        self.server.wait_for(is_there, timeout=PATIENCE)

    def ask(self, words: str, *, expect: str = "") -> str:
        """Sam writes something; the reply that holds `expect`."""
        sam = self.server.user(SAM, "Sam")
        newest = max((post.id for post in self.server.messages(SAM)), default=0)
        sam.say(words)
        return self.server.wait_for(
            lambda: next(
                (p.text.text for p in self.server.messages(SAM) if p.id > newest and expect in p.text.text), ""
            ),
            timeout=PATIENCE,
        )


@contextmanager
def running_bot(
    folder: Path,
    server: LocalBotApi,
    outside: Outside | None = None,
    more: Mapping[str, str] = NOTHING,
    ticker: Ticker | None = None,
) -> Iterator[Bot]:
    """A started bot; it is stopped at the end, as by SIGTERM."""
    made = outside or Outside()
    with App(settings(folder, server, more), made.overrides) as app:
        runner = Runner(app, ticker=ticker)
        try:
            runner.start()
            yield Bot(app, runner, server)
        finally:
            runner.stop()
