"""Gives turns: updates of one chat go one after the other, those of different chats at the same time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# Taken only after the line of one's own chat: whoever floods takes one place (docs/decisions/0102).
AT_ONCE = 32
# What the library lets wait here. It must be far above AT_ONCE: whoever waits for their own chat holds a place.
WAITING = 100_000


class InTurn(BaseUpdateProcessor):
    """A flood in one chat waits in its own line and takes one of the AT_ONCE places at most."""

    def __init__(self) -> None:
        super().__init__(WAITING)
        self._lines: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to give back."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = line_of(update)
        line = self._lines.setdefault(key, asyncio.Lock())
        self._waiting[key] += 1
        try:
            async with line, self._places:
                await coroutine
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._lines[key]


def line_of(update: object) -> int:
    """The chat of an update; for an inline query, which has none, its person."""
    if not isinstance(update, Update):
        return 0
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
