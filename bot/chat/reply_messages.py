"""Turns replies into messages: cuts documents into parts, puts buttons under the last, edits the message that was pressed."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.delivery.message_parts import telegram_parts
from bot.delivery.ports import Messenger, NotSent, Part, Place, RateLimited, Rejected, SendError, Unreachable
from bot.talk.frame.replies import Card, Reply
from bot.talk.frame.utterances import Utterance

log = logging.getLogger(__name__)

# Drafts and edits of one answer are at least this far apart (seconds).
DRAFT_PAUSE = 0.5
# What surely did not arrive is tried again after these pauses (seconds), and then left to the ledger, which tries for hours.
PAUSES = (0.5, 1.0, 2.0)

_T = TypeVar("_T")


class Surface(Messenger, Protocol):
    """A messenger that also shows that something is under way, and hands over files."""

    def show_draft(self, place: Place, draft_id: int, words: str) -> None: ...

    def show_typing(self, place: Place) -> None: ...

    def send_file(self, place: Place, name: str, content: bytes, caption: str) -> int: ...


class Aftercare(Protocol):
    """Whoever takes over what could not be said at once. `name` is the same for the same reply, also after a restart."""

    def send_later(self, name: str, place: Place, parts: Sequence[Part]) -> None:
        """These messages surely did not arrive."""
        ...

    def ask_about(self, name: str, place: Place, part: Part) -> None:
        """This message may or may not have arrived."""
        ...


class Speaker:
    """Says replies through a messenger. What did not arrive is tried again for a moment and then left to `aftercare`.

    `timer` counts seconds, `pause` waits for some; `on_unreachable` hears of chats where nothing can be said any more.
    """

    def __init__(
        self,
        surface: Surface,
        aftercare: Aftercare,
        *,
        timer: Callable[[], float],
        pause: Callable[[float], None],
        on_unreachable: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._surface = surface
        self._aftercare = aftercare
        self._timer = timer
        self._pause = pause
        self._on_unreachable = on_unreachable
        self._drafted: dict[int, float] = {}

    def say(self, utterance: Utterance, reply: Reply, *, name: str) -> list[int]:
        """Send or edit; the ids of the messages that now show the reply. `name` is for `aftercare`.

        Raises NotSent for a file that could not be handed over.
        """
        place = Place(utterance.chat_id, utterance.thread_id)
        if reply.is_draft:
            self._preview(place, utterance, reply)
            return []
        try:
            return self._show(place, utterance, reply, name)
        except Unreachable:
            self._on_unreachable(utterance.chat_id)
        except NotSent:
            raise
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

    def _show(self, place: Place, utterance: Utterance, reply: Reply, name: str) -> list[int]:
        parts = reply_parts(reply)
        pressed = utterance.press.message_id if utterance.press else None
        if reply.replaces and pressed is not None and len(parts) == 1 and parts[0].picture is None:
            if self._is_edited(place, pressed, parts[0]):
                return [pressed]
            return self._send_all(place, place, parts, name)
        first = replace(place, reply_to=utterance.message_id) if utterance.kind == "group" and not pressed else place
        shown = self._send_all(first, place, parts, name)
        if (file := reply.attachment) is not None:
            shown.append(
                self._tried(partial(self._surface.send_file, place, file.name, file.content, file.caption), NotSent)
            )
        return shown

    def _is_edited(self, place: Place, message_id: int, part: Part) -> bool:
        """An edit may be repeated whatever became of it. False: the message is too old, has a picture, or cannot be reached."""
        try:
            self._tried(partial(self._surface.edit, place, message_id, part), SendError)
        except Unreachable:
            raise
        except SendError:
            return False
        return True

    def _send_all(self, first: Place, place: Place, parts: Sequence[Part], name: str) -> list[int]:
        """The ids of those that arrived, in order; after one that did not, the rest follows it later."""
        shown: list[int] = []
        for number, part in enumerate(parts):
            where = place if number else first
            try:
                shown.append(self._tried(partial(self._send, where, part), NotSent))
            except (NotSent, RateLimited):
                log.info("reply left for later", extra={"chat": place.chat_id, "parts": len(parts) - number})
                self._aftercare.send_later(f"{name}/{number + 1}", place, parts[number:])
                return shown
            except (Unreachable, Rejected):
                raise
            except SendError:
                self._aftercare.ask_about(f"{name}/{number + 1}", place, part)
        return shown

    def _tried(self, act: Callable[[], _T], kind: type[SendError]) -> _T:
        """What `act` gives, tried again while it fails with this kind of error and waiting may help."""
        for pause in PAUSES:
            try:
                return act()
            except (Unreachable, Rejected, RateLimited):
                raise
            except kind:
                self._pause(pause)
        return act()

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


def inline_results(cards: Iterable[Card]) -> list[InlineQueryResultArticle]:
    """One article a card; the message it becomes is a single part."""
    results = []
    for card in cards:
        parts = telegram_parts(card.document)
        if parts and parts[0].html:
            content = InputTextMessageContent(
                parts[0].html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
            )
            results.append(InlineQueryResultArticle(card.id, card.title[:200], content, description=card.about[:200]))
    return results
