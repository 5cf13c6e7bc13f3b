"""The lines a Hugo digest is made of: each kind read from its text and written back one way.

A line that was read but would be written differently is `Kept` with its own text, so that nothing of an old file is lost.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

MAX_LINE = 4_000  # longer lines are kept as they are: real ones stay under 1,500, and the patterns take quadratic time
_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)|(?<=\{)[{]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TOKENS = r"(?:\\.|[^\\])*"
_SOURCE = re.compile(
    r"(\d{1,6})\. (?:\[([\w-]{1,35})\] )?\[(" + _TOKENS + r")\]\((\S*?)\) - (.*) \(([^()]{1,40})\)\s*", re.ASCII
)
_LABEL = re.compile(r"\*\*((?:\\.|[^\\*])+?):\*\* ")
_CITATIONS = re.compile(r" ((?:\[[0-9]{1,6}\])+)$")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A line that says nothing to us: blank, a comment, a heading of a kind we do not know."""

    text: str


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """`## text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Subheading:
    """`### text`."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A line of a paragraph, with its citations."""

    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet, perhaps with a bold label before its text."""

    text: str
    citations: tuple[int, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A numbered source. `day` is None when the date is none (`Invalid Date` occurs)."""

    n: int
    title: str
    url: str
    outlet: str
    day: date | None
    locale: str = ""


Plain = Verbatim | SectionHeading | Subheading | Prose | Item | SourceLine


@dataclass(frozen=True, slots=True)
class Kept:
    """What a line says, with the line as it was written because we would write it differently."""

    line: Plain
    raw: str


HugoLine = Plain | Kept


def read_line(text: str, *, is_source: bool = False) -> HugoLine:
    """Read one line (without its newline); `is_source` inside the list of sources."""
    line = _read(text, is_source=is_source)
    return line if write_line(line) == text else Kept(line, text)


def said(line: HugoLine) -> Plain:
    """The line's meaning, however it was written."""
    return line.line if isinstance(line, Kept) else line


def write_line(line: HugoLine) -> str:
    match line:
        case Kept():
            written = line.raw
        case Verbatim():
            written = line.text
        case SectionHeading():
            written = f"## {escape(line.text)}"
        case Subheading():
            written = f"### {escape(line.text)}"
        case Prose():
            written = escape(line.text, is_start=True) + _marks(line.citations)
        case Item():
            lead = f"**{escape(line.label)}:** " if line.label else ""
            written = f"- {lead}{escape(line.text, is_start=not line.label)}{_marks(line.citations)}"
        case SourceLine():
            written = _write_source(line)
    return written


def one_line(text: str) -> str:
    """Text as it can stand in one line: white space and control characters become single spaces."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", " ", text).split())


def escape(text: str, *, is_start: bool = False) -> str:
    """Text as Markdown that shows it literally: no link, tag, entity, emphasis, block or Hugo shortcode begins in it."""
    escaped = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    if not is_start:
        return escaped
    if match := re.match(r"\d+(?=[.)])", escaped):
        return f"{match[0]}\\{escaped[match.end() :]}"
    return "\\" + escaped if re.match(r"[#+\-=|:]", escaped) else escaped


def unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def markdown_url(url: str) -> str:
    """An http(s) address as a Markdown link takes it; empty for any other scheme."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    safe = re.sub(r"[\x00-\x20\x7f-\xa0\\<>\"`\u2028\u2029\ufeff]|\s", lambda match: quote(match[0]), url)
    return safe if _is_balanced(safe) else safe.replace("(", "\\(").replace(")", "\\)")


def _read(text: str, *, is_source: bool) -> Plain:
    stripped = text.strip()
    if not stripped or len(text) > MAX_LINE:
        return Verbatim(text)
    return (_read_source(stripped) if is_source else None) or _read_heading(stripped) or _read_words(stripped, text)


def _read_heading(stripped: str) -> SectionHeading | Subheading | None:
    if stripped.startswith("## "):
        return SectionHeading(unescape(stripped[3:].strip()))
    return Subheading(unescape(stripped[4:].strip())) if stripped.startswith("### ") else None


def _read_words(stripped: str, text: str) -> Plain:
    if match := re.match(r"[-*] +", stripped):
        return _read_item(stripped[match.end() :])
    if re.match(r"#|<!--|---$|\*\*\*$|```|\{\{", stripped):
        return Verbatim(text)
    body, citations = _split_citations(stripped)
    return Prose(unescape(body), citations)


def _read_item(text: str) -> Item:
    body, citations = _split_citations(text)
    label = ""
    if match := _LABEL.match(body):
        label, body = unescape(match[1]), body[match.end() :]
    return Item(unescape(body), citations, label)


def _split_citations(text: str) -> tuple[str, tuple[int, ...]]:
    match = _CITATIONS.search(text)
    if not match:
        return text, ()
    return text[: match.start()], tuple(int(n) for n in re.findall(r"[0-9]+", match[1]))


def _marks(citations: tuple[int, ...]) -> str:
    return " " + "".join(f"[{n}]" for n in citations) if citations else ""


def _read_source(text: str) -> SourceLine | None:
    match = _SOURCE.fullmatch(text)
    if not match:
        return None
    n, locale, title, url, outlet, day = match.groups()
    return SourceLine(
        int(n), unescape(title), re.sub(r"\\([()])", r"\1", url), unescape(outlet).strip(), _read_day(day), locale or ""
    )


def _write_source(line: SourceLine) -> str:
    locale = f"[{line.locale}] " if re.fullmatch(r"[\w-]{1,35}", line.locale, re.ASCII) else ""
    day = f"{line.day.month}/{line.day.day}/{line.day.year}" if line.day else "undated"
    link = f"[{escape(line.title)}]({markdown_url(line.url)})"
    return f"{line.n}. {locale}{link} - {escape(line.outlet)} ({day})"


def _read_day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    try:
        return date(int(match[3]), int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _is_balanced(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0
