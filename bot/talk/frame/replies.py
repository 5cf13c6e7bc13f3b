"""Defines what the bot says back, as a value that every surface can show."""

from dataclasses import dataclass

from bot.delivery.ports import Button
from bot.digest.show.document import Block, Document, Heading, Line, Paragraph, line

Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file handed over: name, bytes and a sentence about it."""

    name: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message. `replaces` edits the message whose button was pressed instead of sending a new one.

    `notice` is shown briefly to the one who pressed. `is_draft` marks a preview that a later reply completes.
    `key` lets the conversation find this message again when somebody replies to it ("answer:17", "digest:us-china/2026-01-07").
    `picture` heads the message; `picture_alt` says it in words.
    """

    document: Document | None = None
    buttons: Buttons = ()
    replaces: bool = False
    notice: str = ""
    is_draft: bool = False
    key: str = ""
    attachment: Attachment | None = None
    picture: bytes | None = None
    picture_alt: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One result of a search from another chat: what is listed, and the message it becomes when chosen."""

    id: str
    title: str
    about: str
    document: Document
    url: str = ""


def say(*sentences: str | Line, title: str = "", buttons: Buttons = (), replaces: bool = False) -> Reply:
    """A reply of plain paragraphs, one per sentence given, under an optional heading."""
    blocks: list[Block] = [Heading(title)] if title else []
    blocks += [Paragraph(line(s) if isinstance(s, str) else s) for s in sentences if s]
    return Reply(Document(tuple(blocks)), buttons, replaces)


def rows(buttons: list[Button], *, width: int = 2) -> Buttons:
    """Buttons in rows of `width`."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
