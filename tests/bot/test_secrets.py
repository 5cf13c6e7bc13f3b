"""A run in which everything goes wrong, and what may never be seen in it: the token, the key, passwords, readers' words."""

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.app import App
from bot.cli.console_script import run
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.faults import Fault
from bot.run.logs import set_up_logs
from bot.run.runner import Runner
from bot.run.scheduler import Ticker
from retrieval.database import open_database
from retrieval.errors import CounterpointError, StorageError
from retrieval.ports import Request, Response, Vectors
from tests.bot.rig import (
    ADMIN,
    FEED,
    SAM,
    Bot,
    Outside,
    StillTicker,
    environment,
    running_bot,
    settings,
    write_config,
)
from tests.bot.test_storage_trouble import impatient, lock
from tests.builders import NOON
from tests.fakes import FakeClock, FakeEmbedder, FakeHttp
from tests.feedserver import FeedServer, Page, rss

pytestmark = pytest.mark.slow

KEY = "sk-test-0123456789abcdef"
SECRET = "a-secret-of-16-chars"
MARK = "vermilion"
QUESTION = f"what did West Times say about my {MARK} umbrella?"
FAULTS: tuple[Fault, ...] = ("too_many", "server_error", "bad_gateway", "lost_answer", "lost_request")
PAGES = ("/", "/healthz", "/readyz", "/metrics", "/feed.atom", "/t/east-west", "/t/nowhere", "/no/such/page")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged from `watched` on."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi(now=lambda: NOON) as running:
        yield running


class TalkativeEmbedder(FakeEmbedder):
    """Fails with the words it was given, as careless libraries do."""

    def embed_query(self, text: str) -> Vectors:
        if "explode" in text:
            raise ValueError(f"cannot embed {text!r}")
        return super().embed_query(text)


class LeakyWeb(FakeHttp):
    """Serves a feed, then an error that holds the token."""

    def __init__(self, token: str) -> None:
        super().__init__({FEED: rss("Lena bridge opens")})
        self.token = token

    def get(self, request: Request) -> Response:
        if len(self.requests) > 1:
            raise RuntimeError(f"no route to https://api.telegram.org/bot{self.token}/getMe")
        return super().get(request)


def seen(bot: Bot) -> str:
    """All pages of the site, and all that the admin was told."""
    return "\n".join([*(bot.page(path)[1] for path in PAGES), *bot.server.texts(ADMIN)])


def provoke_model(model_server: FeedServer) -> None:
    error = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}. You wrote: {QUESTION}"}}).encode()
    json_type = {"Content-Type": "application/json"}
    model_server.pages["/v1/chat/completions"] = [
        Page(error, 401, json_type),
        Page(error, 429, json_type),
        Page(error, 500, json_type),
        Page(f"<html>{KEY} {QUESTION}</html>".encode(), 200),
    ]


def provoke_everything(bot: Bot, clock: FakeClock, model_server: FeedServer) -> None:
    """Questions, commands and presses, while Telegram, the model, the web and our own parts fail."""
    server = bot.server
    sam = server.user(SAM, "Sam")
    for number, fault in enumerate(FAULTS):
        server.fail_next("sendMessage", fault)
        server.user(100 + number, f"Reader {number}").say(QUESTION)
    for number in range(4):
        server.user(200 + number, f"Asker {number}").say(f"what did West Times say on the Lena bridge? ({MARK})")
    server.wait_for(lambda: len(model_server.asked) >= 4, timeout=30)
    bot.ask(f"/feedback the {MARK} umbrella is broken")
    bot.ask(f"/subscribe {MARK}")
    bot.ask(f"/nosuchcommand {MARK}")
    bot.ask(f"/time {MARK}")
    bot.ask(f"explode {MARK}", expect="went wrong")
    sam.say(f"/addfeed https://{MARK}.example/feed")
    clock.advance(timedelta(hours=2))
    ticker = Ticker(on_error=bot.app.meters.count_job_error)
    ticker.every("poll", 600, bot.runner.poll)
    ticker.start()
    server.wait_for(lambda: 'job_errors_total{job="poll"}' in bot.page("/metrics")[1])
    ticker.stop()
    for chore in (bot.runner.tick, bot.runner.watch, bot.runner.back_up):
        chore()


