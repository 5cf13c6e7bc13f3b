import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.run.logs import BLOT, describe_exception, secrets_of, set_up_logs
from config.settings import Settings, load_settings
from retrieval.errors import FetchError, IndexDamaged, ModelError, StorageError

TOKEN = "4242:AAverysecrettokenpart"
WORDS = "when will my divorce be over"


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def told(**more: str) -> Settings:
    return load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "COUNTERPOINT_LOG": "json", **more})


def logged(settings: Settings) -> io.StringIO:
    stream = io.StringIO()
    set_up_logs(settings, stream=stream)
    return stream


def events(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(error: Exception) -> None:
    raise error


def test_a_line_is_an_event_with_fields() -> None:
    stream = logged(told())
    logging.getLogger("bot.somewhere").info("feed skipped", extra={"url": "https://westtimes.example/feed"})
    (line,) = events(stream)
    assert (line["event"], line["url"]) == ("feed skipped", "https://westtimes.example/feed")
    assert (line["level"], line["logger"]) == ("info", "bot.somewhere")


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_secret_is_blotted_wherever_it_stands(form: str) -> None:
    password = "p@ss word"
    settings = told(COUNTERPOINT_LOG=form, DATABASE_URL="postgresql://u:p%40ss%20word@db/news")
    stream = logged(settings)
    log = logging.getLogger("bot.somewhere")
    log.warning(f"asked /bot{TOKEN}/getMe", extra={"half": TOKEN.partition(":")[2], "password": password})
    try:
        fail(OSError(f"no route to https://api.telegram.org/bot{TOKEN}/getMe"))
    except OSError:
        log.exception("failed", extra={"address": "postgresql://u:p%40ss%20word@db/news"})
    text = stream.getvalue()
    assert BLOT in text
    assert not [secret for secret in secrets_of(settings) | {TOKEN[5:], password} if secret in text]


def test_an_exception_is_told_by_kind_and_place_and_not_in_its_words() -> None:
    stream = logged(told())
    try:
        try:
            int(WORDS)
        except ValueError as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError:
        logging.getLogger("bot.talk").exception("utterance failed")
    (line,) = events(stream)
    assert "divorce" not in json.dumps(line)
    assert "ValueError" in line["exception"]
    assert "RuntimeError" in line["exception"]
    assert "test_logs.py" in line["exception"]


def test_our_own_storage_errors_say_what_to_do() -> None:
    error = StorageError("The disk is full: free some space and start again.")
    assert "The disk is full" in describe_exception(error)


def test_only_the_beginning_of_a_library_s_message_is_kept() -> None:
    stream = logged(told())
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: ValueError('my divorce')")
    assert events(stream)[0]["event"] == "Task exception was never retrieved"


def test_libraries_that_log_addresses_are_silent_below_warnings() -> None:
    stream = logged(told(COUNTERPOINT_LOG_LEVEL="debug"))
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    logging.getLogger("telegram.ext.Updater").debug("anything")
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    "error",
    [
        StorageError("told"), IndexDamaged("told"), FetchError("told", url="u", kind="k"), ModelError("told"),
        OSError("told"),
    ],
)  # fmt: skip
def test_errors_whose_words_are_ours_speak_and_others_do_not(error: Exception) -> None:
    assert "told" in describe_exception(error)
    assert "told" not in describe_exception(ValueError("told"))


@pytest.mark.parametrize(("letters", "is_whole"), [(280, True), (350, False)])
def test_a_message_is_one_line(letters: int, is_whole: bool) -> None:
    assert ("x" * letters in describe_exception(OSError("x" * letters))) == is_whole


@pytest.mark.parametrize(
    ("name", "is_whole"), [("bot", True), ("retrieval", True), ("config", True), ("chromadb", False)]
)
def test_only_our_own_events_may_have_several_lines(name: str, is_whole: bool) -> None:
    stream = logged(told())
    logging.getLogger(f"{name}.somewhere").warning("one\ntwo")
    assert (events(stream)[-1]["event"] == "one\ntwo") == is_whole


@pytest.mark.parametrize("name", ["httpx", "telegram", "chromadb", "sqlalchemy"])
def test_what_libraries_tell_of_every_step_is_not_logged(name: str) -> None:
    stream = logged(told())
    logging.getLogger(name).info("a step")
    assert events(stream) == []
