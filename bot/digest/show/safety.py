"""What no surface shows: characters that reorder or hide text, links that lead elsewhere than they say.

Renderers call `safe_document` once; after it every link has a checked http(s) address and an honest text.
"""

import re
import unicodedata
from dataclasses import replace
from urllib.parse import quote, urlsplit

from bot.digest.show.document import (
    Block,
    Bold,
    Code,
    Document,
    Heading,
    Inline,
    Instant,
    Italic,
    Line,
    Link,
    Quotation,
    Text,
)
from retrieval.web.domains import registrable_domain

MAX_URL = 2048
# Bidirectional controls, zero-width blanks, line separators, half surrogates; joiners stay (emoji, Persian, Hindi).
_UNSEEN = re.compile(
    "[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n(?: ?\n){2,}")
_URL_SAFE = "/:@!$&'()*+,;=~-._?#%[]|"
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_HOST_IN_TEXT = re.compile(r"(?<![\w.@-])(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w-])|(?<=@)(?:[\w-]+\.)+[^\W\d_]{2,24}")
_DOTS = str.maketrans({"。": ".", "․": ".", "·": "."})
_HOST = re.compile(r"(?=.{3,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")


def clean(text: str) -> str:
    """Text without hidden and control characters and runs of blanks; line breaks stay, one empty line at most between."""
    seen = _CONTROL.sub(" ", _UNSEEN.sub("", text.replace("\r\n", "\n")))
    return _LINES.sub("\n\n", _BLANKS.sub(" ", seen))


def safe_href(url: str) -> str:
    """The address, ready for an attribute, or "" if it is not plain http(s): a host with a dot, no user name, a real port."""
    stripped = url.strip()
    if len(stripped) > MAX_URL or re.search(r"[\x00-\x1f\x7f-\x9f\\]", stripped):
        return ""
    try:
        parts = urlsplit(stripped)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if (
        _UNSEEN.search(stripped)
        or parts.scheme not in ("http", "https")
        or "@" in parts.netloc
        or not _HOST.fullmatch(host)
        or port == 0
    ):
        return ""
    rest = stripped.split("://", 1)[1][len(parts.netloc) :]
    authority = host if port is None else f"{host}:{port}"
    return f"{parts.scheme}://{authority}{quote(rest, safe=_URL_SAFE)}"


def shown_host(href: str) -> str:
    return (urlsplit(href).hostname or "").removeprefix("www.")


def safe_link(link: Link) -> tuple[Inline, ...]:
    """The link, or its text alone; a text that names another host stays text, and the host it leads to is linked after it."""
    text, href = clean(link.text), safe_href(link.href)
    if not href:
        return (Text(text),)
    host = shown_host(href)
    if all(_is_within(named, host) for named in _hosts_named(text)):
        return (Link(text, href),)
    return Text(f"{text} ("), Link(host, href), Text(")")


def safe_document(document: Document) -> Document:
    """The document with clean texts and honest links, without blocks that show nothing. Twice is the same as once."""
    blocks = (_safe_block(block) for block in document.blocks)
    return replace(document, blocks=tuple(block for block in blocks if block is not None))


def shows_something(text: str) -> bool:
    return any(
        unicodedata.category(letter)[0] not in "CZ" and letter not in "\u3164\u115f\u1160\uffa0" for letter in text
    )


def _safe_block(block: Block) -> Block | None:
    if isinstance(block, Heading):
        text = " ".join(clean(block.text).split())
        return replace(block, text=text) if shows_something(text) else None
    if isinstance(block, Quotation):
        lines = tuple(safe for line in block.lines if (safe := _safe_line(line)))
        return replace(block, lines=lines) if lines else None
    line = _safe_line(block.line)
    return replace(block, line=line) if line else None


def _safe_line(line: Line) -> Line:
    """Empty when there is nothing to see in it."""
    pieces: list[Inline] = []
    for piece in line:
        pieces += safe_link(piece) if isinstance(piece, Link) else (_safe_piece(piece),)
    words = "".join(piece.fallback if isinstance(piece, Instant) else piece.text for piece in pieces)
    return tuple(piece for piece in pieces if _words(piece)) if shows_something(words) else ()


def _safe_piece(piece: Text | Bold | Italic | Code | Instant) -> Inline:
    if isinstance(piece, Instant):
        return replace(piece, fallback=clean(piece.fallback))
    return replace(piece, text=clean(piece.text))


def _words(piece: Inline) -> str:
    return piece.fallback if isinstance(piece, Instant) else piece.text


def _hosts_named(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_DOTS).casefold()
    return [match[0] for match in _HOST_IN_TEXT.finditer(folded)]


def _is_within(named: str, host: str) -> bool:
    """Whether a host named in a text is the one a link leads to, or belongs to the same owner."""
    named = named.removeprefix("www.")
    return named == host or registrable_domain(named) == registrable_domain(host)


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")
