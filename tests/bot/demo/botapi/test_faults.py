"""Faults as python-telegram-bot sees them, and updates by webhook."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.faults import Fault, Faults
from tests.bot.demo.botapi.test_polling import new_bot, with_bot


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi() as running:
        running.user(2, "Ada", is_started=True)
        yield running


@pytest.mark.parametrize(
    ("fault", "error", "is_applied"),
    [
        ("lost_answer", NetworkError, True),
        ("lost_request", NetworkError, False),
        ("too_many", RetryAfter, False),
        ("server_error", NetworkError, False),
        ("bad_gateway", NetworkError, False),
    ],
)
def test_each_fault_is_what_the_library_would_see(
    server: LocalBotApi, fault: Fault, error: type[Exception], is_applied: bool
) -> None:
    server.fail_next("sendMessage", fault)
    with pytest.raises(error) as caught:
        with_bot(server, lambda bot: bot.send_message(2, "x"))
    assert not isinstance(caught.value, BadRequest)
    assert server.texts(2) == (["x"] if is_applied else [])
    assert server.violations == []
    with_bot(server, lambda bot: bot.send_message(2, "y"))
    assert server.texts(2)[-1] == "y"


def test_a_hanging_answer_times_out_though_the_message_was_delivered(server: LocalBotApi) -> None:
    server.fail_next("sendMessage", "hang")

    async def impatient(bot: Bot) -> None:
        await bot.send_message(2, "x", read_timeout=0.2)

    with pytest.raises(TimedOut):
        with_bot(server, impatient)
    assert server.texts(2) == ["x"]


def test_a_429_carries_its_pause_in_body_and_header(server: LocalBotApi) -> None:
    server.faults.retry_after = 7
    server.fail_next("sendMessage", "too_many")
    with pytest.raises(RetryAfter) as caught:
        with_bot(server, lambda bot: bot.send_message(2, "x"))
    assert int(caught.value.retry_after) == 7  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_faults_in_about_the_asked_share() -> None:
    def drawn() -> list[Fault | None]:
        faults = Faults(seed=5, shares={"lost_answer": 0.02, "too_many": 0.03})
        return [faults.draw("sendmessage") for _ in range(4000)]

    first = drawn()
    assert first == drawn()
    assert 50 <= first.count("lost_answer") <= 110
    assert 80 <= first.count("too_many") <= 160
    assert Faults(seed=5, shares={"lost_answer": 1.0}).draw("getme") is None


class Hook:
    """A bot's webhook: refuses the first posts as told, remembers the rest."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.got: list[tuple[str, dict[str, Any]]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                is_taken = hook.failures == 0
                hook.failures = max(0, hook.failures - 1)
                if is_taken:
                    hook.got.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body))
                self.send_response(200 if is_taken else 503)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/hook"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)

    def __enter__(self) -> "Hook":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()


def test_a_webhook_gets_updates_in_order_with_its_secret_and_again_after_a_failure(server: LocalBotApi) -> None:
    server.api.webhook.first_pause = 0.01
    ada = server.user(2)
    ada.say("one")

    async def journey() -> None:
        async with new_bot(server) as bot:
            await bot.set_webhook(hook.url, secret_token="s3cret")
            ada.say("two")
            await asyncio.to_thread(server.wait_for, lambda: not server.world.updates.waiting)
            info = await bot.get_webhook_info()
            assert info.last_error_message is not None and "503" in info.last_error_message
            with pytest.raises(Exception, match="webhook is active"):
                await bot.get_updates()
            await bot.delete_webhook()
            ada.say("three")
            assert [u.message.text for u in await bot.get_updates() if u.message] == ["three"]

    with Hook(failures=2) as hook:
        asyncio.run(journey())
    assert [secret for secret, _ in hook.got] == ["s3cret", "s3cret"]
    assert [update["message"]["text"] for _, update in hook.got] == ["one", "two"]
