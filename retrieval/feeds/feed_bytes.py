"""Makes the bytes of a feed into XML that a parser can read: finds the encoding, repairs small faults, refuses traps.

No I/O; the work is linear in the size of the body.
"""

import codecs
import html
import re
from collections.abc import Iterator
from itertools import islice

from retrieval.errors import ParseError
from retrieval.messages import Phrase

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"))
_BOMS_16 = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What pages call by the old name is nearly always the larger set (as the WHATWG encoding list has it).
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Encodings of plain ASCII bytes: that they also read as UTF-8 proves nothing.
_STATEFUL = ("iso2022", "hz", "utf-7")
# Python's own spelling of its literals: no site writes in it, and what looks like an escape is words.
_ESCAPES = frozenset({"unicode-escape", "raw-unicode-escape"})

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION = re.compile(r"""^(<\?xml[^>]{0,200}?encoding\s*=\s*["'])[A-Za-z0-9._:-]{1,40}(["'])""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(#[0-9]{1,10};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9._-]{0,40};)?")
# An emoji written as the two halves that UTF-16 makes of it.
_HALVES = re.compile(
    r"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56]\d{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67]\d{3}));"
)
# UTF-8 read as Windows text and encoded once more: "Ã©", "â€™".
_DOUBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_WINDOWS = {
    ord(character): byte
    for byte in range(0x80, 0xA0)
    if (character := bytes([byte]).decode("cp1252", "replace")) != "\ufffd"
}
_ENTITY = re.compile(r"<!ENTITY\s+(%\s*)?([^\s>]+)\s+(\"[^\"]*\"|'[^']*'|SYSTEM|PUBLIC)?", re.IGNORECASE)
_MAX_ENTITIES = 50
# A feed of 110,000 items in 15 MB, cut after so many, is parsed in three seconds (docs/decisions/0030).
MAX_ITEMS = 10_000
_ITEM_END = re.compile(r"</(?:item|entry)>")
_ROOT = re.compile(r"<((?:\w+:)?(?:rss|feed|rdf))[\s>]", re.IGNORECASE)
# Possessive throughout: comments in a row must not be tried in every way they could be one.
_HTML_START = re.compile(
    r"(?:\s++|<\?xml[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->)*+(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE,
)
_FEED_TAG = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)


def read_feed_text(body: bytes, *, content_type: str, url: str) -> str:
    """The feed as well-formed as can be had, ready to be encoded as UTF-8.

    Raises ParseError for an empty body, a web page, and documents that define entities by other entities or files.
    """
    text = decode_body(body, content_type)
    start = text.find("<")
    if start < 0:
        sentence = "{url} is no feed." if text.strip() else "{url} is empty or no feed: check the address."
        raise ParseError(Phrase(sentence, url=url))
    text = text[start:]
    if _HTML_START.match(text[:5000]) and not _FEED_TAG.search(text[:5000]):
        raise ParseError(Phrase("{url} is a web page, not a feed: give the address of its feed.", url=url))
    entities = _declared_entities(text, url)
    text = _without_surplus(text)
    text = _DECLARATION.sub(r"\1utf-8\2", text, count=1)
    return "".join(_repaired(_ILLEGAL.sub("", text), entities))


def _without_surplus(text: str) -> str:
    """A document of more items than anybody reads cut after the first of them, so that parsing ends in time."""
    if len(text) < MAX_ITEMS * 20:
        return text
    ends = (end.end() for end in _ITEM_END.finditer(text))
    cut = next(islice(ends, MAX_ITEMS - 1, None), None)
    root = _ROOT.search(text, 0, 5000)
    if cut is None or root is None:
        return text
    channel = "</channel>" if root[1].lower() == "rss" else ""
    return f"{text[:cut]}{channel}</{root[1]}>"


def decode_body(body: bytes, content_type: str) -> str:
    """Bytes to text: byte order mark, then the bytes themselves, then what the document and the server say. Never fails."""
    for mark, encoding in (*_BOMS, *_BOMS_16):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    if wide := _wide_encoding(body):
        return body.decode(wide, "replace").lstrip("\ufeff")
    declared = _DECLARED.match(body[:400])
    named = [declared[1].decode() if declared else "", (_CHARSET.search(content_type) or ("", ""))[1]]
    encodings = [codec for name in named if (codec := _codec(name))]
    if any(encoding.startswith(_STATEFUL) for encoding in encodings):
        encodings = [encoding for encoding in encodings if encoding.startswith(_STATEFUL)]
    else:
        encodings.insert(0, "utf-8")
    for encoding in encodings:
        try:
            return _once_encoded(body.decode(encoding))
        except (UnicodeDecodeError, ValueError):
            continue
    return _mostly_utf8(body) or body.decode("cp1252", "replace")


def _once_encoded(text: str) -> str:
    """The text, decoded once more when all of it was encoded twice; a single character that was not speaks against it."""
    if not _DOUBLED.search(text):
        return text
    try:
        return text.translate(_WINDOWS).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _wide_encoding(body: bytes) -> str:
    """UTF-16 without a mark, whatever the document calls itself: every other byte of the first tag is zero."""
    start = body[:4]
    if len(start) == 4 and start[0] and not start[1] and start[2] and not start[3]:
        return "utf-16-le"
    if len(start) == 4 and not start[0] and start[1] and not start[2] and start[3]:
        return "utf-16-be"
    return ""


def _codec(name: str) -> str:
    """Python's name of a text encoding whose units are bytes, or empty."""
    try:
        codec = codecs.lookup(name).name if name else ""
        "".encode(codec or "ascii")
    except (LookupError, ValueError):
        return ""
    is_wide = codec.startswith(("utf-16", "utf-32"))
    # A body that begins with a one-byte "<" is not UTF-16, though it says so.
    return "" if is_wide or codec.replace("_", "-") in _ESCAPES else _WIDER.get(codec, codec)


def _mostly_utf8(body: bytes) -> str:
    """UTF-8 with some broken bytes (a cut text), or empty when it is something else."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    # In other encodings hardly any two bytes look like a letter of UTF-8.
    whole = sum(1 for character in text if character > "\x7f") - broken
    return text if broken <= whole else ""


def _declared_entities(text: str, url: str) -> dict[str, str]:
    """Harmless entities a document defines, by name; entities made of entities or files are refused unread."""
    head = text.find("<!ENTITY") if "<!ENTITY" in text else text.lower().find("<!entity")
    found: dict[str, str] = {}
    if head < 0:
        return found
    for entity in _ENTITY.finditer(text, head, head + 100_000):
        is_parameter, name, value = entity.groups()
        if is_parameter or value is None or value[0] not in "\"'" or "&" in value or "%" in value:
            sentence = "{url} defines entities by files or other entities, which feeds must not: it is not read."
            raise ParseError(Phrase(sentence, url=url))
        found[name] = value[1:-1]
        if len(found) > _MAX_ENTITIES or len(value) > 200:
            raise ParseError(Phrase("{url} defines too many or too long entities: it is not read.", url=url))
    return found


def _repaired(text: str, entities: dict[str, str]) -> Iterator[str]:
    """The pieces of the text, bare ampersands escaped and named characters resolved, except inside CDATA."""

    def resolve(found: re.Match[str]) -> str:
        reference = found[1]
        if reference is None:
            return "&amp;"
        if reference[:-1] in entities:
            return html.escape(entities[reference[:-1]])
        if reference.startswith("#"):
            return found.group() if _is_legal(reference[1:-1]) else ""
        character = html.unescape(f"&{reference}")
        return html.escape(character) if character != f"&{reference}" else f"&amp;{reference}"

    if "&" not in text:
        yield text
        return
    text = _HALVES.sub(_joined_halves, text)
    outside, *sections = text.split("<![CDATA[")
    yield _REFERENCE.sub(resolve, outside)
    for section in sections:
        data, end, rest = section.partition("]]>")
        yield f"<![CDATA[{data}{end}"
        yield _REFERENCE.sub(resolve, rest)


def _joined_halves(found: re.Match[str]) -> str:
    high = int(found[1], 16) if found[1] else int(found[2])
    low = int(found[3], 16) if found[3] else int(found[4])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found.group()
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _is_legal(number: str) -> bool:
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
