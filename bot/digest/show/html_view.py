"""Documents as HTML fragments for web pages: escaped once, no scripts, no styles, links checked."""

from collections.abc import Iterable
from datetime import UTC
from html import escape
from itertools import groupby

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
    Line,
    Link,
    Paragraph,
    Quotation,
)
from bot.digest.show.safety import safe_document

FOLD = "Show"


def document_html(document: Document) -> str:
    """A fragment of `h2`-`h4`, `p`, `ul`, `blockquote` and `details`."""
    safe = safe_document(document)
    groups = groupby(safe.blocks, key=lambda block: isinstance(block, BulletItem))
    return "\n".join(_list(members) if is_list else _blocks(members) for is_list, members in groups)


def _list(bullets: Iterable[Block]) -> str:
    items = (f"<li>{_line(bullet.line)}</li>" for bullet in bullets if isinstance(bullet, BulletItem))
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def _blocks(blocks: Iterable[Block]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Heading():
            level = min(max(block.level, 1), 3) + 1
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Paragraph() | BulletItem():
            return f"<p>{_line(block.line)}</p>"
        case Quotation():
            quote = "<blockquote>" + "<br>\n".join(map(_line, block.lines)) + "</blockquote>"
            return f"<details><summary>{FOLD}</summary>\n{quote}\n</details>" if block.is_folded else quote


def _line(line: Line) -> str:
    return "".join(map(_inline, line))


def _inline(piece: Inline) -> str:
    if isinstance(piece, Instant):
        stamp = piece.at.astimezone(UTC).isoformat(timespec="seconds")
        return f'<time datetime="{stamp}">{escape(piece.fallback)}</time>'
    words = escape(piece.text).replace("\n", "<br>\n")
    match piece:
        case Bold():
            words = f"<strong>{words}</strong>"
        case Italic():
            words = f"<em>{words}</em>"
        case Code():
            words = f"<code>{words}</code>"
        case Link():
            words = f'<a href="{escape(piece.href)}" rel="nofollow noopener noreferrer">{words}</a>'
        case _:
            pass
    return words
