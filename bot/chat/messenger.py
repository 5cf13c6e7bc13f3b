"""Sends messages to Telegram: the delivery core's port, over python-telegram-bot on an event loop in another thread."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as WaitedTooLong
from datetime import timedelta
from typing import Any, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import ExtBot

from bot.chat.rate_limiter import PaceArgs
from bot.delivery.ports import (
    Button,
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

_T = TypeVar("_T")

# Longer than any pause of the pace plus the read timeout: only a stuck loop gets here.
PATIENCE = timedelta(minutes=5)

# Failures of the connection after which nothing can have left, by the name of httpx' class.
NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})

GONE = (
    "chat not found",
    "user not found",
    "group chat was deactivated",
    "need administrator rights",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "peer_id_invalid",
    "bot is not a member",
)
THREAD_GONE = ("message thread not found", "topic_closed", "topic_deleted")


class TelegramMessenger:
    """Implements `Messenger`. May be called from any thread but the loop's own."""

    def __init__(
        self,
        bot: ExtBot[PaceArgs],
        loop: asyncio.AbstractEventLoop,
        *,
        is_paid: bool = False,
    ) -> None:
        self._bot = bot
        self._loop = loop
        self._is_paid = is_paid

    def send(
        self,
        place: Place,
        part: Part,
        *,
        is_broadcast: bool = False,
        on_departure: Callable[[], None] | None = None,
    ) -> int:
        """See the port. A thread that was closed is no reason not to deliver: the part then goes to the chat itself."""
        pace = PaceArgs(is_broadcast, on_departure)
        try:
            return self._run(self._sent(place, part, pace))
        except Rejected as refusal:
            if place.thread_id is None or not _says(refusal, THREAD_GONE):
                raise
            return self._run(self._sent(Place(place.chat_id), part, PaceArgs(is_broadcast)))

    def edit(self, place: Place, message_id: int, part: Part) -> None:
        """See the port. A message that already says so is a success."""
        try:
            self._run(self._edited(place, message_id, part))
        except Rejected as refusal:
            if not _says(refusal, ("message is not modified",)):
                raise

    def shows(self, place: Place, message_id: int, part: Part) -> bool:
        """See the port."""
        try:
            self._run(self._edited(place, message_id, part))
        except Rejected as refusal:
            return _says(refusal, ("message is not modified",))
        return True

    def show_draft(self, place: Place, draft_id: int, words: str) -> None:
        """Preview an answer in a private chat, without words as "thinking"; the message that follows takes its place."""
        self._run(self._bot.send_message_draft(place.chat_id, draft_id, words, message_thread_id=place.thread_id))

    def show_typing(self, place: Place) -> None:
        """Say for five seconds that an answer is being written."""
        typing = self._bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        self._run(typing)

    def send_file(self, place: Place, name: str, content: bytes, caption: str) -> int:
        """The message id. `caption` is plain words. Raises as `send` does."""
        sent = self._run(
            self._bot.send_document(
                place.chat_id, InputFile(content, name), caption=caption or None, message_thread_id=place.thread_id
            )
        )
        return sent.message_id

    async def _sent(self, place: Place, part: Part, pace: PaceArgs) -> int:
        common: dict[str, Any] = {
            "chat_id": place.chat_id,
            "message_thread_id": place.thread_id,
            "parse_mode": ParseMode.HTML if part.html else None,
            "reply_markup": keyboard(part.buttons),
            "rate_limit_args": pace,
        }
        if place.reply_to is not None:
            # The message may be gone by now; the answer is worth more than the link to it.
            common["reply_parameters"] = ReplyParameters(place.reply_to, allow_sending_without_reply=True)
        if pace.is_broadcast and self._is_paid:
            common["allow_paid_broadcast"] = True
        if part.picture is not None:
            photo = InputFile(part.picture, filename="picture.png")
            message = await self._bot.send_photo(photo=photo, caption=part.html or part.plain, **common)
        else:
            message = await self._bot.send_message(
                text=part.html or part.plain, link_preview_options=LinkPreviewOptions(is_disabled=True), **common
            )
        return message.message_id

    async def _edited(self, place: Place, message_id: int, part: Part) -> None:
        await self._bot.edit_message_text(
            part.html or part.plain,
            chat_id=place.chat_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML if part.html else None,
            reply_markup=keyboard(part.buttons),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _run(self, call: Coroutine[Any, Any, _T]) -> _T:
        future = asyncio.run_coroutine_threadsafe(call, self._loop)
        try:
            return future.result(PATIENCE.total_seconds())
        except TelegramError as error:
            raise translated(error) from error
        except WaitedTooLong as error:
            future.cancel()
            raise Unsure(f"no answer within {PATIENCE}") from error


def keyboard(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram wants them; None when there are none."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.text, url=one.url or None, callback_data=one.data or None) for one in rank]
            for rank in buttons
        ]
    )


def translated(error: TelegramError) -> SendError:
    """Say what an error of the library means for a message. By exact class: BadRequest is a kind of NetworkError there."""
    kind, text = type(error), str(error)
    if isinstance(error, RetryAfter):
        pause = error.retry_after
        return RateLimited(text, retry_after=pause if isinstance(pause, timedelta) else timedelta(seconds=pause))
    if isinstance(error, ChatMigrated):
        return Migrated(text, new_chat_id=error.new_chat_id)
    if kind is Forbidden:
        return Unreachable(text)
    if kind is BadRequest:
        return Unreachable(text) if _says(error, GONE) else Rejected(text)
    if kind in (TimedOut, NetworkError):
        return _connection_error(error)
    # A revoked token and the like: refused before anything was done.
    return NotSent(text)


def _connection_error(error: TelegramError) -> SendError:
    """Whether the request can have been applied.

    An answer with status 5xx counts as refused, as Telegram says it before applying; but a gateway that waited in vain
    (504) knows no more than we do.
    """
    text = str(error)
    cause = error.__cause__
    if type(cause).__module__.partition(".")[0] == "httpx":
        return NotSent(text) if type(cause).__name__ in NEVER_LEFT else Unsure(text)
    if type(error) is TimedOut or _says(error, ("gateway time", "504")):
        return Unsure(text)
    return NotSent(text) if not text.startswith("Unknown error") else Unsure(text)


def _says(error: Exception, words: tuple[str, ...]) -> bool:
    """Whether an error's text has one of the words; the library changes case, so case does not count."""
    text = str(error).casefold()
    return any(word in text for word in words)
