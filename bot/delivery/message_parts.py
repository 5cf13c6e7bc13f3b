"""Cuts a document into Telegram messages: escapes it once, cuts between blocks, and keeps every limit of `sendMessage`.

The limits and the dialect are Telegram's (Bot API, and the parser's rules we measured): 4,096 characters after parsing,
which we hold in code points and in UTF-16 units; 32,768 bytes before parsing; 100 entities, of which it ignores the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from bot.delivery.ports import Button, Part
from bot.digest.show.cutting import cut_text, utf16_length
from bot.digest.show.document import (
    Block,
    Bold,
    BulletItem,
    Code,
    Document,
    Heading,
    Inline,
    Instant,
    Italic,
    Link,
    Quotation,
    Text,
)
from bot.digest.show.safety import safe_document, shows_something

# Telegram takes 32,768 bytes before parsing, refuses longer texts and silently drops entities beyond the hundredth
# (docs/decisions/0063).
MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BYTES = 32_000
MAX_ENTITIES = 100
BULLET = "• "
TIME_FORMAT = "dt"


@dataclass(frozen=True, slots=True)
class _Span:
    """Words inside at most one pair of tags."""

    text: str
    opening: str = ""
    closing: str = ""

    @property
    def html(self) -> str:
        return f"{self.opening}{escape(self.text, quote=False)}{self.closing}"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A block ready to be packed: `lines` of spans, perhaps in a quotation."""

    kind: str
    lines: tuple[tuple[_Span, ...], ...]
    opening: str = ""
    closing: str = ""
    is_close: bool = False

    @property
    def html(self) -> str:
        return self.opening + "\n".join("".join(span.html for span in line) for line in self.lines) + self.closing

    @property
    def plain(self) -> str:
        return "\n".join("".join(span.text for span in line) for line in self.lines)

    @property
    def entities(self) -> int:
        return sum(bool(span.opening) for line in self.lines for span in line) + bool(self.opening)


def telegram_parts(
    document: Document,
    *,
    limit: int = MAX_TEXT,
    buttons: tuple[tuple[Button, ...], ...] = (),
    picture: bytes | None = None,
    picture_alt: str = "",
) -> list[Part]:
    """The messages of a document, in order; none for a document that shows nothing.

    `buttons` go under the last. With a `picture` the first message is the picture, captioned by the first blocks.
    """
    cells = [_cell(block) for block in safe_document(document).blocks]
    head = _caption(cells, limit) if picture is not None else []
    small = [piece for cell in cells[len(head) :] for piece in _fitting(cell, limit)]
    parts = [part for group in _packed(small, limit) if shows_something((part := _part(group)).plain)]
    if picture is not None:
        caption = (
            _part(head) if head else Part(escape(picture_alt[:MAX_CAPTION], quote=False), picture_alt[:MAX_CAPTION])
        )
        parts.insert(0, replace(caption, picture=picture, picture_alt=picture_alt))
    if parts and buttons:
        parts[-1] = replace(parts[-1], buttons=buttons)
    return parts


def document_plain(document: Document) -> str:
    """The words of a document as its messages show them, without the cuts."""
    return _plain([_cell(block) for block in safe_document(document).blocks])


def _cell(block: Block) -> _Cell:
    match block:
        case Heading():
            tag = "b" if block.level <= 2 else "i"
            cell = _Cell("heading", ((_Span(block.text, f"<{tag}>", f"</{tag}>"),),))
        case Quotation():
            opening = "<blockquote expandable>" if block.is_folded else "<blockquote>"
            lines = tuple(tuple(_span(piece) for piece in line) for line in block.lines)
            cell = _Cell("quotation", lines, opening, "</blockquote>")
        case BulletItem():
            cell = _Cell("bullet", ((_Span(BULLET), *map(_span, block.line)),), is_close=block.is_close)
        case _:
            cell = _Cell("paragraph", (tuple(_span(piece) for piece in block.line),), is_close=block.is_close)
    return cell


def _span(piece: Inline) -> _Span:
    match piece:
        case Text():
            span = _Span(piece.text)
        case Bold():
            span = _Span(piece.text, "<b>", "</b>")
        case Italic():
            span = _Span(piece.text, "<i>", "</i>")
        case Code():
            span = _Span(piece.text, "<code>", "</code>")
        case Link():
            span = _Span(piece.text, f'<a href="{escape(piece.href)}">', "</a>")
        case Instant():
            unix = int(piece.at.timestamp())
            opening = f'<tg-time unix="{unix}" format="{TIME_FORMAT}">'
            span = _Span(piece.fallback, opening, "</tg-time>") if unix > 0 else _Span(piece.fallback)
    return span


