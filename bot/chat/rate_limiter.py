"""Keeps our pace inside python-telegram-bot: every call of the bot passes here, whoever makes it.

Theirs releases a halt early, never spaces messages to one person, and over-sends to groups.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.pacing import ChatKey, Pacer, Ticket

log = logging.getLogger(__name__)

# Edits count like messages (per chat); answers to presses, actions and drafts have no known limit.
PACED = ("send", "edit", "copy", "forward")
UNPACED = frozenset({"sendChatAction", "sendMessageDraft", "sendRichMessageDraft"})
PATIENCE = timedelta(seconds=60)
TRIES = 3


@dataclass(frozen=True, slots=True)
class PaceArgs:
    """What a caller may say with `rate_limit_args`. `on_departure` is called in a thread, right before the request leaves."""

    is_broadcast: bool = False
    on_departure: Callable[[], None] | None = None


class PacedRateLimiter(BaseRateLimiter[PaceArgs]):
    """Lets calls through as the shared `Pacer` releases them. All calls must come from one event loop.

    A call that is answered with "too many requests" is repeated here only if somebody waits for it and the pause is short;
    a broadcast hears `RetryAfter` and comes back by itself.
    """

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._waiting: dict[Ticket, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Let go of everybody who still waits."""
        if self._timer is not None:
            self._timer.cancel()
        for future in self._waiting.values():
            future.cancel()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: PaceArgs | None,
    ) -> Any:
        wish = rate_limit_args or PaceArgs()
        chat = _chat_key(data.get("chat_id"))
        is_paced = endpoint.startswith(PACED) and endpoint not in UNPACED
        for attempt in range(1, TRIES + 1):
            ticket = self._pacer.ask(chat, is_broadcast=wish.is_broadcast) if is_paced else None
            try:
                if ticket is not None:
                    await self._pass(ticket)
                if attempt == 1 and wish.on_departure is not None:
                    await asyncio.get_running_loop().run_in_executor(None, wish.on_departure)
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                pause = _seconds(refusal)
                log.warning("too many requests", extra={"endpoint": endpoint, "retry_after": pause})
                self._pacer.refuse(chat, pause, is_broadcast=wish.is_broadcast)
                if wish.is_broadcast or not is_paced or attempt == TRIES or pause > PATIENCE.total_seconds():
                    raise
            finally:
                if ticket is not None:
                    self._waiting.pop(ticket, None)
                    self._pacer.finish(ticket)
        raise AssertionError("the last try returns or raises")

    async def _pass(self, ticket: Ticket) -> None:
        self._waiting[ticket] = future = asyncio.get_running_loop().create_future()
        self._release()
        await future

    def _release(self) -> None:
        """Wake whoever may go now, and come back when the next may."""
        for ticket in self._pacer.release():
            future = self._waiting.pop(ticket, None)
            if future is not None and not future.done():
                future.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
        pause = self._pacer.next_release()
        self._timer = None if pause is None else asyncio.get_running_loop().call_later(pause, self._release)


def _chat_key(chat_id: Any) -> ChatKey | None:
    if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
        return int(chat_id)
    return chat_id if isinstance(chat_id, int | str) else None


def _seconds(refusal: RetryAfter) -> float:
    pause = refusal.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