def test_a_run_with_every_failure_shows_no_secret_and_nobody_s_words(
    tmp_path: Path, server: LocalBotApi, lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    model_server = FeedServer()
    provoke_model(model_server)
    more = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model_server.url("/v1"), "COUNTERPOINT_LOG_LEVEL": "debug"}
    more |= {"COUNTERPOINT_LOG": "json"}
    set_up_logs(settings(tmp_path, server, more), stream=lines)
    model = OpenAiModel(api_key=KEY, base_url=model_server.url("/v1"), model="m", clock=SystemClock())
    clock = FakeClock(NOON)
    outside = Outside(clock, http=LeakyWeb(server.token), embedder=TalkativeEmbedder(), model=model)
    server.user(ADMIN, "Robin", is_started=True)
    with running_bot(tmp_path, server, outside, more) as bot:
        bot.wait_for_news(1)
        provoke_everything(bot, clock, model_server)
        shown = seen(bot)
    model_server.close()
    everything = "\n".join([lines.getvalue(), shown, *capfd.readouterr()])
    assert "utterance failed" in everything
    assert "feed failed unexpectedly" in everything
    assert_discreet(everything, server)


def test_a_refused_token_is_not_repeated(tmp_path: Path, server: LocalBotApi, lines: io.StringIO) -> None:
    wrong = "4242:AAthisisnotthetokenofanybot"
    told = settings(tmp_path, server, {"TELEGRAM_BOT_TOKEN": wrong, "COUNTERPOINT_LOG_LEVEL": "debug"})
    set_up_logs(told, stream=lines)
    with App(told, Outside().overrides) as app:
        runner = Runner(app, has_web=False)
        with pytest.raises(CounterpointError) as refusal:
            runner.start()
        runner.stop()
    assert "TELEGRAM_BOT_TOKEN" in str(refusal.value)
    assert wrong not in lines.getvalue() + str(refusal.value)


def test_a_webhook_that_is_poked_tells_nothing(tmp_path: Path, server: LocalBotApi, lines: io.StringIO) -> None:
    hook = {"TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:9/hook", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    set_up_logs(settings(tmp_path, server, {"COUNTERPOINT_LOG_LEVEL": "debug", **hook}), stream=lines)
    server.user(ADMIN, "Robin", is_started=True)
    with running_bot(tmp_path, server, more=hook) as bot:
        words = json.dumps({"update_id": 1, "message": {"text": QUESTION}}).encode()
        answers = [
            bot.page("/hook", body=words),
            bot.page("/hook", body=words, x_telegram_bot_api_secret_token=SECRET),
            bot.page("/hook", body=words, x_telegram_bot_api_secret_token=SECRET[:-1]),
        ]
        shown = seen(bot)
    assert [status for status, _ in answers] == [403, 400, 403]
    assert_discreet(lines.getvalue() + shown + str(answers), server)


def test_the_password_of_a_database_that_is_away_is_not_told() -> None:
    database = open_database("postgresql+psycopg://reader:horse-battery@127.0.0.1:9/news")
    with pytest.raises(StorageError, match="DATABASE_URL") as refusal:
        database.probe()
    assert "horse-battery" not in str(refusal.value)


PASSWORD = "horse-battery"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://reader:{PASSWORD}@127.0.0.1:port/news",
        f"postgresql://reader:x/{PASSWORD}@127.0.0.1/news",
        f"postgresql://reader:x@{PASSWORD}:y@127.0.0.1/news",
        f"mysql://reader:{PASSWORD}@127.0.0.1/news",
        f"postgresql://reader:{PASSWORD}@127.0.0.1:9/news?sslmode={PASSWORD}",
        f"postgresql://reader@127.0.0.1:9/news?nosuch={PASSWORD}",
    ],
)
def test_a_bad_database_address_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], address: str
) -> None:
    said = failing_command(monkeypatch, capfd, ["--data", str(tmp_path), "search", "x"], DATABASE_URL=address)
    assert "DATABASE_URL" in said or "database" in said
    assert PASSWORD not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "secret"),
    [
        ({"TELEGRAM_BOT_TOKEN": "nonsense-token-value"}, "nonsense-token-value"),
        ({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"http://u:{PASSWORD}@host/v1"}, PASSWORD),
        ({"OPENAI_API_KEY": "sk with blanks 0123"}, "blanks"),
        ({"OPENAI_API_KEY_FILE": KEY}, KEY),
        ({"TELEGRAM_WEBHOOK_URL": "https://x.example/h", "TELEGRAM_WEBHOOK_SECRET": "short ß"}, "short"),
    ],
)
def test_bad_settings_are_refused_without_their_values(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    settings: dict[str, str],
    secret: str,
) -> None:
    said = failing_command(monkeypatch, capfd, ["--data", str(tmp_path), "topics-that-are-none"], **settings)
    said += failing_command(monkeypatch, capfd, ["--data", str(tmp_path), "run"], **settings)
    assert secret not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_doctor_says_what_is_refused_and_not_the_secrets(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    server: LocalBotApi,
    form: tuple[str, ...],
) -> None:
    wrong = "4242:AAthisisnotthetokenofanybot0000000000"
    model_server = FeedServer()
    error = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}."}}).encode()
    model_server.pages["/v1/chat/completions"] = Page(error, 401, {"Content-Type": "application/json"})
    told = {
        **environment(server, {"TELEGRAM_BOT_TOKEN": wrong, "COUNTERPOINT_LOG_LEVEL": "debug"}),
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": model_server.url("/v1"),
    }
    folders = ["--data", str(tmp_path / "data"), "--config", str(write_config(tmp_path / "config"))]
    said = failing_command(monkeypatch, capfd, [*folders, "doctor", *form], **told)
    model_server.close()
    assert "OPENAI_API_KEY" in said
    assert "TELEGRAM_BOT_TOKEN" in said
    assert KEY not in said
    assert wrong.partition(":")[2] not in said


