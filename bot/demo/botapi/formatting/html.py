"""Telegram's HTML, read exactly as strictly as Telegram reads it (facts 4e). Nothing here is forgiving.

Errors name the byte offset of the `<` that began the tag, in UTF-8, as Telegram's do.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.demo.botapi.formatting.entities import Entity, FormattedText, utf16_length
from bot.demo.botapi.formatting.html_values import (
    custom_emoji,
    decode_reference,
    instant,
    refuse_markup,
    used_attribute,
)
from bot.demo.botapi.formatting.links import check_link, mentioned_user

_KIND = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\v\0"
_SPECIAL = re.compile("[<&]")
_TAG_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
_BLANKS = re.compile(r"[ \t\r\n\v\0]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v\0=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_QUOTED = {'"': re.compile('[^"&]*'), "'": re.compile("[^'&]*")}


@dataclass(slots=True)
class _Tag:
    name: str
    position: int
    argument: str
    flags: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class _Parser:
    source: str
    position: int = 0
    pieces: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Tag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def parse(self) -> FormattedText:
        while self.position < len(self.source):
            found = _SPECIAL.search(self.source, self.position)
            if found is None:
                self._add(self.source[self.position :])
                break
            self._add(self.source[self.position : found.start()])
            self.position = found.start()
            if found[0] == "&":
                self._add(self._reference())
            elif self.source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise refuse_markup(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return FormattedText("".join(self.pieces), tuple(self.entities))

    def _add(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.offset += utf16_length(text)

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def _peek(self) -> str:
        return self.source[self.position : self.position + 1]

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.position)
        taken = found[0] if found else ""
        self.position += len(taken)
        return taken

    def _reference(self) -> str:
        decoded, self.position = decode_reference(self.source, self.position)
        return decoded

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        name = self._take(_TAG_NAME).lower()
        if not self._peek():
            raise refuse_markup(f"Unclosed start tag {self._at(begin)}")
        if name not in _KIND:
            raise refuse_markup(f'Unsupported start tag "{name}" {self._at(begin)}')
        flags = self._attributes(name, begin)
        if name == "span" and flags.get("class") != "tg-spoiler":
            raise refuse_markup(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        self.open.append(_Tag(name, begin, flags.get("href", ""), flags, self.offset, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        flags: dict[str, str] = {}
        while True:
            self._take(_BLANKS)
            if self._peek() == ">":
                self.position += 1
                return flags
            if not self._peek():
                raise refuse_markup(f'Unclosed start tag "{tag}" {self._at(begin)}')
            name = self._take(_ATTRIBUTE_NAME).lower()
            if not name:
                raise refuse_markup(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
            self._take(_BLANKS)
            if self._peek() != "=":
                flags.update({"expandable": "1"} if (tag, name) == ("blockquote", "expandable") else {})
                continue
            self.position += 1
            value = self._attribute_value(tag, begin)
            flags.update(used_attribute(tag, name, value))

    def _attribute_value(self, tag: str, begin: int) -> str:
        self._take(_BLANKS)
        quote = self._peek()
        if not quote:
            raise refuse_markup(f'Unclosed start tag "{tag}" {self._at(begin)}')
        if quote not in "\"'":
            start = self.position
            token = self._take(_TOKEN).lower()
            following = self._peek()
            if not following or (following not in _SPACE and following != ">"):
                raise refuse_markup(f"Unexpected end of name token {self._at(start)}")
            return token
        self.position += 1
        pieces: list[str] = []
        while self._peek() != quote:
            if not self._peek():
                raise refuse_markup(f"Unclosed start tag {self._at(begin)}")
            pieces.append(self._reference() if self._peek() == "&" else self._take(_QUOTED[quote]))
        self.position += 1
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise refuse_markup(f"Unexpected end tag {self._at(begin)}")
        self.position += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_BLANKS)
        if self._peek() != ">":
            raise refuse_markup(f"Unclosed end tag {self._at(begin)}")
        self.position += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise refuse_markup(f'Unmatched end tag {self._at(begin)}, expected "</{tag.name}>", found "</{name}>"')
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: _Tag) -> None:
        kind, length = _KIND[tag.name], self.offset - tag.offset
        if tag.name in {"pre", "code"} and self._joined_with_inner(tag, length):
            return
        extra: dict[str, Any] | None = {}
        if tag.name == "a":
            kind, extra = self._link(tag)
        elif tag.name == "tg-emoji":
            extra = {"custom_emoji_id": custom_emoji(tag.flags.get("emoji-id", ""))}
        elif tag.name == "tg-time":
            extra = instant(tag.flags)
        elif tag.name == "blockquote" and "expandable" in tag.flags:
            kind = "expandable_blockquote"
        if extra is not None:
            self.entities.append(Entity(kind, tag.offset, length, tuple(extra.items())))

    def _link(self, tag: _Tag) -> tuple[str, dict[str, Any] | None]:
        url = tag.argument or "".join(self.pieces[tag.piece :])
        user = mentioned_user(url)
        if user is not None:
            return "text_mention", {"user": {"id": user, "is_bot": False, "first_name": str(user)}}
        checked = check_link(url)
        return "text_link", {"url": checked} if checked else None

    def _joined_with_inner(self, tag: _Tag, length: int) -> bool:
        """`<pre><code class="language-x">` (or the other way round) over the same words is one `pre` with a language."""
        if tag.name == "code":
            language = tag.flags.get("language", "")
            inner = self._last(tag.offset, length, "pre")
            if inner is None or not language:
                extra = (("_language", language),) if language else ()
                self.entities.append(Entity("code", tag.offset, length, extra))
                return True
        else:
            inner = self._last(tag.offset, length, "code")
            language = str(dict(inner.extra).get("_language", "")) if inner else ""
            if not language:
                return False
        self.entities[-1] = Entity("pre", tag.offset, length, (("language", language),))
        return True

    def _last(self, offset: int, length: int, kind: str) -> Entity | None:
        last = self.entities[-1] if self.entities else None
        return last if last and (last.offset, last.length, last.type) == (offset, length, kind) else None


def parse_html(source: str) -> FormattedText:
    """Raw text and entities, not yet cleaned and trimmed (`entities.fix_text`). Raises ApiError with Telegram's words."""
    parsed = _Parser(source).parse()
    entities = tuple(Entity(e.type, e.offset, e.length) if e.type == "code" else e for e in parsed.entities)
    return FormattedText(parsed.text, entities)
