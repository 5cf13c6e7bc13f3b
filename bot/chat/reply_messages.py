"""Replies as messages: documents cut into parts, buttons under the last, edits in place of the message that was pressed."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from bot.delivery.parts import telegram_parts
from bot.delivery.ports import Messenger, Part, Place, Rejected, SendError, Unreachable
from bot.talk.frame.replies import Reply
from bot.talk.frame.utterances import Utterance

log = logging.getLogger(__name__)

# Drafts and edits of one answer are at least this far apart (seconds).
DRAFT_PAUSE = 0.5


class Surface(Messenger, Protocol):
    """A messenger that also shows that something is under way, and hands over files."""

    def show_draft(self, place: Place, draft_id: int, words: str) -> None: ...

    def show_typing(self, place: Place) -> None: ...

    def send_file(self, place: Place, name: str, content: bytes, caption: str) -> int: ...


class Speaker:
    """Says replies through a messenger. What cannot be sent is logged and forgotten: the reader asks again.

    `timer` counts seconds; `on_unreachable` hears of chats where nothing can be said any more.
    """

    def __init__(
        self, surface: Surface, *, timer: Callable[[], float], on_unreachable: Callable[[int], None] = lambda _: None
    ) -> None:
        self._surface = surface
        self._timer = timer
        self._on_unreachable = on_unreachable
        self._drafted: dict[int, float] = {}

    def say(self, utterance: Utterance, reply: Reply) -> list[int]:
        """Send or edit; the ids of the messages that now show the reply."""
        place = Place(utterance.chat_id, utterance.thread_id)
        try:
            if reply.is_draft:
                self._preview(place, utterance, reply)
                return []
            return self._show(place, utterance, reply)
        except Unreachable:
            self._on_unreachable(utterance.chat_id)
        except SendError as error:
            log.warning("reply not sent", extra={"chat": utterance.chat_id, "kind": type(error).__name__})
        return []

    def _preview(self, place: Place, utterance: Utterance, reply: Reply) -> None:
        """A preview is never worth an error, nor more than two calls a second."""
        now = self._timer()
        if now - self._drafted.get(place.chat_id, now - DRAFT_PAUSE) < DRAFT_PAUSE:
            return
        self._drafted = {chat: at for chat, at in self._drafted.items() if now - at < DRAFT_PAUSE} | {
            place.chat_id: now
        }
        try:
            if utterance.kind == "private":
                words = reply_parts(reply)[0].plain if reply.document else ""
                self._surface.show_draft(place, utterance.message_id or 1, words)
            elif utterance.kind == "group":
                self._surface.show_typing(place)
        except SendError as error:
            log.info("draft not shown", extra={"chat": utterance.chat_id, "kind": type(error).__name__})

    def _show(self, place: Place, utterance: Utterance, reply: Reply) -> list[int]:
        parts = reply_parts(reply)
        pressed = utterance.press.message_id if utterance.press else None
        if reply.replaces and pressed is not None and len(parts) == 1 and parts[0].picture is None:
            try:
                self._surface.edit(place, pressed, parts[0])
            except Rejected:
                # Too old, or a picture: then it is said below.
                return [self._send(place, parts[0])]
            return [pressed]
        first = replace(place, reply_to=utterance.message_id) if utterance.kind == "group" and not pressed else place
        shown = [self._send(place if number else first, part) for number, part in enumerate(parts)]
        if (file := reply.attachment) is not None:
            shown.append(self._surface.send_file(place, file.name, file.content, file.caption))
        return shown

    def _send(self, place: Place, part: Part) -> int:
        try:
            return self._surface.send(place, part)
        except Rejected:
            # Better plain words than silence; the part is logged for the admin, without its text.
            log.warning("markup rejected", extra={"chat": place.chat_id, "length": len(part.html)})
            return self._surface.send(place, replace(part, html=""))


def reply_parts(reply: Reply) -> list[Part]:
    """The messages of a reply: the picture on top, the buttons under the last one."""
    if reply.document is None:
        return []
    return telegram_parts(reply.document, buttons=reply.buttons, picture=reply.picture, picture_alt=reply.picture_alt)
