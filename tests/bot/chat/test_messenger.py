import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.connection import connected, paced_bot
from bot.chat.messenger import TelegramMessenger, translated
from bot.delivery.pacing import Pacer
from bot.delivery.ports import (
    Button,
    Messenger,
    Migrated,
    NotSent,
    Part,
    Place,
    RateLimited,
    Rejected,
    SendError,
    Unreachable,
    Unsure,
)
from bot.demo.botapi.control import LocalBotApi
from tests.fakes import FakeMessenger

pytestmark = pytest.mark.slow

READER = 100


@pytest.fixture(scope="module")
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi() as running:
        yield running


@pytest.fixture
def telegram(server: LocalBotApi) -> Iterator[TelegramMessenger]:
    server.user(READER, is_started=True)
    server.api.calls.clear()
    bot = paced_bot(server.token, Pacer(timer=monotonic), base_url=server.base_url, read_timeout=1.0)
    with connected(bot) as messenger:
        yield messenger


def part(text: str = "Good morning") -> Part:
    return Part(f"<b>{text}</b>", text)


def picture() -> bytes:
    """A PNG of one grey pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


def test_a_part_arrives_with_its_markup_and_buttons(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    rich = Part("<b>Two</b> sides", "Two sides", ((Button("More", "more:1"), Button("Read", url="https://a.example")),))
    message_id = telegram.send(Place(READER), rich)
    post = server.messages(READER)[-1]
    assert (post.id, post.text.text) == (message_id, "Two sides")
    assert [entity.type for entity in post.text.entities] == ["bold"]
    assert post.button("More")["callback_data"] == "more:1"
    assert server.violations == []


def test_empty_markup_means_plain_words(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    telegram.send(Place(READER), Part("", "1 < 2 & 3"))
    assert server.texts(READER)[-1] == "1 < 2 & 3"


def test_a_picture_takes_the_words_as_its_caption(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    telegram.send(Place(READER), Part("<i>A map</i>", "A map", picture=picture(), picture_alt="A map"))
    assert [call.method for call in server.calls] == ["sendPhoto"]
    assert server.violations == []


def test_the_intent_is_written_before_the_request_leaves(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    seen: list[int] = []
    telegram.send(Place(READER), part(), on_departure=lambda: seen.append(len(server.calls)))
    assert seen == [0]
    assert len(server.calls) == 1


class Withdrawn(Exception):
    pass


def test_nothing_is_sent_when_the_intent_cannot_be_written(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    def refuse() -> None:
        raise Withdrawn

    with pytest.raises(Withdrawn):
        telegram.send(Place(READER), part(), on_departure=refuse)
    assert server.calls == []


def test_an_edit_that_changes_nothing_is_a_success(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    message_id = telegram.send(Place(READER), part())
    telegram.edit(Place(READER), message_id, part())
    telegram.edit(Place(READER), message_id, part("Good evening"))
    assert server.texts(READER)[-1] == "Good evening"
    with pytest.raises(Rejected):
        telegram.edit(Place(READER), 999_999, part())


def test_a_blocked_and_an_unknown_chat_are_unreachable(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    gone = server.user(101, is_started=True)
    gone.block()
    for chat_id in (101, 404_404):
        with pytest.raises(Unreachable):
            telegram.send(Place(chat_id), part())


def test_a_migrated_group_says_where_it_went(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    owner = server.user(102, is_started=True)
    club = server.group("Club", kind="group")
    club.add(owner, "creator")
    club.add_bot(owner)
    new = club.migrate(owner)
    with pytest.raises(Migrated) as moved:
        telegram.send(Place(club.id), part())
    assert moved.value.new_chat_id == new.id


def test_broken_markup_is_rejected(telegram: TelegramMessenger) -> None:
    with pytest.raises(Rejected):
        telegram.send(Place(READER), Part("<b>open", "open"))


def test_a_thread_that_is_gone_does_not_lose_the_part(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    owner = server.user(103, is_started=True)
    forum = server.group("Forum", is_forum=True)
    forum.add(owner, "creator")
    forum.add_bot(owner)
    telegram.send(Place(forum.id, 4711), part())
    assert server.texts(forum.id) == ["Good morning"]


def test_an_answer_that_is_lost_leaves_the_outcome_open(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    before = len(server.messages(READER))
    for fault in ("lost_answer", "hang"):
        server.fail_next("sendMessage", fault)
        with pytest.raises(Unsure):
            telegram.send(Place(READER), part())
    assert len(server.messages(READER)) == before + 2


def test_a_refusal_by_the_server_is_surely_not_sent(server: LocalBotApi, telegram: TelegramMessenger) -> None:
    for fault in ("server_error", "bad_gateway"):
        server.fail_next("sendMessage", fault)
        with pytest.raises(NotSent):
            telegram.send(Place(READER), part())


def test_a_broadcast_hears_of_the_pause_and_an_answer_waits_it_out(
    server: LocalBotApi, telegram: TelegramMessenger
) -> None:
    server.fail_next("sendMessage", "too_many")
    with pytest.raises(RateLimited) as refusal:
        telegram.send(Place(READER), part(), is_broadcast=True)
    assert refusal.value.retry_after == timedelta(seconds=1)
    before = len(server.messages(READER))
    server.fail_next("sendMessage", "too_many")
    telegram.send(Place(READER), part())
    assert len(server.messages(READER)) == before + 1


def test_a_server_that_is_not_there_is_surely_not_sent() -> None:
    bot = paced_bot("1:a", Pacer(timer=monotonic), base_url="http://127.0.0.1:9")
    with connected(bot) as messenger, pytest.raises(NotSent):
        messenger.send(Place(READER), part())


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (RetryAfter(7), RateLimited),
        (ChatMigrated(-100), Migrated),
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable),
        (BadRequest("Chat not found"), Unreachable),
        (BadRequest("Not enough rights to send text messages to the chat"), Unreachable),
        (BadRequest("Can't parse entities: unsupported start tag"), Rejected),
        (BadRequest("Message is too long"), Rejected),
        (caused(TimedOut(), httpx.ReadTimeout("")), Unsure),
        (caused(TimedOut(), httpx.WriteTimeout("")), Unsure),
        (caused(TimedOut(), httpx.ConnectTimeout("")), NotSent),
        (caused(TimedOut(), httpx.PoolTimeout("")), NotSent),
        (TimedOut(), Unsure),
        (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("")), NotSent),
        (caused(NetworkError("httpx.ReadError"), httpx.ReadError("")), Unsure),
        (caused(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("")), Unsure),
        (caused(NetworkError("Unknown error in HTTP implementation"), ValueError("?")), Unsure),
        (NetworkError("Internal Server Error"), NotSent),
        (NetworkError("Bad Gateway (502). Parsing the server response failed"), NotSent),
        (NetworkError("Gateway Timeout (504)"), Unsure),
        (InvalidToken("Unauthorized"), NotSent),
    ],
)
def test_every_error_of_the_library_says_whether_it_was_sent(error: TelegramError, meaning: type[SendError]) -> None:
    assert type(translated(error)) is meaning


@pytest.fixture(params=["real", "fake"])
def any_messenger(request: pytest.FixtureRequest) -> Messenger:
    if request.param == "fake":
        return FakeMessenger()
    messenger: Messenger = request.getfixturevalue("telegram")
    return messenger


def test_every_messenger_gives_rising_ids_and_calls_back_once(any_messenger: Messenger) -> None:
    calls: list[str] = []
    first = any_messenger.send(Place(READER), part("One"), on_departure=lambda: calls.append("left"))
    second = any_messenger.send(Place(READER), part("Two"))
    any_messenger.edit(Place(READER), second, part("Three"))
    assert first < second
    assert calls == ["left"]


def test_every_messenger_sees_what_is_there_and_only_that(any_messenger: Messenger) -> None:
    sent = any_messenger.send(Place(READER), part("One"))
    assert any_messenger.shows(Place(READER), sent, part("One"))
    assert not any_messenger.shows(Place(READER), sent + 1000, part("One"))


def test_every_messenger_sends_nothing_when_the_callback_refuses(any_messenger: Messenger) -> None:
    def refuse() -> None:
        raise Withdrawn

    with pytest.raises(Withdrawn):
        any_messenger.send(Place(READER), part(), on_departure=refuse)
