"""A pytest plugin that changes one module-level value while its module is imported. Used by `benchmarks/mutations.py` alone."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from types import ModuleType

VARIABLE = "COUNTERPOINT_BENCHMARK_MUTATION"
_NEVER = "(?!)"


def kind_of(value: ast.expr) -> tuple[str, int]:
    """What sort of value an expression makes ("number", "words", "pattern", "patterns" or ""), and how many items it has."""
    if isinstance(value, ast.Call):
        return _kind_of_call(value)
    if isinstance(value, ast.Dict):
        return ("words", len(value.keys)) if len(value.keys) > 1 else ("", 0)
    if isinstance(value, ast.Set | ast.Tuple | ast.List):
        is_patterns = {kind_of(item)[0] for item in value.elts} == {"pattern"}
        return ("patterns" if is_patterns else "words" if len(value.elts) > 1 else "", len(value.elts))
    return ("number", 1) if _is_number(value) else ("", 0)


def _kind_of_call(value: ast.Call) -> tuple[str, int]:
    called = ast.unparse(value.func)
    if called == "timedelta":
        return "number", 1
    if called == "re.compile":
        return "pattern", 1
    if called in ("frozenset", "tuple", "set") and len(value.args) == 1:
        return kind_of(value.args[0])
    text = value.func.value if isinstance(value.func, ast.Attribute) and value.func.attr == "split" else None
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return "words", len(text.value.split())
    return "", 0


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp):
        return _is_number(value.left) and _is_number(value.right)
    if isinstance(value, ast.UnaryOp):
        return _is_number(value.operand)
    return (
        isinstance(value, ast.Constant) and isinstance(value.value, int | float) and not isinstance(value.value, bool)
    )


def changed(value: object, change: str) -> object:
    """A value after the change; the same value where the change does not fit it."""
    if change in ("up", "down"):
        return _scaled(value, 4 / 3 if change == "up" else 2 / 3)
    if change in ("first", "last"):
        return _half(value, is_first=change == "first")
    if change == "never":
        return re.compile(_NEVER)
    if change.startswith("drop:") and isinstance(value, Sequence):
        gone = int(change.removeprefix("drop:"))
        return type(value)(item for n, item in enumerate(value) if n != gone)  # type: ignore[call-arg]
    return value


def _scaled(value: object, factor: float) -> object:
    if isinstance(value, int):
        scaled = round(value * factor)
        return scaled if scaled != value else value + (1 if factor > 1 else -1)
    if isinstance(value, float):
        return value * factor
    return value * factor  # type: ignore[operator]


def _half(value: object, *, is_first: bool) -> object:
    if isinstance(value, dict):
        kept = list(value.items())
        middle = len(kept) // 2
        return dict(kept[:middle] if is_first else kept[middle:])
    items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)  # type: ignore[call-overload]
    middle = len(items) // 2
    return type(value)(items[:middle] if is_first else items[middle:])  # type: ignore[call-arg]


class _Loader(importlib.machinery.SourceFileLoader):
    """Runs the module with a line after the assignment that changes the value."""

    def source_to_code(self, data: object, path: object, *, _optimize: int = -1) -> object:  # type: ignore[override]
        _, name, change = os.environ[VARIABLE].split(":", 2)
        tree = ast.parse(bytes(data))  # type: ignore[call-overload]
        body: list[ast.stmt] = []
        for node in tree.body:
            body.append(node)
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                call = f"{name} = __import__('benchmarks.mutant', fromlist=['changed']).changed({name}, {change!r})"
                body += ast.parse(call).body
        tree.body = body
        return compile(ast.fix_missing_locations(tree), str(path), "exec")

    def get_code(self, fullname: str) -> object:  # type: ignore[override]
        # Never from or into a cache: the source on disk is unchanged.
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != os.environ[VARIABLE].split(":", 1)[0]:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if found is None or found.origin is None:
            return None
        return importlib.util.spec_from_file_location(fullname, found.origin, loader=_Loader(fullname, found.origin))


if VARIABLE in os.environ:
    sys.meta_path.insert(0, _Finder())