def test_libraries_that_would_tell_are_silent_even_at_debug(
    tmp_path: Path, server: LocalBotApi, lines: io.StringIO
) -> None:
    set_up_logs(settings(tmp_path, server, {"COUNTERPOINT_LOG_LEVEL": "debug"}), stream=lines)
    for name in (
        "httpx",
        "httpcore.connection",
        "openai._base_client",
        "sqlalchemy.engine.Engine",
        "telegram.ext.Updater",
    ):
        logging.getLogger(name).debug("parameters: %s", QUESTION)
        logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", server.token)
        logging.getLogger(name).warning("retrying https://api.telegram.org/bot%s/getMe", server.token)
    assert "retrying" in lines.getvalue()
    assert_discreet(lines.getvalue(), server)


def test_jobs_and_storage_that_fail_tell_nobody_s_words(
    tmp_path: Path, server: LocalBotApi, lines: io.StringIO
) -> None:
    set_up_logs(settings(tmp_path, server, {"COUNTERPOINT_LOG_LEVEL": "debug"}), stream=lines)
    server.user(ADMIN, "Robin", is_started=True)
    with running_bot(tmp_path, server, ticker=StillTicker()) as bot:
        impatient(bot.app.database)
        with closing(lock(bot.app.database)):
            server.user(SAM, "Sam", is_started=True).say(QUESTION)
            bot.runner.check_storage()
            told = server.wait_for_message(ADMIN, "locked").text.text
            shown = seen(bot)
        bot.runner.check_storage()
    ticker = Ticker()
    ticker.every("fails", 600, lambda: explode(f"{QUESTION} {server.token}"))
    ticker.start()
    server.wait_for(lambda: "job failed" in lines.getvalue())
    ticker.stop()
    assert "storage fails" in lines.getvalue()
    assert_discreet(lines.getvalue() + told + shown, server)


def explode(words: str) -> None:
    raise ValueError(words)


def failing_command(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], arguments: list[str], **environ: str
) -> str:
    """All that a command says that ends with an error."""
    for name in [
        name for name in os.environ if name.startswith(("TELEGRAM_", "OPENAI_", "DATABASE_", "COUNTERPOINT_"))
    ]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert run(arguments) in (1, 2)
    return "".join(capfd.readouterr())


def assert_discreet(text: str, server: LocalBotApi) -> None:
    assert server.token not in text
    assert server.token.partition(":")[2] not in text
    assert KEY not in text
    assert SECRET not in text
    assert MARK not in text
