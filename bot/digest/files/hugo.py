"""Hugo Markdown digests: those we write, and those of the older site whose format we keep.

A file is front matter and lines. Each line is read (`hugo_lines.py`) and kept as it was written where we would write it
differently, so rendering what was parsed gives the same bytes for any file, while titles, outlets, dates, links, sides
and bullets are really parsed. What the lines mean for a digest is `hugo_digest.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.digest.files.front_matter import FrontMatter, parse_front, render_front
from bot.digest.files.hugo_lines import HugoLine, SectionHeading, SourceLine, read_line, said, write_line
from retrieval.errors import ParseError

Kind = Literal["highlights", "perspective", "sources", "differences", "one_sided", "developing", "notes", "other"]

BOM = "\ufeff"
FENCE = "---"
HIGHLIGHTS = "Overall Highlights"
SOURCES = "Sources"
DIFFERENCES = "Where They Differ"
ONE_SIDED = "Told by One Side Only"
DEVELOPING = "Developing"
NOTES = "Notes"
_KINDS: dict[str, Kind] = {
    HIGHLIGHTS: "highlights",
    "Overall Summary": "highlights",
    SOURCES: "sources",
    DIFFERENCES: "differences",
    "Key Differences in Coverage": "differences",
    ONE_SIDED: "one_sided",
    DEVELOPING: "developing",
    NOTES: "notes",
}
_PERSPECTIVE = re.compile(r"(?:Inside (?P<place>.+?)|(?P<side>.+?) Perspective)(?: \((?P<group>.+) Sources\))?")


@dataclass(frozen=True, slots=True)
class HugoSection:
    """The lines from one `##` heading to the next; the first section of a file may have none."""

    lines: tuple[HugoLine, ...]

    @property
    def heading(self) -> str:
        first = said(self.lines[0]) if self.lines else None
        return first.text if isinstance(first, SectionHeading) else ""

    @property
    def kind(self) -> Kind:
        if self.heading in _KINDS:
            return _KINDS[self.heading]
        return "perspective" if _PERSPECTIVE.fullmatch(self.heading) else "other"

    @property
    def side(self) -> str:
        """The name of the perspective: "China" in "China Perspective (China Sources)" and in "Inside China"."""
        match = _PERSPECTIVE.fullmatch(self.heading)
        return (match["place"] or match["side"]) if match else ""


@dataclass(frozen=True, slots=True)
class HugoDigest:
    """A digest file. `front_raw` holds the front matter's lines where we would write them differently."""

    front: FrontMatter
    sections: tuple[HugoSection, ...]
    front_raw: tuple[str, ...] | None = None
    fences: tuple[str, str] = (FENCE, FENCE)
    newline: str = "\n"
    has_bom: bool = False

    @property
    def sources(self) -> tuple[SourceLine, ...]:
        lines = (said(line) for section in self.sections if section.kind == "sources" for line in section.lines)
        return tuple(line for line in lines if isinstance(line, SourceLine))


def is_hugo(text: str) -> bool:
    """Whether a text begins with front matter, as only our digests among the known files do."""
    return text.removeprefix(BOM).split("\n", 1)[0].rstrip() == FENCE


def parse_hugo(text: str) -> HugoDigest:
    """Read a digest file. Raises ParseError when it has no front matter with a topic."""
    has_bom = text.startswith(BOM)
    body = text.removeprefix(BOM)
    newline = "\r\n" if "\r\n" in body and body.count("\r\n") == body.count("\n") else "\n"
    lines = body.split(newline)
    end = _front_end(lines)
    front = parse_front([line.rstrip("\r") for line in lines[1:end]])
    if not front.topic:
        raise ParseError("The front matter of this digest names no topic: add a line like `topic: us-china`.")
    raw = tuple(lines[1:end])
    return HugoDigest(
        front,
        tuple(_sections(lines[end + 1 :])),
        None if tuple(render_front(front)) == raw else raw,
        (lines[0], lines[end]),
        newline,
        has_bom,
    )


def render_hugo(hugo: HugoDigest) -> str:
    """The file. For every text t: render_hugo(parse_hugo(t)) == t."""
    front = hugo.front_raw if hugo.front_raw is not None else render_front(hugo.front)
    lines = [hugo.fences[0], *front, hugo.fences[1]]
    lines += [write_line(line) for section in hugo.sections for line in section.lines]
    return (BOM if hugo.has_bom else "") + hugo.newline.join(lines)


def _front_end(lines: Sequence[str]) -> int:
    if lines[0].rstrip() == FENCE:
        for number, line in enumerate(lines[1:], 1):
            if line.rstrip() == FENCE:
                return number
    raise ParseError("This is no Hugo digest: it does not begin with front matter between two lines of `---`.")


def _sections(lines: Sequence[str]) -> Iterator[HugoSection]:
    current: list[HugoLine] = []
    is_source = False
    for text in lines:
        line = read_line(text, is_source=is_source)
        if isinstance(heading := said(line), SectionHeading):
            if current:
                yield HugoSection(tuple(current))
            current = []
            is_source = heading.text == SOURCES
        current.append(line)
    if current:
        yield HugoSection(tuple(current))