def _fits(cells: Sequence[_Cell], limit: int) -> bool:
    return (
        utf16_length(_plain(cells)) <= limit
        and sum(cell.entities for cell in cells) <= MAX_ENTITIES
        and len(_html(cells).encode()) <= MAX_BYTES
    )


def _fitting(cell: _Cell, limit: int) -> Iterator[_Cell]:
    """The cell, or pieces of it that each fit a message: between its lines if it can be, else inside them."""
    if _fits([cell], limit):
        yield cell
        return
    lines: list[tuple[_Span, ...]] = []
    for piece in (piece for line in cell.lines for piece in _cut_line(cell, line, limit)):
        if lines and not _fits([replace(cell, lines=(*lines, piece))], limit):
            yield replace(cell, lines=tuple(lines))
            lines = []
        lines.append(piece)
    yield replace(cell, lines=tuple(lines))


def _cut_line(cell: _Cell, line: tuple[_Span, ...], limit: int) -> Iterator[tuple[_Span, ...]]:
    """A line in pieces that fit a message each, cut inside spans only where one does not fit."""
    taken: list[_Span] = []
    waiting = list(reversed(line))
    while waiting:
        span = waiting.pop()
        if _fits([replace(cell, lines=((*taken, span),))], limit):
            taken.append(span)
            continue
        budget = limit - utf16_length("".join(each.text for each in taken))
        cut = cut_text(span.text, budget) if _has_room(cell, taken, span, budget, limit) else 0
        if cut:
            taken.append(replace(span, text=span.text[:cut]))
            waiting.append(replace(span, text=span.text[cut:]))
        else:
            waiting.append(span)
        yield tuple(taken)
        taken = []
    if taken:
        yield tuple(taken)


def _has_room(cell: _Cell, taken: Sequence[_Span], span: _Span, budget: int, limit: int) -> bool:
    """Whether cutting helps: the words are what is too long, and more than a few of them would fit."""
    if not taken:
        return True
    is_wordy = utf16_length(span.text) > budget
    piece = replace(span, text=span.text[:1])
    return is_wordy and budget > limit // 8 and _fits([replace(cell, lines=((*taken, piece),))], limit)


def _caption(cells: Sequence[_Cell], limit: int) -> list[_Cell]:
    """The first cells that fit under a picture."""
    count = 0
    while count < len(cells) and _fits(cells[: count + 1], min(limit, MAX_CAPTION)):
        count += 1
    return list(cells) if count == len(cells) else _ending_whole(list(cells[:count]), cells[count])


def _packed(cells: Sequence[_Cell], limit: int) -> Iterator[list[_Cell]]:
    """Cells in groups that fit a message each; a heading goes with what it heads, what stands close with what it is under."""
    group: list[_Cell] = []
    for cell in cells:
        if group and not _fits([*group, cell], limit):
            kept = _ending_whole(group, cell)
            yield kept
            group = group[len(kept) :]
            if group and not _fits([*group, cell], limit):
                yield group
                group = []
        group.append(cell)
    if group:
        yield group


def _ending_whole(group: list[_Cell], below: _Cell) -> list[_Cell]:
    """The group without what belongs together with the cell below it; all of it where that would be all."""
    end = len(group)
    if below.is_close:
        while end and group[end - 1].is_close:
            end -= 1
        end -= 1
    while end > 0 and group[end - 1].kind == "heading":
        end -= 1
    return group[: max(end, 0)] or group


def _part(cells: Sequence[_Cell]) -> Part:
    return Part(_html(cells).strip(), _plain(cells).strip())


def _html(cells: Sequence[_Cell]) -> str:
    return _joined([cell.html for cell in cells], cells)


def _plain(cells: Sequence[_Cell]) -> str:
    return _joined([cell.plain for cell in cells], cells)


def _joined(texts: Sequence[str], cells: Sequence[_Cell]) -> str:
    gaps = ["", *(_gap(above, below) for above, below in pairwise(cells))]
    return "".join(gap + text for gap, text in zip(gaps, texts, strict=bool(texts)))


def _gap(above: _Cell, below: _Cell) -> str:
    is_tight = below.is_close or above.kind == "heading" or (above.kind == below.kind == "bullet")
    return "\n" if is_tight else "\n\n"
