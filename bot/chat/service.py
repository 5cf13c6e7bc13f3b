"""The bot on Telegram: updates in, conversation in threads, replies out. Runs python-telegram-bot on a loop of its own.

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
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.chat.bot_profile import dress_bot, profile_mark
from bot.chat.connection import DEFAULT_BASE_URL, READ_TIMEOUT, RIVAL, paced_bot, told_plainly
from bot.chat.memberships import Memberships
from bot.chat.messenger import TelegramMessenger
from bot.chat.reply_messages import Aftercare, Speaker, inline_results, reply_parts
from bot.chat.telegram_updates import read_update
from bot.chat.turns import AT_ONCE, InTurn
from bot.chat.webhook_address import Webhook
from bot.delivery.pacing import Pacer
from bot.delivery.ports import Place
from bot.delivery.store.inbox import Inbox, StoredUpdate
from bot.delivery.store.subscriptions import Subscriptions
from bot.talk.conversation import Conversation
from retrieval.errors import BadInput
from retrieval.ports import Clock

log = logging.getLogger(__name__)

START_PATIENCE = timedelta(seconds=60)
REPLAY_WITHIN = timedelta(hours=24)
# A press without an answer shows a spinner; whoever takes longer is answered without words.
SPIN = timedelta(seconds=1.5)
KINDS = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
]

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
        self._inbox = inbox
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
        self._memberships = Memberships(self._bot, self._call, subscriptions, clock)
        self._aftercare = aftercare
        self._speaker = Speaker(
            self.messenger, aftercare, timer=monotonic, pause=sleep, on_unreachable=self._memberships.lose
        )
        self._conversation: Conversation | None = None
        self._application: AnyApplication | None = None
        # Updates that wait in this process or are being acted on: a replay must not hand them on again.
        self._in_hand: set[int] = set()
        self._handing = Lock()
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
        if self._keep(update):
            self._note_in_hand(update.update_id)
            self._loop.call_soon_threadsafe(self._application.update_queue.put_nowait, update)

    def replay(self, *, left_for: timedelta = timedelta()) -> None:
        """Act on what was stored and left unfinished for so long: by a run that was killed, or a replica that is gone.

        What was begun too often, or is a day old, is said to be lost.
        """
        now = self._clock.now()
        for stored in self._inbox.given_up(since=now - REPLAY_WITHIN):
            if stored.received_at <= now - left_for and stored.update_id not in self._in_hand:
                self._give_up(stored)
        for stored in self._inbox.unfinished(since=now - REPLAY_WITHIN):
            if stored.received_at > now - left_for or not self._note_in_hand(stored.update_id):
                continue
            update = Update.de_json(json.loads(stored.body), self._bot)
            if update is not None and self._application is not None:
                self._loop.call_soon_threadsafe(self._application.update_queue.put_nowait, update)

    def _note_in_hand(self, update_id: int) -> bool:
        """That an update is waiting here, or being acted on; False if it is already."""
        with self._handing:
            if update_id in self._in_hand:
                return False
            self._in_hand.add(update_id)
            return True

    def _give_up(self, stored: StoredUpdate) -> None:
        log.warning("update given up", extra={"update": stored.update_id, "attempts": stored.attempts})
        if stored.chat_id is not None and self._conversation is not None:
            sorry = self._conversation.apologise(stored.chat_id)
            self._aftercare.send_later(f"{stored.update_id}/lost", Place(stored.chat_id), reply_parts(sorry))
        self._inbox.finish(stored.update_id, now=self._clock.now())

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
        self._conversation = self._make_conversation(self._bot.username)
        await application.start()
        if self._dresses:
            application.create_task(self._dress(self._conversation))

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
            self._keep(update)
            self._note_in_hand(update.update_id)
        self.heard_at = self._clock.now()

    def _keep(self, update: Update) -> bool:
        chat = update.effective_chat
        return self._inbox.keep(
            update.update_id, update.to_json(), chat_id=chat.id if chat else None, now=self._clock.now()
        )

    async def _handle(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        acting = asyncio.ensure_future(self._in_thread(self._act, update))
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

    def _act(self, update: Update) -> str:
        """Do what an update asks for; a notice for whoever pressed a button. What fails is taken up by a later replay."""
        try:
            return self._do(update)
        finally:
            with self._handing:
                self._in_hand.discard(update.update_id)

    def _do(self, update: Update) -> str:
        if not self._inbox.begin(update.update_id):
            return ""
        notice = ""
        if update.my_chat_member is not None:
            self._welcome(update)
        elif update.inline_query is not None:
            self._search(update)
        elif update.effective_message is not None and update.effective_message.migrate_to_chat_id is not None:
            self._migrate(update.effective_message.chat_id, update.effective_message.migrate_to_chat_id)
        else:
            notice = self._converse(update)
        self._inbox.finish(update.update_id, now=self._clock.now())
        return notice

    def _converse(self, update: Update) -> str:
        conversation = self._conversation
        if conversation is None:
            return ""
        utterance = read_update(
            update,
            bot_id=self._bot.id,
            bot_name=self._bot.username,
            is_chat_admin=self._memberships.is_chat_admin,
            fetch_file=lambda message: self._memberships.fetch_file(message, wanted_from=conversation.admins),
        )
        if utterance is None:
            return ""
        notices = []
        for number, reply in enumerate(conversation.handle(utterance), start=1):
            notices.append(reply.notice)
            if reply.document is not None or reply.attachment is not None or reply.is_draft:
                shown = self._speaker.say(utterance, reply, name=f"{update.update_id}/{number}")
                conversation.note_shown(utterance, reply, shown)
        return next(filter(None, notices), "")

    def _welcome(self, update: Update) -> None:
        change, conversation = update.my_chat_member, self._conversation
        if change is None or conversation is None:
            return
        place = self._memberships.note(change)
        if place is not None:
            for number, reply in enumerate(conversation.enter(place), start=1):
                self._speaker.say(place, reply, name=f"{update.update_id}/{number}")

    def _search(self, update: Update) -> None:
        query, conversation = update.inline_query, self._conversation
        if query is None or conversation is None:
            return
        found = conversation.search(
            query.query, person_id=query.from_user.id, language=query.from_user.language_code or ""
        )
        with suppress(TelegramError):
            self._call(query.answer(inline_results(found), cache_time=60, is_personal=True))

    def _migrate(self, old: int, new: int) -> None:
        if self._conversation is not None:
            self._conversation.migrate(old, new)

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
