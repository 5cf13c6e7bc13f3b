"""Runs the bot on Telegram: takes updates in, hands them to the conversation in threads, sends the replies.

Every update is in the inbox before Telegram hears that we have it: `getUpdates` confirms what the call before it
returned, so a batch is stored before it is handed on. What a kill interrupts is taken up at the next start.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.chat.bot_profile import dress_bot, profile_mark
from bot.chat.connection import DEFAULT_BASE_URL, READ_TIMEOUT, RIVAL, paced_bot, told_plainly
from bot.chat.memberships import Memberships
from bot.chat.messenger import TelegramMessenger
from bot.chat.reply_messages import Aftercare
from bot.chat.telegram_updates import KINDS
from bot.chat.turns import AT_ONCE, InTurn
from bot.chat.update_desk import UpdateDesk
from bot.chat.webhook_address import Webhook
from bot.delivery.pacing import Pacer
from bot.delivery.store.inbox import Inbox
from bot.delivery.store.subscriptions import Subscriptions
from bot.talk.conversation import Conversation
from retrieval.errors import BadInput
from retrieval.ports import Clock

log = logging.getLogger(__name__)

START_PATIENCE = timedelta(seconds=60)
# A press without an answer shows a spinner; whoever takes longer is answered without words.
SPIN = timedelta(seconds=1.5)

MakeConversation = Callable[[str], Conversation]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class ChatService:
    """One bot account. `start` returns when the bot is known to Telegram and listens; `stop` drains what is under way.

    Updates are fetched by polling, or, with a `webhook`, pushed: whoever serves its address hands them to `receive`.
    `heard_at` is when Telegram last gave us updates, or said that there are none.
    """

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
        webhook: Webhook | None = None,
        aftercare: Aftercare,
        dresses: bool = True,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        self._make_conversation = make_conversation
        self._clock = clock
        self._webhook = webhook
        self._dresses = dresses
        self._bot = paced_bot(
            token,
            pacer,
            base_url=base_url or DEFAULT_BASE_URL,
            read_timeout=read_timeout,
            keep_updates=self._keep_all,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="talk")
        self.messenger = TelegramMessenger(self._bot, self._loop, is_paid=is_paid)
        self._desk = UpdateDesk(
            self._bot,
            inbox,
            memberships=Memberships(self._bot, self._call, subscriptions, clock),
            surface=self.messenger,
            aftercare=aftercare,
            call=self._call,
            clock=clock,
        )
        self._application: AnyApplication | None = None
        self.heard_at: datetime | None = None

    @property
    def name(self) -> str:
        """The bot's user name, once started."""
        return self._bot.username

    @property
    def has_rival(self) -> bool:
        """Whether another program fetches the updates of this token too."""
        return self._bot.has_rival

    def start(self, *, listens: bool = True) -> None:
        """Raises CounterpointError if Telegram cannot be reached or refuses the token.

        With `listens` False it can send, and waits for `listen`: among replicas only one may poll.
        """
        self._thread.start()
        with told_plainly():
            self._call(self._start())
        if listens:
            self.replay()
            self.listen()

    def listen(self) -> None:
        """Fetch updates from now on, or have them pushed. Raises CounterpointError."""
        with told_plainly():
            self._call(self._listen())
        self.heard_at = self._clock.now()

    def rest(self) -> None:
        """Fetch no more updates; what is under way is finished."""
        self._call(self._rest())

    def receive(self, body: bytes) -> None:
        """One update pushed to the webhook: stored, then acted on. Raises BadInput, and StorageError (then it comes again)."""
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadInput("This is no update of Telegram's.") from error
        if self._application is None or update is None:
            raise BadInput("The bot is not ready for updates.")
        if self._desk.keep(update):
            self._desk.take_in_hand(update.update_id)
            self._hand_on(update)

    def replay(self, *, left_for: timedelta = timedelta()) -> None:
        """Act on what was stored and left unfinished for so long: by a run that was killed, or a replica that is gone.

        What was begun too often, or is a day old, is said to be lost.
        """
        for update in self._desk.left_over(left_for):
            self._hand_on(update)

    def _hand_on(self, update: Update) -> None:
        if self._application is not None:
            self._loop.call_soon_threadsafe(self._application.update_queue.put_nowait, update)

    def stop(self) -> None:
        """Stop listening, finish what is being answered, close the connections. Doing it twice changes nothing."""
        if self._loop.is_closed():
            return
        if self._application is not None:
            self._call(self._stop())
        self._pool.shutdown()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_PATIENCE.total_seconds())
        if not self._thread.is_alive():
            self._loop.close()

    async def _start(self) -> None:
        application = ApplicationBuilder().bot(self._bot).concurrent_updates(InTurn()).job_queue(None).build()
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(_log_error)
        await application.initialize()
        self._application = application
        conversation = self._desk.conversation = self._make_conversation(self._bot.username)
        await application.start()
        if self._dresses:
            application.create_task(self._dress(conversation))

    async def _listen(self) -> None:
        updater = self._application.updater if self._application else None
        if self._webhook is not None:
            await self._bot.set_webhook(
                self._webhook.url, secret_token=self._webhook.secret, allowed_updates=KINDS, drop_pending_updates=False
            )
        elif updater is not None and not updater.running:
            await updater.start_polling(
                allowed_updates=KINDS, drop_pending_updates=False, error_callback=_log_poll_error
            )

    async def _rest(self) -> None:
        updater = self._application.updater if self._application else None
        if updater is not None and updater.running:
            await updater.stop()

    async def _dress(self, conversation: Conversation) -> None:
        """Menus and profile, when they are not as they were last set."""
        mark = f"{self._bot.id} {profile_mark(conversation.admins)}"
        if await self._in_thread(conversation.profile_set) == mark:
            return
        if await dress_bot(self._bot, conversation.admins):
            await self._in_thread(conversation.note_profile, mark)

    async def _stop(self) -> None:
        application = self._application
        if application is None:
            return
        await self._rest()
        await application.stop()
        await application.shutdown()

    def _keep_all(self, updates: Sequence[Update]) -> None:
        for update in updates:
            self._desk.keep(update)
            self._desk.take_in_hand(update.update_id)
        self.heard_at = self._clock.now()

    async def _handle(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        acting = asyncio.ensure_future(self._in_thread(self._desk.act, update))
        if update.callback_query is None:
            await acting
            return
        await asyncio.wait([acting], timeout=SPIN.total_seconds())
        notice = acting.result() if acting.done() else ""
        # A press that is too old to answer was still acted on.
        with suppress(TelegramError):
            await update.callback_query.answer(notice[:200] or None)
        late = await acting
        if late and not notice and update.effective_chat is not None:
            log.info("notice too late", extra={"chat": update.effective_chat.id})

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(START_PATIENCE.total_seconds())


def _log_poll_error(error: TelegramError) -> None:
    """The library tries again by itself, after a growing pause."""
    log.warning(
        "updates not fetched",
        extra={"kind": type(error).__name__, "problem": RIVAL if isinstance(error, Conflict) else ""},
    )


async def _log_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """The kind only: the words of an error may be those of a reader."""
    log.error(
        "update failed", extra={"update": getattr(update, "update_id", None), "kind": type(context.error).__name__}
    )
