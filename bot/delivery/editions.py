"""Makes an edition: the messages of one digest for one kind of subscriber. The delivery core asks for it as `Build`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Protocol

from bot.delivery.chats import Order
from bot.delivery.message_parts import telegram_parts
from bot.delivery.ports import Button, Part
from bot.delivery.wishes import fulfil
from bot.digest.editor import Editor
from bot.digest.model.digest import Digest
from bot.digest.show.document import Document
from bot.digest.show.picture import coverage_picture
from retrieval.sources.topics import Layout, read_layout

Buttons = tuple[tuple[Button, ...], ...]


class Voice(Protocol):
    """Speaks an edition to whoever it is for: in their language, with what they should know about it."""

    def tell(self, digest: Digest, order: Order) -> Document: ...

    def buttons(self, digest: Digest, language: str) -> Buttons: ...

    def said(self, text: str, language: str) -> str: ...


class EditionMaker:
    """Builds the digest an order names and writes it as messages, in words of `voice`; its buttons go under the last one."""

    def __init__(self, editor: Editor, voice: Voice) -> None:
        self._editor = editor
        self._voice = voice

    def __call__(self, order: Order, now: datetime) -> Sequence[Part]:
        digest = fulfil(self._digest(order, now), order.wishes)
        said = partial(self._voice.said, language=order.language)
        picture = coverage_picture(digest, said) if order.has_pictures else None
        return telegram_parts(
            self._voice.tell(digest, order),
            buttons=self._voice.buttons(digest, order.language),
            picture=picture.png if picture else None,
            picture_alt=picture.alt if picture else "",
        )

    def _digest(self, order: Order, now: datetime) -> Digest:
        last_day = order.day if order.first_day < order.day else None
        first_day = order.first_day if last_day else order.day
        layout = read_layout(order.layout)
        if layout != "sections":
            return self._made(order, first_day, last_day, now, layout)
        digest = self._made(order, first_day, last_day, now, None)
        if layout == digest.layout:
            return digest
        return self._editor.edit(
            order.topic, first_day, now=now, last_day=last_day, layout=layout, hour=digest.hour
        ).digest

    def _made(
        self, order: Order, first_day: date, last_day: date | None, now: datetime, layout: Layout | None
    ) -> Digest:
        if order.hour is None:
            return self._editor.build(order.topic, first_day, now=now, last_day=last_day, layout=layout)
        return self._editor.edition(order.topic, first_day, order.hour, now=now, last_day=last_day, layout=layout)
