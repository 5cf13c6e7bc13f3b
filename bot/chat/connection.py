"""Runs a Telegram bot on an event loop in a thread of its own, for a sender that is not inside the chat application."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.chat.messenger import TelegramMessenger
from bot.chat.rate_limiter import PaceArgs, PacedRateLimiter
from bot.delivery.pacing import Pacer
from retrieval.errors import CounterpointError, StorageError

# Telegram ends the older of two calls for updates, so a rival shows when it comes again.
RIVAL_WITHIN_SECONDS = 8.0
KeepUpdates = Callable[[Sequence[Update]], None]

DEFAULT_BASE_URL = "https://api.telegram.org"
# PTB waits 5 s for an answer; each time-out leaves a message in doubt, so we wait until real ones are rare.
READ_TIMEOUT = 30.0


def paced_bot(
    token: str,
    pacer: Pacer,
    *,
    base_url: str = DEFAULT_BASE_URL,
    connections: int = 128,
    read_timeout: float = READ_TIMEOUT,
    keep_updates: KeepUpdates | None = None,
) -> "KeepingBot":
    """A bot whose every call keeps the shared pace. `base_url` is without `/bot<token>`.

    `keep_updates` is called in a thread with each batch of updates (empty ones too) before anybody else sees it.
    """
    address = base_url.rstrip("/")
    request = HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=read_timeout,
        write_timeout=READ_TIMEOUT,
        connect_timeout=10.0,
        pool_timeout=10.0,
    )
    return KeepingBot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=HTTPXRequest(connection_pool_size=4, pool_timeout=10.0),
        rate_limiter=PacedRateLimiter(pacer),
        keep_updates=keep_updates,
    )


class KeepingBot(ExtBot[PaceArgs]):
    """Stores updates before handing them on: the next `getUpdates` tells Telegram that they are ours to lose."""

    def __init__(self, *args: Any, keep_updates: KeepUpdates | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The library freezes its objects; this is the door it leaves for subclasses.
        with self._unfrozen():
            self._keep_updates = keep_updates
            # Whether Telegram said last that another program fetches the updates of this token.
            self.has_rival = False

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        try:
            updates = await super().get_updates(*args, **kwargs)
        except Conflict:
            with self._unfrozen():
                self.has_rival = True
            raise
        if self.has_rival:
            with self._unfrozen():
                self.has_rival = False
        if self._keep_updates is not None:
            try:
                await asyncio.to_thread(self._keep_updates, updates)
            except StorageError as error:
                # The library asks again at once after any other error; after one of the network it waits, and longer each time.
                raise NetworkError("the updates could not be stored") from error
        return updates


@contextmanager
def connected(bot: ExtBot[PaceArgs], *, is_paid: bool = False) -> Iterator[TelegramMessenger]:
    """A messenger for the length of a `with`: starts a loop in a thread, and ends both. Asks the service nothing."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="telegram", daemon=True)
    thread.start()
    try:
        yield TelegramMessenger(bot, loop, is_paid=is_paid)
    finally:
        asyncio.run_coroutine_threadsafe(_closed(bot), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _closed(bot: ExtBot[PaceArgs]) -> None:
    if bot.rate_limiter is not None:
        await bot.rate_limiter.shutdown()
    await bot.request.shutdown()


RIVAL = (
    "Another program fetches the messages of this bot (409): stop it, or give this one its own token from @BotFather. "
    "Until then each of the two hears only some of its readers."
)


async def has_rival(token: str, pacer: Pacer, *, base_url: str = "", within: float = RIVAL_WITHIN_SECONDS) -> bool:
    """Whether another program is fetching this bot's updates now. Takes nothing from it: nothing is confirmed.

    Telegram ends the older of two calls, so ours waits until a rival comes again.
    """
    bot = paced_bot(token, pacer, base_url=base_url or DEFAULT_BASE_URL)
    end = asyncio.get_running_loop().time() + within
    try:
        with told_plainly():
            await bot.initialize()
            while (left := end - asyncio.get_running_loop().time()) > 0:
                await bot.get_updates(limit=1, timeout=min(5, round(left) + 1))
                await asyncio.sleep(0.5)  # updates that wait are handed out at once, again and again
    except CounterpointError:
        return bot.has_rival
    finally:
        await bot.shutdown()
    return False


async def ask_name(token: str, pacer: Pacer, *, base_url: str = "") -> str:
    """The bot's user name, asked of Telegram. Raises CounterpointError."""
    bot = paced_bot(token, pacer, base_url=base_url or DEFAULT_BASE_URL)
    with told_plainly():
        try:
            return (await bot.get_me()).username or ""
        finally:
            await bot.shutdown()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Telegram's refusals at the start as sentences for the admin; they never repeat the token."""
    try:
        yield
    except InvalidToken as error:
        raise CounterpointError("Telegram refuses the token: check TELEGRAM_BOT_TOKEN.") from error
    except (TelegramError, TimeoutError) as error:
        reason = getattr(error, "message", "") or "no answer"
        raise CounterpointError(
            f"Telegram cannot be reached ({reason}): check the network and TELEGRAM_API_BASE_URL."
        ) from error
