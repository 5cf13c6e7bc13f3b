"""The bot on Telegram: updates in, conversation in threads, replies out. Runs python-telegram-bot on a loop of its own.

Every update is in the inbox before Telegram hears that we have it: `getUpdates` confirms what the call before it
returned, so a batch is stored before it is handed on. What a kill interrupts is taken up at the next start.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Thread
from typing import Any

from telegram import ChatMemberUpdated, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, BaseUpdateProcessor, ContextTypes, TypeHandler

from bot.chat.connection import DEFAULT_BASE_URL, paced_bot
from bot.chat.messenger import TelegramMessenger
from bot.chat.showing import Speaker
from bot.chat.updates import read_update
from bot.delivery.pacing import Pacer
from bot.delivery.store.inbox import Inbox
from bot.delivery.store.subscriptions import Subscriptions
from bot.talk.conversation import Conversation
from retrieval.errors import CounterpointError
from retrieval.ports import Clock

log = logging.getLogger(__name__)

START_PATIENCE = timedelta(seconds=60)
REPLAY_WITHIN = timedelta(hours=24)
ADMIN_CACHE = timedelta(minutes=1)
AT_ONCE = 64
KINDS = ["message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member"]

MakeConversation = Callable[[str], Conversation]


class InTurn(BaseUpdateProcessor):
    """Updates of one chat one after the other and in order, those of different chats at the same time."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        self._turns.clear()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat if isinstance(update, Update) else None
        async with self._turns[chat.id if chat else 0]:
            await coroutine


class ChatService:
    """One bot account. `start` returns when the bot is known to Telegram and listens; `stop` drains what is under way."""

    def __init__(
        self,
        token: str,
        *,
        make_conversation: MakeConversation,
        inbox: Inbox,
        subscriptions: Subscriptions,
        pacer: Pacer,
        clock: Clock,
        base_url: str = "",
        is_paid: bool = False,
    ) -> None:
        self._make_conversation = make_conversation
        self._inbox = inbox
        self._subscriptions = subscriptions
        self._clock = clock
        self._bot = paced_bot(token, pacer, base_url=base_url or DEFAULT_BASE_URL, keep_updates=self._keep_all)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self.messenger = TelegramMessenger(self._bot, self._loop, is_paid=is_paid)
        self._speaker = Speaker(self.messenger)
        self._conversation: Conversation | None = None
        self._application: Application[Any, Any, Any, Any, Any, Any] | None = None
        self._admins: dict[tuple[int, int], tuple[Any, bool]] = {}

    @property
    def name(self) -> str:
        """The bot's user name, once started."""
        return self._bot.username

    def start(self) -> None:
        """Raises CounterpointError if Telegram cannot be reached or refuses the token."""
        self._thread.start()
        with told_plainly():
            self._call(self._start())

    def stop(self) -> None:
        """Stop listening, finish what is being answered, close the connections."""
        if self._application is not None:
            self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_PATIENCE.total_seconds())

    async def _start(self) -> None:
        builder = ApplicationBuilder().bot(self._bot).concurrent_updates(InTurn()).job_queue(None)
        application = builder.build()
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(_log_error)
        await application.initialize()
        self._application = application
        self._conversation = self._make_conversation(self._bot.username)
        await application.start()
        self._replay(application)
        if application.updater is not None:
            await application.updater.start_polling(allowed_updates=KINDS, drop_pending_updates=False)

    async def _stop(self) -> None:
        application = self._application
        if application is None:
            return
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        await application.stop()
        await application.shutdown()

    def _replay(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Queue what an earlier run stored and did not finish, before anything new."""
        for stored in self._inbox.unfinished(since=self._clock.now() - REPLAY_WITHIN):
            update = Update.de_json(json.loads(stored.body), self._bot)
            if update is not None:
                application.update_queue.put_nowait(update)

    def _keep_all(self, updates: Sequence[Update]) -> None:
        now = self._clock.now()
        for update in updates:
            chat = update.effective_chat
            self._inbox.keep(update.update_id, update.to_json(), chat_id=chat.id if chat else None, now=now)

    async def _handle(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.callback_query is not None:
            # Without an answer the button spins; a press that is too old to answer is still acted on.
            with suppress(TelegramError):
                await update.callback_query.answer()
        await asyncio.to_thread(self._act, update)

    def _act(self, update: Update) -> None:
        if not self._inbox.begin(update.update_id):
            return
        if update.my_chat_member is not None:
            self._note_membership(update.my_chat_member)
        else:
            self._converse(update)
        self._inbox.finish(update.update_id, now=self._clock.now())

    def _converse(self, update: Update) -> None:
        utterance = read_update(
            update, bot_id=self._bot.id, bot_name=self._bot.username, is_chat_admin=self._is_chat_admin
        )
        if utterance is None or self._conversation is None:
            return
        for reply in self._conversation.handle(utterance):
            self._speaker.say(utterance, reply)

    def _note_membership(self, change: ChatMemberUpdated) -> None:
        """Blocked, kicked or let in again: what is delivered follows at once."""
        if change.new_chat_member.status in ("kicked", "left"):
            reason = f"membership: {change.new_chat_member.status}"
            self._subscriptions.deactivate(change.chat.id, reason, self._clock.now(), has_left=True)

    def _is_chat_admin(self, chat_id: int, user_id: int) -> bool:
        """Asked of Telegram, and remembered for a minute."""
        now = self._clock.now()
        known = self._admins.get((chat_id, user_id))
        if known is not None and known[0] > now - ADMIN_CACHE:
            return known[1]
        try:
            member = self._call(self._bot.get_chat_member(chat_id, user_id))
            is_admin = member.status in ("administrator", "creator")
        except TelegramError:
            is_admin = False
        self._admins[chat_id, user_id] = (now, is_admin)
        return is_admin

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(START_PATIENCE.total_seconds())


@contextmanager
def told_plainly() -> Iterator[None]:
    """Telegram's refusals at the start as sentences for the admin; they never repeat the token."""
    try:
        yield
    except InvalidToken as error:
        raise CounterpointError("Telegram refuses the token: check TELEGRAM_BOT_TOKEN.") from error
    except (TelegramError, TimeoutError) as error:
        reason = getattr(error, "message", "no answer")
        raise CounterpointError(
            f"Telegram cannot be reached ({reason}): check the network and TELEGRAM_API_BASE_URL."
        ) from error


async def ask_name(token: str, pacer: Pacer, *, base_url: str = "") -> str:
    """The bot's user name, asked of Telegram. Raises CounterpointError."""
    bot = paced_bot(token, pacer, base_url=base_url or DEFAULT_BASE_URL)
    with told_plainly():
        try:
            return (await bot.get_me()).username or ""
        finally:
            await bot.shutdown()


async def _log_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    log.error("update failed", exc_info=context.error, extra={"update": getattr(update, "update_id", None)})
