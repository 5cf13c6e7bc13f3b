"""What Telegram's refusals and a broken connection mean, by their words and names."""

import asyncio
from collections.abc import Iterator
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.chat.messenger import TelegramMessenger, translated
from bot.delivery.ports import NotSent, Part, Place, Rejected, SendError, Unreachable, Unsure


@pytest.mark.parametrize(
    "words",
    [
        "Chat not found", "User not found", "Group chat was deactivated", "Need administrator rights in the channel chat",
        "Not enough rights to send text messages to the chat", "Have no rights to send a message", "CHAT_WRITE_FORBIDDEN",
        "CHAT_RESTRICTED", "PEER_ID_INVALID", "Bot is not a member of the channel chat",
    ],
)  # fmt: skip
def test_a_chat_where_nothing_can_be_said_is_out_of_reach(words: str) -> None:
    assert type(translated(BadRequest(words))) is Unreachable
    assert type(translated(BadRequest("Can't parse entities"))) is Rejected


@pytest.mark.parametrize(
    ("cause", "meaning"),
    [
        (httpx.ConnectError("x"), NotSent),
        (httpx.ConnectTimeout("x"), NotSent),
        (httpx.PoolTimeout("x"), NotSent),
        (httpx.ProxyError("x"), NotSent),
        (httpx.UnsupportedProtocol("x"), NotSent),
        (httpx.ReadError("x"), Unsure),
        (httpx.ReadTimeout("x"), Unsure),
        (httpx.RemoteProtocolError("x"), Unsure),
    ],
)
def test_only_what_failed_before_the_request_left_was_surely_not_sent(
    cause: Exception, meaning: type[SendError]
) -> None:
    error = NetworkError("httpx")
    error.__cause__ = cause
    assert type(translated(error)) is meaning


class ClosedThread:
    """A bot whose forum threads are all closed, in so many words."""

    def __init__(self, words: str) -> None:
        self.words = words

    async def send_message(self, message_thread_id: int | None, **_: Any) -> SimpleNamespace:
        if message_thread_id is not None:
            raise BadRequest(self.words)
        return SimpleNamespace(message_id=7)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    thread = Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


@pytest.mark.parametrize("words", ["Message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
def test_a_part_for_a_closed_thread_goes_to_the_chat(words: str, loop: asyncio.AbstractEventLoop) -> None:
    messenger = TelegramMessenger(cast(Any, ClosedThread(words)), loop)
    assert messenger.send(Place(100, thread_id=5), Part("", "Good morning")) == 7


def test_a_part_that_is_wrong_itself_does_not_go_elsewhere(loop: asyncio.AbstractEventLoop) -> None:
    messenger = TelegramMessenger(cast(Any, ClosedThread("Can't parse entities")), loop)
    with pytest.raises(Rejected):
        messenger.send(Place(100, thread_id=5), Part("", "Good morning"))


def test_a_token_that_was_revoked_sent_nothing() -> None:
    assert type(translated(TelegramError("Unauthorized"))) is NotSent
