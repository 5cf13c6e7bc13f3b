"""Knows where the bot is a member, what it may do there, and who else is an administrator."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from telegram import Chat, ChatMember, ChatMemberUpdated, Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.rate_limiter import PaceArgs
from bot.chat.telegram_updates import read_place
from bot.delivery.store.subscriptions import Subscriptions
from bot.talk.frame.utterances import Utterance
from retrieval.ports import Clock

log = logging.getLogger(__name__)

ADMIN_CACHE = timedelta(minutes=1)
MAX_FILE = 2 * 1024 * 1024
GONE = ("kicked", "left")

Call = Callable[[Any], Any]


class Memberships:
    """`call` runs a coroutine of the bot from another thread."""

    def __init__(self, bot: ExtBot[PaceArgs], call: Call, subscriptions: Subscriptions, clock: Clock) -> None:
        self._bot = bot
        self._call = call
        self._subscriptions = subscriptions
        self._clock = clock
        self._admins: dict[tuple[int, int], tuple[datetime, bool]] = {}

    def note(self, change: ChatMemberUpdated) -> Utterance | None:
        """What is delivered follows at once. The place, when we have just come to a group or channel and may write there."""
        status = change.new_chat_member.status
        if status in GONE:
            reason = f"membership: {status}"
            self._subscriptions.deactivate(change.chat.id, reason, self._clock.now(), has_left=True)
            return None
        if change.chat.type == Chat.PRIVATE:
            return None
        if not may_write(change.chat, change.new_chat_member):
            self._leave(change)
            return None
        could = change.old_chat_member.status not in GONE and may_write(change.chat, change.old_chat_member)
        return None if could else read_place(change)

    def lose(self, chat_id: int) -> None:
        """Nothing can be said there any more."""
        self._subscriptions.deactivate(chat_id, "a reply could not be sent", self._clock.now())

    def is_chat_admin(self, chat_id: int, user_id: int) -> bool:
        """Asked of Telegram, and remembered for a minute."""
        now = self._clock.now()
        known = self._admins.get((chat_id, user_id))
        if known is not None and known[0] > now - ADMIN_CACHE:
            return known[1]
        try:
            is_admin = self._call(self._bot.get_chat_member(chat_id, user_id)).status in ("administrator", "creator")
        except TelegramError:
            is_admin = False
        self._admins = {key: kept for key, kept in self._admins.items() if kept[0] > now - ADMIN_CACHE}
        self._admins[chat_id, user_id] = (now, is_admin)
        return is_admin

    def fetch_file(self, message: Message, *, wanted_from: Collection[int]) -> bytes:
        """The document of a message; nothing from people whose files we do not read, or when it is too large."""
        document, sender = message.document, message.from_user
        if document is None or sender is None or sender.id not in wanted_from or (document.file_size or 0) > MAX_FILE:
            return b""
        try:
            return bytes(self._call(self._fetched(document.file_id)))
        except TelegramError as error:
            log.warning("file not fetched", extra={"kind": type(error).__name__})
            return b""

    async def _fetched(self, file_id: str) -> bytearray:
        return await (await self._bot.get_file(file_id)).download_as_bytearray()

    def _leave(self, change: ChatMemberUpdated) -> None:
        """A group where we may not write, or a channel where we may not post: we would only read along."""
        self._subscriptions.deactivate(change.chat.id, "may not write there", self._clock.now())
        try:
            self._call(self._bot.leave_chat(change.chat.id))
        except TelegramError as error:
            log.warning("chat not left", extra={"chat": change.chat.id, "kind": type(error).__name__})


def may_write(chat: Chat, member: ChatMember) -> bool:
    if chat.type == Chat.CHANNEL:
        return member.status == "administrator" and bool(getattr(member, "can_post_messages", False))
    return member.status != "restricted" or bool(getattr(member, "can_send_messages", False))
