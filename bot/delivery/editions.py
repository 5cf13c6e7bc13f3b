"""An edition: the messages of one digest for one kind of subscriber. What the delivery core asks for as `Build`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.delivery.chats import Order
from bot.delivery.parts import telegram_parts
from bot.delivery.ports import Button, Part
from bot.delivery.wishes import fulfil
from bot.digest.digest import Digest
from bot.digest.document import Document, Italic, Paragraph
from bot.digest.editing import Editor
from bot.digest.picture import coverage_picture
from bot.digest.views import digest_document
from retrieval.topics import Layout

Buttons = tuple[tuple[Button, ...], ...]
LAYOUTS: dict[str, Layout] = {"perspectives": "perspectives", "sections": "sections"}


class EditionMaker:
    """Builds the digest an order names and writes it as messages. `buttons` puts the keyboard under the last one."""

    def __init__(self, editor: Editor, *, buttons: Callable[[Digest], Buttons] = lambda digest: ()) -> None:
        self._editor = editor
        self._buttons = buttons

    def __call__(self, order: Order, now: datetime) -> Sequence[Part]:
        digest = fulfil(self._digest(order, now), order.wishes)
        picture = coverage_picture(digest) if order.has_pictures else None
        return telegram_parts(
            edition_document(digest, order),
            buttons=self._buttons(digest),
            picture=picture.png if picture else None,
            picture_alt=picture.alt if picture else "",
        )

    def _digest(self, order: Order, now: datetime) -> Digest:
        last_day = order.day if order.first_day < order.day else None
        first_day = order.first_day if last_day else order.day
        digest = self._editor.build(order.topic, first_day, now=now, last_day=last_day)
        layout = LAYOUTS.get(order.layout)
        if layout is None or layout == digest.layout:
            return digest
        return self._editor.edit(order.topic, first_day, now=now, last_day=last_day, layout=layout).digest


def edition_document(digest: Digest, order: Order) -> Document:
    """The digest's document, with a line on top when it comes late or holds several days."""
    document = digest_document(digest)
    notes = []
    if order.first_day < order.day:
        notes.append(f"This holds all days since {order.first_day}, which I could not send in time.")
    elif order.is_late:
        notes.append("This comes late: I was not running at your time.")
    blocks = [Paragraph((Italic(note),)) for note in notes]
    return replace(document, blocks=(*document.blocks[:1], *blocks, *document.blocks[1:]))
