"""Says in which files two folders differ, with the first lines that do. A line of JSON is shown by the value that differs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import StringIO
from itertools import chain, islice, takewhile, zip_longest
from pathlib import Path

SHOWN_LINES = 3
SHOWN_CHARACTERS = 160
LEAD = 40
"""So many characters before the first that differs are shown."""


@dataclass(frozen=True)
class Difference:
    """A file that is not the same in both folders. `shown` are the first lines that differ, for people."""

    name: str
    count: int
    shown: tuple[str, ...]


def print_differences(one: Path, other: Path) -> int:
    """Print what differs. 0 if nothing does, 1 if something does, 2 if one of the two is no folder with files."""
    for folder in (one, other):
        if not any(folder.rglob("*")):
            print(f"{folder} holds no outputs: write them with `python -m benchmarks.outputs {folder}`.")
            return 2
    found = list(find_differences(one, other))
    for each in found:
        print(f"{each.name}: {each.count} different")
        print("".join(f"  {line}\n" for line in each.shown), end="")
    total = len(_names(one) | _names(other))
    print(f"{len(found)} of {total} files differ; different lines: {sum(each.count for each in found)}.")
    return int(bool(found))


def find_differences(one: Path, other: Path) -> Iterator[Difference]:
    """The files that differ, by name. Compared byte for byte; a file that one folder lacks differs in all its lines."""
    for name in sorted(_names(one) | _names(other)):
        before, after = ((folder / name).read_bytes() if (folder / name).is_file() else None for folder in (one, other))
        if before is None or after is None:
            lines = _lines(before or after or b"")
            yield Difference(name, len(lines), (f"only in {one if after is None else other}",))
        elif before != after:
            yield compare_lines(name, _lines(before), _lines(after))


def compare_lines(name: str, before: Sequence[str], after: Sequence[str]) -> Difference:
    """What differs between two versions of a file, whose lines keep their ends."""
    changes = [
        (number, pair)
        for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if tag != "equal"
        for number, pair in enumerate(zip_longest(before[first:last], after[start:end], fillvalue=""), first + 1)
    ]
    shown = chain.from_iterable(show_change(number, *pair) for number, pair in islice(changes, SHOWN_LINES))
    return Difference(name, len(changes), tuple(shown))


def show_change(number: int, before: str, after: str) -> Iterator[str]:
    """One line that differs, as it was (`-`) and as it is (`+`); a line that one version lacks is shown once."""
    pairs = zip_longest(_parts(before), _parts(after), fillvalue="")
    old, new = next((pair for pair in pairs if pair[0] != pair[1]), (before, after))
    at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    for mark, whole, part in (("-", before, old), ("+", after, new)):
        if whole:
            yield f"{number}{mark} {_clip(part, at)}"


def _parts(line: str) -> list[str]:
    """A line of JSON as one line a value, so that the value that differs can be shown; any other as it is."""
    try:
        value = json.loads(line)
    except ValueError:
        return [line]
    return json.dumps(value, ensure_ascii=False, indent=1).splitlines() if isinstance(value, dict | list) else [line]


def _clip(text: str, at: int) -> str:
    """The part of a text around a place. The line's end is shown too, because it may be what differs."""
    start = max(0, at - LEAD)
    clipped = text[start : start + SHOWN_CHARACTERS].replace("\r", "␍").replace("\n", "␊")
    return f"{'…' if start else ''}{clipped}{'…' if start + SHOWN_CHARACTERS < len(text) else ''}"


def _names(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def _lines(content: bytes) -> list[str]:
    """With their ends. Only a line feed ends a line: JSON may hold the other signs that Python takes for ends."""
    return list(StringIO(content.decode(errors="replace"), newline="\n"))
