"""Telegram's MarkdownV2, with its reserved characters and errors (facts 4e-2)."""

from dataclasses import dataclass, field

from bot.demo.botapi.api_errors import ApiError, bad_request
from bot.demo.botapi.formatting.entities import Entity, FormattedText, utf16_length
from bot.demo.botapi.formatting.links import check_link, mentioned_user

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_MARKS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
    "```": "pre",
}
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "blockquote": "BlockQuote",
}


@dataclass(slots=True)
class _Open:
    kind: str
    position: int
    offset: int
    language: str = ""


@dataclass(slots=True)
class _Parser:
    source: str
    position: int = 0
    pieces: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    quote_start: int | None = None

    def parse(self) -> FormattedText:
        while self.position < len(self.source):
            self._step()
        self._end_quote()
        if self.open:
            last = self.open[-1]
            raise _refuse(f"Can't find end of {_NAMES[last.kind]} entity {self._at(last.position)}")
        return FormattedText("".join(self.pieces), tuple(self.entities))

    def _step(self) -> None:
        letter = self.source[self.position]
        following = self.source[self.position + 1 : self.position + 2]
        if letter == "\\" and following and 0 < ord(following) < 127:
            self._add(following, 2)
        elif self._is_verbatim():
            self._step_verbatim(letter)
        elif letter == "\n":
            self._add(letter, 1)
            if self.quote_start is not None and not self.source.startswith(">", self.position):
                self._end_quote()
        elif letter == ">" and self._at_line_start():
            self._begin_quote(1)
        elif self.source.startswith("**>", self.position) and self._at_line_start():
            self._begin_quote(3)
        elif letter in _RESERVED:
            self._mark(letter)
        else:
            self._add(letter, 1)

    def _is_verbatim(self) -> bool:
        return bool(self.open) and self.open[-1].kind in {"code", "pre"}

    def _step_verbatim(self, letter: str) -> None:
        mark = "```" if self.open[-1].kind == "pre" else "`"
        if self.source.startswith(mark, self.position):
            self._close(mark)
        else:
            self._add(letter, 1)

    def _mark(self, letter: str) -> None:
        mark = next((m for m in ("```", "__", "||", letter) if self.source.startswith(m, self.position)), letter)
        if mark == "||" and self._ends_quote():
            start, self.quote_start = self.quote_start or 0, None
            self._entity("expandable_blockquote", start)
            self.position += 2
        elif letter == "[":
            self.open.append(_Open("text_link", self.position, self.offset))
            self.position += 1
        elif letter == "]" and any(o.kind == "text_link" for o in self.open):
            self._close_link()
        elif mark not in _MARKS:
            raise _refuse(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
        elif self.open and self.open[-1].kind == _MARKS[mark]:
            self._close(mark)
        else:
            self._begin(mark)

    def _begin(self, mark: str) -> None:
        opened = _Open(_MARKS[mark], self.position, self.offset)
        self.position += len(mark)
        if mark == "```":
            line, newline, _ = self.source[self.position :].partition("\n")
            if newline and "`" not in line and " " not in line:
                opened.language = line
                self.position += len(line) + 1
        self.open.append(opened)

    def _close(self, mark: str) -> None:
        opened = self.open.pop()
        self.position += len(mark)
        extra = (("language", opened.language),) if opened.language else ()
        self._entity(opened.kind, opened.offset, extra)

    def _close_link(self) -> None:
        opened = self.open.pop()
        if opened.kind != "text_link":
            raise _refuse(f"Can't find end of {_NAMES[opened.kind]} entity {self._at(opened.position)}")
        self.position += 1
        url = self._address() if self.source.startswith("(", self.position) else self._words_since(opened.offset)
        user = mentioned_user(url)
        if user is not None:
            person = {"id": user, "is_bot": False, "first_name": str(user)}
            self._entity("text_mention", opened.offset, (("user", person),))
        elif check_link(url):
            self._entity("text_link", opened.offset, (("url", check_link(url)),))

    def _address(self) -> str:
        begin = self.position + 1
        at = begin
        letters: list[str] = []
        while at < len(self.source) and self.source[at] != ")":
            at += self.source[at] == "\\"
            letters.append(self.source[at : at + 1])
            at += 1
        if at >= len(self.source):
            raise _refuse(f"Can't find end of a URL {self._at(begin)}")
        self.position = at + 1
        return "".join(letters)

    def _words_since(self, offset: int) -> str:
        units = "".join(self.pieces).encode("utf-16-le")
        return units[2 * offset :].decode("utf-16-le", "replace")

    def _begin_quote(self, length: int) -> None:
        if length == 3:
            self._end_quote()
        if self.quote_start is None:
            self.quote_start = self.offset
        self.position += length

    def _end_quote(self) -> None:
        if self.quote_start is not None:
            self._entity("blockquote", self.quote_start)
            self.quote_start = None

    def _ends_quote(self) -> bool:
        rest = self.source[self.position + 2 :]
        is_open = bool(self.open) and self.open[-1].kind == "spoiler"
        return self.quote_start is not None and not is_open and (not rest or rest.startswith("\n"))

    def _at_line_start(self) -> bool:
        return not self.pieces or self.pieces[-1].endswith("\n")

    def _add(self, text: str, taken: int) -> None:
        self.pieces.append(text)
        self.offset += utf16_length(text)
        self.position += taken

    def _entity(self, kind: str, start: int, extra: tuple[tuple[str, object], ...] = ()) -> None:
        length = self.offset - start
        if kind.endswith("blockquote") and length and self.pieces[-1].endswith("\n"):
            length -= 1
        if length:
            self.entities.append(Entity(kind, start, length, extra))

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"


def parse_markdown(source: str) -> FormattedText:
    """Raw text and entities, not yet cleaned and trimmed. Raises ApiError with Telegram's words."""
    return _Parser(source).parse()


def _refuse(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")
