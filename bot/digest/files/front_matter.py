"""The front matter of a Hugo digest: a small, fixed part of YAML, read leniently and written one way only.

Not a YAML reader: it knows the shapes our digests and those of the older site have, among them names with quotes
inside quotes, which are no YAML at all but do occur.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

_KEY = re.compile(r"^([A-Za-z_][\w-]*):\s*(.*?)\s*$")
_NESTED = re.compile(r"^\s+(-\s+)?([A-Za-z_][\w-]*):\s*(.*?)\s*$")
_ITEM = re.compile(r"^\s*-\s+(.*?)\s*$")
_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_YAML_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_COUNT_SUFFIX = "Sources"


@dataclass(frozen=True, slots=True)
class FrontPerspective:
    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says. `counts` are the `<id>Sources` keys; a key the file lacks has its empty value."""

    title: str = ""
    moment: datetime | None = None
    topic: str = ""
    topic_name: str = ""
    sources: tuple[str, ...] = ()
    article_count: int = 0
    perspectives: tuple[FrontPerspective, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    is_draft: bool = False
    layout: str = ""
    last_day: date | None = None


def parse_front(lines: Sequence[str]) -> FrontMatter:
    """Read the lines between the two `---`. Never raises: what is not understood is left out."""
    scalars: dict[str, str] = {}
    nested: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if match := _KEY.match(line):
            key = match[1]
            scalars[key] = match[2]
        elif key:
            nested.setdefault(key, []).append(line)
    counts = tuple(
        (name.removesuffix(_COUNT_SUFFIX), _number(value))
        for name, value in scalars.items()
        if name.endswith(_COUNT_SUFFIX) and name != _COUNT_SUFFIX
    )
    return FrontMatter(
        title=_scalar(scalars.get("title", "")),
        moment=_moment(_scalar(scalars.get("date", ""))),
        topic=_scalar(scalars.get("topic", "")),
        topic_name=_scalar(scalars.get("topicName", "")),
        sources=tuple(_names(scalars.get("sources", ""), nested.get("sources", []))),
        article_count=_number(scalars.get("articleCount", "")),
        perspectives=tuple(_perspectives(nested.get("perspectives", []))),
        counts=counts,
        is_draft=_scalar(scalars.get("draft", "")) == "true",
        layout=_scalar(scalars.get("layout", "")),
        last_day=_day(_scalar(scalars.get("lastDate", ""))),
    )


def render_front(front: FrontMatter) -> list[str]:
    """The lines between the two `---`, keys in the order of the older site, ours after them."""
    lines = [f"title: {_quoted(front.title)}"]
    if front.moment is not None:
        stamp = front.moment.astimezone(UTC).isoformat(timespec="milliseconds")
        lines.append(f"date: {stamp.replace('+00:00', 'Z')}")
    lines.append(f"topic: {_plain(front.topic)}")
    lines.append(f"topicName: {_quoted(front.topic_name)}")
    lines.append(f"sources: [{', '.join(_quoted(name) for name in front.sources)}]")
    lines.append(f"articleCount: {front.article_count}")
    if front.perspectives:
        lines.append("perspectives:")
    for side in front.perspectives:
        lines += [f"  - id: {_quoted(side.id)}", f"    name: {_quoted(side.name)}", f"    count: {side.count}"]
    lines += [f"{side_id}{_COUNT_SUFFIX}: {count}" for side_id, count in front.counts]
    lines.append(f"draft: {'true' if front.is_draft else 'false'}")
    if front.layout:
        lines.append(f"layout: {_plain(front.layout)}")
    if front.last_day is not None:
        lines.append(f"lastDate: {front.last_day}")
    return lines


def _scalar(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            value = json.loads(text)
        except ValueError:
            return text[1:-1]
        return value if isinstance(value, str) else text
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def _names(inline: str, below: Sequence[str]) -> Iterator[str]:
    if not inline.startswith("["):
        yield from (_scalar(match[1]) for line in below if (match := _ITEM.match(line)))
        return
    try:
        names = json.loads(inline)
    except ValueError:
        # Names with quotes inside quotes: the comma between two quotes is the only border left.
        inner = inline.strip("[] ")
        names = re.split(r'",\s*"', inner.strip('"')) if inner.startswith('"') else inner.split(",")
    yield from (name.strip() for name in names if isinstance(name, str) and name.strip())


def _perspectives(lines: Sequence[str]) -> Iterator[FrontPerspective]:
    groups: list[dict[str, str]] = []
    for line in lines:
        if match := _NESTED.match(line):
            if match[1] or not groups:
                groups.append({})
            groups[-1][match[2]] = _scalar(match[3])
    for group in groups:
        if group.get("id") or group.get("name"):
            name = group.get("name") or group["id"]
            yield FrontPerspective(group.get("id") or name.casefold(), name, _number(group.get("count", "")))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _quoted(text: str) -> str:
    """Double quotes as JSON writes them, which YAML reads alike; its extra line breaks are spelled out."""
    written = json.dumps(text, ensure_ascii=False)
    return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _plain(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _YAML_WORDS else _quoted(text)
