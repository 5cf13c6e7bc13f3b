"""Whose files are fetched, who is an admin of a chat, and when a chat has lost us."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.chat.memberships import Memberships
from tests.builders import NOON
from tests.fakes import FakeClock

ADMIN = 7
MEGABYTE = 1024 * 1024


class Telegram:
    """A bot in whose chats everybody is an admin, and that has one file."""

    def __init__(self) -> None:
        self.asked = 0

    async def get_chat_member(self, chat_id: int, user_id: int) -> SimpleNamespace:
        self.asked += 1
        return SimpleNamespace(status="administrator")

    async def get_file(self, file_id: str) -> "Telegram":
        return self

    async def download_as_bytearray(self) -> bytearray:
        return bytearray(b"file")


class Chats:
    """Remembers whom delivery was stopped for, and why."""

    def __init__(self) -> None:
        self.stopped: list[tuple[int, str]] = []

    def deactivate(self, chat_id: int, reason: str, now: object, *, has_left: bool = False) -> None:
        self.stopped.append((chat_id, reason))


def memberships(telegram: Telegram, clock: FakeClock, chats: Chats | None = None) -> Memberships:
    return Memberships(cast(Any, telegram), asyncio.run, cast(Any, chats or Chats()), clock)


def test_who_is_an_admin_is_remembered_for_a_minute() -> None:
    telegram, clock = Telegram(), FakeClock(NOON)
    known = memberships(telegram, clock)
    asked = []
    for seconds in (0, 50, 20):
        clock.advance(timedelta(seconds=seconds))
        assert known.is_chat_admin(-100, ADMIN)
        asked.append(telegram.asked)
    assert asked == [1, 1, 2]


@pytest.mark.parametrize(("megabytes", "content"), [(1.8, b"file"), (2.4, b"")])
def test_only_a_small_file_is_fetched(megabytes: float, content: bytes) -> None:
    document = SimpleNamespace(file_id="f", file_size=int(megabytes * MEGABYTE))
    message = cast(Any, SimpleNamespace(document=document, from_user=SimpleNamespace(id=ADMIN)))
    known = memberships(Telegram(), FakeClock(NOON))
    assert known.fetch_file(message, wanted_from={ADMIN}) == content
    assert known.fetch_file(message, wanted_from={8}) == b""


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_a_chat_that_we_are_gone_from_gets_nothing_more(status: str) -> None:
    chats = Chats()
    change = SimpleNamespace(
        chat=SimpleNamespace(id=-100, type="group"), new_chat_member=SimpleNamespace(status=status)
    )
    assert memberships(Telegram(), FakeClock(NOON), chats).note(cast(Any, change)) is None
    assert chats.stopped == [(-100, f"membership: {status}")]
