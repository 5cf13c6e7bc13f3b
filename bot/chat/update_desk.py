"""Stores updates before they are acted on, acts on each once, and takes up again what a kill interrupted."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Lock
from time import monotonic, sleep
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.chat.memberships import Memberships
from bot.chat.reply_messages import Aftercare, Speaker, Surface, inline_results, reply_parts
from bot.chat.telegram_updates import read_update
from bot.delivery.ports import Place
from bot.delivery.store.inbox import Inbox, StoredUpdate
from bot.talk.conversation import Conversation
from retrieval.ports import Clock

log = logging.getLogger(__name__)

# Telegram too keeps an update for a day and no longer (docs/decisions/0171).
REPLAY_WITHIN = timedelta(hours=24)


class UpdateDesk:
    """Stands between the inbox and the conversation, which is there once the bot is known by name. Safe to share between threads."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        *,
        memberships: Memberships,
        surface: Surface,
        aftercare: Aftercare,
        call: Callable[[Any], Any],
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._memberships = memberships
        self._aftercare = aftercare
        self._call = call
        self._clock = clock
        self._speaker = Speaker(surface, aftercare, timer=monotonic, pause=sleep, on_unreachable=memberships.lose)
        # Updates that wait in this process or are being acted on: a replay must not hand them on again.
        self._in_hand: set[int] = set()
        self._handing = Lock()
        self.conversation: Conversation | None = None

    def keep(self, update: Update) -> bool:
        """Store an update that Telegram gave us; False if it was stored before."""
        chat = update.effective_chat
        return self._inbox.keep(
            update.update_id, update.to_json(), chat_id=chat.id if chat else None, now=self._clock.now()
        )

    def left_over(self, left_for: timedelta) -> Iterator[Update]:
        """What was stored and left unfinished for so long, from now on in hand. What was begun too often is given up."""
        now = self._clock.now()
        for stored in self._inbox.given_up(since=now - REPLAY_WITHIN):
            if stored.received_at <= now - left_for and stored.update_id not in self._in_hand:
                self._give_up(stored)
        for stored in self._inbox.unfinished(since=now - REPLAY_WITHIN):
            if stored.received_at > now - left_for or not self.take_in_hand(stored.update_id):
                continue
            update = Update.de_json(json.loads(stored.body), self._bot)
            if update is not None:
                yield update

    def take_in_hand(self, update_id: int) -> bool:
        """That an update is waiting here, or being acted on; False if it is already."""
        with self._handing:
            if update_id in self._in_hand:
                return False
            self._in_hand.add(update_id)
            return True

    def _give_up(self, stored: StoredUpdate) -> None:
        log.warning("update given up", extra={"update": stored.update_id, "attempts": stored.attempts})
        if stored.chat_id is not None and self.conversation is not None:
            sorry = self.conversation.apologise(stored.chat_id)
            self._aftercare.send_later(f"{stored.update_id}/lost", Place(stored.chat_id), reply_parts(sorry))
        self._inbox.finish(stored.update_id, now=self._clock.now())

    def act(self, update: Update) -> str:
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
        conversation = self.conversation
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
        change, conversation = update.my_chat_member, self.conversation
        if change is None or conversation is None:
            return
        place = self._memberships.note(change)
        if place is not None:
            for number, reply in enumerate(conversation.enter(place), start=1):
                self._speaker.say(place, reply, name=f"{update.update_id}/{number}")

    def _search(self, update: Update) -> None:
        query, conversation = update.inline_query, self.conversation
        if query is None or conversation is None:
            return
        found = conversation.search(
            query.query, person_id=query.from_user.id, language=query.from_user.language_code or ""
        )
        with suppress(TelegramError):
            self._call(query.answer(inline_results(found), cache_time=60, is_personal=True))

    def _migrate(self, old: int, new: int) -> None:
        if self.conversation is not None:
            self.conversation.migrate(old, new)
