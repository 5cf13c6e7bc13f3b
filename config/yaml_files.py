"""YAML files that people write, read so that every mistake is found, said and placed. The home of PyYAML.

All scalars are read as text: YAML 1.1 would make `NO` (Norway) a false, and 12:30 the number 750.
"""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from retrieval.errors import BadInput


class _Loader(yaml.CBaseLoader):
    """Plain strings, lists and mappings; a key that stands twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.MarkedYAMLError(None, None, f"the key {name!r} stands twice", key.start_mark)
            seen.add(name)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


@dataclass
class Mistakes:
    """What is wrong in one or several files, collected until all were read."""

    found: list[str] = field(default_factory=list)

    def add(self, source: str, path: str, words: str) -> None:
        self.found.append(f"{source}: {path}: {words}" if path else f"{source}: {words}")

    def raise_any(self, headline: str) -> None:
        """Raise BadInput naming all mistakes, one a line, if there are any."""
        if self.found:
            raise BadInput("\n".join([headline, *(f"- {mistake}" for mistake in self.found)]))


@dataclass(frozen=True)
class Node:
    """A place in a file: its value, how to get there (`perspectives[1].name`), and where mistakes go.

    The readers return a harmless default after reporting a mistake, so that reading goes on to the next one.
    """

    value: object
    source: str
    mistakes: Mistakes
    path: str = ""

    def reject(self, words: str) -> None:
        self.mistakes.add(self.source, self.path, words)

    @property
    def is_missing(self) -> bool:
        return self.value in (None, "", [], {})

    def expect_keys(self, *known: str) -> bool:
        """Whether this is a mapping; keys other than `known` are reported."""
        if not isinstance(self.value, dict):
            self.reject(f"write keys and values here ({', '.join(known)})")
            return False
        for key in self.value:
            if key not in known:
                self.at(str(key)).reject(f"no such key; known are {', '.join(known)}")
        return True

    def at(self, key: str) -> "Node":
        """The value under a key; a missing one is a node too."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, self.source, self.mistakes, f"{self.path}.{key}" if self.path else key)

    def items(self) -> Iterator["Node"]:
        if self.is_missing:
            return
        if not isinstance(self.value, list):
            self.reject("write a list here, each item after a dash or all in [ ]")
            return
        for number, value in enumerate(self.value):
            yield Node(value, self.source, self.mistakes, f"{self.path}[{number}]")

    def text(
        self, default: str = "", *, pattern: str = "", hint: str = "write a text here", required: bool = False
    ) -> str:
        """A text of one line; with `pattern` the whole of it has to match."""
        if self.is_missing and not isinstance(self.value, list | dict):
            if required:
                self.reject(f"is missing: {hint}")
            return default
        if not isinstance(self.value, str) or not re.fullmatch(pattern or r"[^\n]+", self.value):
            self.reject(hint)
            return default
        return self.value

    def texts(self, *, pattern: str = "", hint: str = "write a text here") -> tuple[str, ...]:
        return tuple(filter(None, (item.text(pattern=pattern, hint=hint, required=True) for item in self.items())))

    def integer(self, default: int, *, lowest: int, highest: int) -> int:
        hint = f"write a whole number, {lowest} to {highest}"
        number = int(self.text(str(default), pattern=r"\d{1,9}", hint=hint))
        if not lowest <= number <= highest:
            self.reject(hint)
            return default
        return number

    def flag(self, default: bool) -> bool:
        word = self.text("", pattern="true|false|yes|no", hint="write true or false")
        return word in ("true", "yes") if word else default


def read_node(text: str, source: str, mistakes: Mistakes) -> Node | None:
    """The top of a YAML document, or None (and a mistake) if it is not YAML."""
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 (builds strings, lists and mappings only)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        mistakes.add(source, place, f"not readable as YAML: {error.problem or 'unfinished'}")
        return None
    except (yaml.YAMLError, RecursionError):
        mistakes.add(source, "", "not readable as YAML: it holds characters or nesting that YAML does not allow")
        return None
    return Node(value, source, mistakes)


def read_file(path: Path, mistakes: Mistakes) -> Node | None:
    """The top of a file, or None (and a mistake) if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError:
        mistakes.add(path.name, "", "save it as UTF-8 text")
        return None
    except OSError as error:
        mistakes.add(path.name, "", f"cannot be read ({error.strerror})")
        return None
    return read_node(text, path.name, mistakes)


def write_yaml(value: object) -> str:
    """A value as YAML that any YAML reader takes the same way, keys in the order given."""
    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=120))
