"""What a mutation changes, and the import hook that changes it. Used by `benchmarks/mutations.py` alone.

A module-level value, the usual value of a class's field, or a table of a language's data file. The source on disk stays as it is.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

READER = "retrieval.language.vocabulary"
"""The module whose `read_table` reads the data files."""
_HERE = f"__import__({__name__!r}, fromlist=['changed'])"
_SEPARATORS = ("\n", ",", " ")


@dataclass(frozen=True, slots=True)
class Mutation:
    """`change` is done to the value called `name`: "up", "down", "first", "last" (the half that is kept), "never" or "drop:N".

    For a data file the module is its reader, and the name is the file, a colon and the key of the table.
    """

    module: str
    name: str
    change: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}:{self.change}"

    @property
    def room(self) -> str:
        parts = self.module.split(".")
        return "/".join(parts[:1] if parts[0] == "config" else parts[: 2 if len(parts) < 4 else 3])


def changes_of(value: ast.expr) -> Sequence[str]:
    """What can be changed about an expression: nothing where it is no number, no table and no pattern."""
    if isinstance(value, ast.Call):
        return _changes_of_call(value)
    if isinstance(value, ast.Dict | ast.Set | ast.Tuple | ast.List):
        items = value.values if isinstance(value, ast.Dict) else value.elts
        if items and all(any(map(_is_pattern, ast.walk(item))) for item in items):
            return [f"drop:{n}" for n in range(len(items))]
        return ("first", "last") if len(items) > 1 else ()
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        return changes_of(value.left)
    return ("up", "down") if _is_number(value) else ()


def _changes_of_call(value: ast.Call) -> Sequence[str]:
    called = ast.unparse(value.func)
    if called == "timedelta":
        return "up", "down"
    if _is_pattern(value):
        return ("never",)
    if called in ("frozenset", "tuple", "set") and len(value.args) == 1:
        return changes_of(value.args[0])
    text: ast.expr | None = value.args[0] if called == "_words" and value.args else None
    if isinstance(value.func, ast.Attribute) and value.func.attr == "split":
        text = value.func.value
    is_list = isinstance(text, ast.Constant) and isinstance(text.value, str) and len(text.value.split()) > 1
    return ("first", "last") if is_list else ()


def _is_pattern(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp):
        return _is_number(value.left) and _is_number(value.right)
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    return (
        isinstance(value, ast.Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool)
    )


def changed(value: Any, change: str) -> Any:
    """A value after the change."""
    if change in ("up", "down"):
        return _scaled(value, 4 / 3 if change == "up" else 2 / 3)
    if change in ("first", "last"):
        return _half(value, is_first=change == "first")
    if change == "never":
        return re.compile(b"(?!)" if isinstance(value.pattern, bytes) else "(?!)")
    gone = int(change.removeprefix("drop:"))
    if isinstance(value, dict):
        return {key: item for n, (key, item) in enumerate(value.items()) if n != gone}
    return type(value)(item for n, item in enumerate(value) if n != gone)


def _scaled(value: Any, factor: float) -> Any:
    if not isinstance(value, int):
        return value * factor
    scaled = round(value * factor)
    return scaled if scaled != value else value + (1 if factor > 1 else -1)


def _half(value: Any, *, is_first: bool) -> Any:
    if isinstance(value, str):
        return _half_of_text(value, is_first=is_first)
    if isinstance(value, dict):
        items = list(value.items())
    else:
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else list(value)
    middle = len(items) // 2
    return type(value)(items[:middle] if is_first else items[middle:])


def _half_of_text(text: str, *, is_first: bool) -> str:
    """Of a list in a data file: a group a line, phrases between commas, or words between blanks."""
    stripped = text.strip()
    mark = next(mark for mark in _SEPARATORS if mark in stripped)
    if mark == "\n" and "," in stripped:
        mark = ","
    return mark.join(_half(stripped.split(mark), is_first=is_first))


def with_changed_table(
    read: Callable[[str], Mapping[str, Any]], name: str, change: str
) -> Callable[[str], Mapping[str, Any]]:
    """The reader of data files, with one table of one file changed."""
    wanted, key = name.split(":")

    def read_changed(path: str) -> Mapping[str, Any]:
        table = read(path)
        return {**table, key: changed(table[key], change)} if path == wanted else table

    return read_changed


def install(mutation: Mutation) -> None:
    """From now on, the module is imported with the change. It must not have been imported before."""
    sys.meta_path.insert(0, _Finder(mutation))


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutation: Mutation) -> None:
        self._mutation = mutation

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._mutation.module.removesuffix(".__init__"):
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None:
            return None
        loader = _Loader(fullname, found.origin)
        loader.mutation = self._mutation
        return importlib.util.spec_from_file_location(fullname, found.origin, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    """Runs the module with a line after the assignment that changes the value. Never from or into a cache."""

    mutation: Mutation

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:  # type: ignore[override]
        tree = ast.parse(bytes(data))
        tree.body = list(_with_line(tree.body, self.mutation.name, self.mutation.change))
        return compile(ast.fix_missing_locations(tree), str(path), "exec")

    def get_code(self, fullname: str) -> Any:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _with_line(body: Sequence[ast.stmt], name: str, change: str) -> Iterator[ast.stmt]:
    of_class, _, field = name.rpartition(".") if ":" not in name else ("", "", "")
    for node in body:
        if of_class and isinstance(node, ast.ClassDef) and node.name == of_class:
            node.body = list(_with_line(node.body, field, change))
        yield node
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if not of_class and any(isinstance(target, ast.Name) and target.id == name for target in targets):
            yield from ast.parse(f"{name} = {_HERE}.changed({name}, {change!r})").body
        if ":" in name and isinstance(node, ast.FunctionDef) and node.name == "read_table":
            yield from ast.parse(f"read_table = {_HERE}.with_changed_table(read_table, {name!r}, {change!r})").body
