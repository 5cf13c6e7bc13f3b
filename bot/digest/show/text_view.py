"""Documents as plain text for terminals: no markup, addresses written out where a line is about a source."""

from itertools import pairwise

from bot.digest.show.document import Block, BulletItem, Document, Heading, Line, Link, Paragraph, Quotation, plain_line
from bot.digest.show.safety import safe_document


def document_text(document: Document) -> str:
    """The words, block by block; in quotations each line ends with the address it links to."""
    blocks = safe_document(document).blocks
    gaps = ["", *("\n" if _is_tight(above, below) else "\n\n" for above, below in pairwise(blocks))]
    return "".join(gap + _block(block) for gap, block in zip(gaps, blocks, strict=bool(blocks)))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{block.text}\n{('=' if block.level == 1 else '-') * min(len(block.text), 60)}"
        case Quotation():
            return "\n".join(f"  {_with_address(line)}" for line in block.lines)
        case BulletItem():
            return f"- {plain_line(block.line)}"
        case _:
            return plain_line(block.line)


def _with_address(line: Line) -> str:
    addresses = [piece.href for piece in line if isinstance(piece, Link)]
    return " ".join([plain_line(line), *addresses[:1]])


def _is_tight(above: Block, below: Block) -> bool:
    if isinstance(below, Paragraph | BulletItem) and below.is_close:
        return True
    return isinstance(above, Heading) or (isinstance(above, BulletItem) and isinstance(below, BulletItem))
