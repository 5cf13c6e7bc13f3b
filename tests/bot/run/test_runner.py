"""`run` as one process: starting, the parts together, stopping."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.app import App
from bot.chat.connection import has_rival
from bot.delivery.pacing import Pacer
from bot.demo.botapi.control import LocalBotApi
from bot.run.runner import Runner
from bot.run.scheduler import Ticker
from retrieval.errors import CounterpointError
from retrieval.ports import Response
from tests.bot.rig import ADMIN, FEED, NOTHING, PATIENCE, SAM, Outside, environment, running_bot, settings, write_config
from tests.builders import NOON
from tests.fakes import FakeClock, FakeHttp

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SECRET = "a-secret-of-16-chars"


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi(now=lambda: NOON) as running:
        yield running


def test_a_start_polls_indexes_and_then_answers_from_what_came(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server) as bot:
        bot.wait_for_news()
        assert "Lena bridge" in bot.ask("what did West Times say about the Lena bridge?", expect="[1]")
        assert bot.page("/readyz") == (200, '{"ready":true,"problems":[]}')
        assert 'counterpoint_questions_total{outcome="answered"} 1.0' in bot.page("/metrics")[1]
    assert server.violations == []


def test_a_morning_goes_out_at_its_tick_once(tmp_path: Path, server: LocalBotApi) -> None:
    clock = FakeClock(NOON)
    with running_bot(tmp_path, server, Outside(clock=clock)) as bot:
        bot.wait_for_news()
        bot.ask("/subscribe east-west", expect="07:00")
        clock.advance(timedelta(hours=19, minutes=1))
        bot.runner.tick()
        bot.runner.tick()
        server.wait_for_message(SAM, "East and West · ")
        assert sum("East and West · " in text for text in server.texts(SAM)) == 1


def test_a_feed_that_ended_is_told_to_the_admin_once(tmp_path: Path, server: LocalBotApi) -> None:
    server.user(ADMIN, "Robin", is_started=True)
    gone = FakeHttp({FEED: Response(410, FEED, {}, b"")})
    with running_bot(tmp_path, server, Outside(http=gone)) as bot:
        server.wait_for(lambda: any(feed.gone_at for feed in bot.app.feeds.listed()))
        for _ in range(3):
            bot.runner.watch()
        told = server.wait_for_message(ADMIN, "gone for good")
        assert FEED in told.text.text
        assert len(server.messages(ADMIN)) == 1


def test_the_daily_backup_is_verified_and_kept_beside_the_data(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server) as bot:
        bot.wait_for_news()
        bot.runner.back_up()
        names = [path.name for path in bot.app.backup_folder.iterdir()]
    assert names == [f"counterpoint-{NOON:%Y%m%dT%H%M%SZ}.db"]


def test_a_telegram_that_is_silent_for_long_makes_the_bot_unready(tmp_path: Path, server: LocalBotApi) -> None:
    clock = FakeClock(NOON)
    with running_bot(tmp_path, server, Outside(clock=clock)) as bot:
        assert bot.runner.service is not None
        bot.runner.service.rest()
        clock.advance(timedelta(minutes=3))
        status, body = bot.page("/readyz")
        assert status == 503
        assert "Telegram has not been heard" in json.loads(body)["problems"][0]


def test_one_failing_chore_is_counted_and_stops_nothing(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server) as bot:
        bot.wait_for_news()
        bot.app.feeds.sync_topics = broken  # type: ignore[method-assign]
        ticker = Ticker(on_error=bot.app.meters.count_job_error)
        ticker.every("poll", 600, bot.runner.poll)
        ticker.start()
        server.wait_for(lambda: 'job_errors_total{job="poll"} 1.0' in bot.page("/metrics")[1])
        ticker.stop()
        assert "/topics" in bot.ask("/help")


def broken(*_: object, **__: object) -> None:
    raise ValueError


def test_without_a_token_it_says_where_to_get_one(tmp_path: Path, server: LocalBotApi) -> None:
    told = settings(tmp_path, server, {"TELEGRAM_BOT_TOKEN": ""})
    with App(told, Outside().overrides) as app:
        runner = Runner(app, has_web=False)
        with pytest.raises(CounterpointError, match="@BotFather"):
            runner.start()
        runner.stop()


def test_updates_pushed_to_the_webhook_are_answered_and_strangers_are_not_heard(
    tmp_path: Path, server: LocalBotApi
) -> None:
    hook = {"TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:9/telegram/hook", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    with running_bot(tmp_path, server, more=hook) as bot:
        server.wait_for(lambda: server.calls_of("setWebhook"))
        server.user(SAM, "Sam", is_started=True)
        update = {
            "update_id": 900,
            "message": {
                "message_id": 5,
                "date": int(NOON.timestamp()),
                "chat": {"id": SAM, "type": "private", "first_name": "Sam"},
                "from": {"id": SAM, "is_bot": False, "first_name": "Sam"},
                "text": "/topics",
            },
        }
        body = json.dumps(update).encode()
        secret = {"x_telegram_bot_api_secret_token": SECRET}
        assert bot.page("/telegram/hook", body=body)[0] == 403
        assert bot.page("/telegram/hook", body=b"{", **secret)[0] == 400
        assert bot.page("/telegram/hook", body=b" " * 2_000_000, **secret)[0] == 413
        for _ in range(3):
            assert bot.page("/telegram/hook", body=body, **secret)[0] == 200
        server.wait_for_message(SAM, "East and West")
        assert server.calls_of("getUpdates") == []
    assert len(server.messages(SAM)) == 1


def run_bot(folder: Path, server: LocalBotApi, more: Mapping[str, str] = NOTHING) -> "subprocess.Popen[str]":
    """The real command in a process of its own."""
    command = [sys.executable, "-m", "bot", "--data", str(folder / "data"), "--config"]
    command += [str(write_config(folder / "config")), "run"]
    env = {**os.environ, **environment(server, more), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)


def test_sigterm_lets_answers_under_way_finish_and_exits_cleanly(tmp_path: Path) -> None:
    with LocalBotApi() as server, run_bot(tmp_path, server) as process:
        sam = server.user(SAM, "Sam")
        sam.say("/start")
        welcome = server.wait_for_message(SAM, timeout=PATIENCE)
        for _ in range(3):
            sam.say("/topics")
        server.wait_for(lambda: not server.world.updates.take(10, now=NOON.timestamp()), timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert sum("East and West" in text for text in server.texts(SAM)) >= 3
        assert welcome.id < server.messages(SAM)[-1].id


def test_an_unreachable_telegram_is_one_sentence_and_exit_code_one(tmp_path: Path, server: LocalBotApi) -> None:
    with run_bot(tmp_path, server, {"TELEGRAM_API_BASE_URL": "http://127.0.0.1:9"}) as process:
        assert process.wait(PATIENCE) == 1
        said = process.stderr.read() if process.stderr else ""
    assert said.splitlines()[-1].startswith("Telegram cannot be reached")
    assert "Traceback" not in said


def test_two_bots_on_one_token_are_told_of(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path / "a", server) as first, running_bot(tmp_path / "b", server) as second:
        bots = (first, second)
        server.wait_for(lambda: any("(409)" in bot.page("/readyz")[1] for bot in bots), timeout=PATIENCE)
        assert all(bot.page("/healthz") == (200, "ok\n") for bot in bots)


def test_a_rival_is_seen_from_outside(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server):
        assert asyncio.run(has_rival(server.token, Pacer(timer=monotonic), base_url=server.base_url))


def test_a_bot_alone_has_no_rival(server: LocalBotApi) -> None:
    assert not asyncio.run(has_rival(server.token, Pacer(timer=monotonic), base_url=server.base_url, within=0.5))


def test_a_machine_cut_off_from_all_feeds_says_so_and_calls_no_day_quiet(tmp_path: Path, server: LocalBotApi) -> None:
    server.user(ADMIN, "Robin", is_started=True)
    clock = FakeClock(NOON)
    cut_off = FakeHttp({FEED: Response(503, FEED, {}, b"")})
    with running_bot(tmp_path, server, Outside(clock=clock, http=cut_off)) as bot:
        bot.ask("/subscribe east-west", expect="07:00")
        server.wait_for(lambda: bot.app.feeds.outage(), timeout=PATIENCE)
        assert "None of the 1 feeds could be reached" in bot.page("/readyz")[1]
        for _ in range(3):
            bot.runner.watch()
        server.wait_for_message(ADMIN, "None of the 1 feeds", timeout=PATIENCE)
        clock.advance(timedelta(hours=19, minutes=1))
        bot.runner.tick()
        server.wait_for_message(SAM, "None of the 1 feeds could be reached since", timeout=PATIENCE)
        assert not any("quiet day" in text for text in server.texts(SAM))
        assert sum("None of the 1 feeds" in text for text in server.texts(ADMIN)) == 1
