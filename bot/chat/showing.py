"""Replies as messages: documents cut into parts, buttons under the last, edits in place of the message that was pressed."""

import logging
from dataclasses import replace

from bot.delivery.parts import telegram_parts
from bot.delivery.ports import Messenger, Part, Place, Rejected, SendError
from bot.talk.replies import Reply
from bot.talk.utterances import Utterance

log = logging.getLogger(__name__)


class Speaker:
    """Says replies through a messenger. What cannot be sent is logged and forgotten: the reader asks again."""

    def __init__(self, messenger: Messenger) -> None:
        self._messenger = messenger

    def say(self, utterance: Utterance, reply: Reply) -> list[int]:
        """Send or edit; the ids of the messages that now show the reply."""
        place = Place(utterance.chat_id, utterance.thread_id)
        try:
            return self._show(place, utterance, reply_parts(reply), replaces=reply.replaces)
        except SendError as error:
            log.warning("reply not sent", extra={"chat": utterance.chat_id, "kind": type(error).__name__})
            return []

    def _show(self, place: Place, utterance: Utterance, parts: list[Part], *, replaces: bool) -> list[int]:
        pressed = utterance.press.message_id if utterance.press else None
        if replaces and pressed is not None and len(parts) == 1:
            self._messenger.edit(place, pressed, parts[0])
            return [pressed]
        return [self._send(place, part) for part in parts]

    def _send(self, place: Place, part: Part) -> int:
        try:
            return self._messenger.send(place, part)
        except Rejected:
            # Better plain words than silence; the part is logged for the admin, without its text.
            log.warning("markup rejected", extra={"chat": place.chat_id, "length": len(part.html)})
            return self._messenger.send(place, replace(part, html=""))


def reply_parts(reply: Reply) -> list[Part]:
    """The messages of a reply, its buttons under the last one."""
    if reply.document is None:
        return []
    parts = list(telegram_parts(reply.document))
    if parts and reply.buttons:
        parts[-1] = replace(parts[-1], buttons=reply.buttons)
    return parts
