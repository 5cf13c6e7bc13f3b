"""Documents of blocks: what a surface shows, before it is any surface's markup.

Views make documents; each surface escapes and renders blocks once. Long documents are cut between blocks only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    """Words; names of outlets and the like are `is_fixed`: no translator touches them."""

    text: str
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class Bold:
    text: str


@dataclass(frozen=True, slots=True)
class Italic:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is http(s) or it is shown as plain text."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time, shown in the reader's zone where the surface can, else as `fallback`."""

    at: datetime
    fallback: str


Inline = Text | Bold | Italic | Code | Link | Instant
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`is_close`: right under what stands above it."""

    line: Line
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class BulletItem:
    """One bullet. It is a block of its own, so that a long list can be cut between its bullets. `key` names it for feedback."""

    line: Line
    key: str = ""
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation; `is_folded` where the surface can fold it (sources). Cut between its lines only."""

    lines: tuple[Line, ...]
    is_folded: bool = False


Block = Heading | Paragraph | BulletItem | Quotation


@dataclass(frozen=True, slots=True)
class Document:
    blocks: tuple[Block, ...]
    language: str = "en"


def line(*pieces: Inline | str) -> Line:
    """A line from strings and inlines."""
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in pieces)


def plain_line(inlines: Sequence[Inline]) -> str:
    """The words of a line without markup."""
    return "".join(piece.fallback if isinstance(piece, Instant) else piece.text for piece in inlines)


def with_texts(document: Document, change: Callable[[str], str]) -> Document:
    """The document with every text in it changed: headings, the pieces of lines, what an instant falls back to."""

    def changed(line: Line) -> Line:
        return tuple(
            replace(piece, fallback=change(piece.fallback))
            if isinstance(piece, Instant)
            else replace(piece, text=change(piece.text))
            for piece in line
        )

    blocks: list[Block] = []
    for block in document.blocks:
        match block:
            case Heading():
                blocks.append(replace(block, text=change(block.text)))
            case Quotation():
                blocks.append(replace(block, lines=tuple(map(changed, block.lines))))
            case _:
                blocks.append(replace(block, line=changed(block.line)))
    return replace(document, blocks=tuple(blocks))
