"""Counts what Python code does with texts: every call, every round of a loop, every character copied or looked through.

`install()` rewrites the program's modules as they are imported, so that their calls, slices, sums and loops report here.
What a compiled pattern does is counted as the text it is given: that it takes no more, tests/test_patterns.py shows.
"""

import ast
import builtins
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any

SIZED = (str, bytes, list, tuple)
# Their place in the code is part of what they mean.
LEFT_ALONE = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec"})
FINDERS = frozenset({"find", "index", "rfind", "rindex"})
# Of a list: what is done at its end costs no more in a long one.
AT_THE_END = frozenset({"append", "extend", "pop"})
CHEAP: frozenset[object] = frozenset(
    {len, isinstance, issubclass, hash, id, getattr, hasattr, iter, next, range, enumerate}
)
PACKAGES = ("bot", "retrieval", "config")
PLANTED = "tests.work.planted"


class Work:
    """How much was done since it was set to 0."""

    done = 0


def install() -> None:
    """From now on modules of the program count. Those that are loaded already do not."""
    for name, tool in (("__call__", call), ("__made__", made), ("__seen__", seen), ("__each__", each)):
        setattr(builtins, f"_work{name}", tool)
    sys.meta_path.insert(0, _Finder())


def call(called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
    """Call it, and count what it looked through: its texts and lists, and what it gives back."""
    Work.done += 1
    given = called(*args, **named)
    owner = getattr(called, "__self__", None)
    if isinstance(owner, str):
        Work.done += _text_work(owner, called.__name__, args, given)
    elif isinstance(owner, re.Pattern):
        Work.done += _pattern_work(called.__name__, args, given)
    elif called in CHEAP or hasattr(called, "__code__"):
        return given
    elif type(called).__name__ in ("builtin_function_or_method", "type") or called in (
        str,
        list,
        tuple,
        set,
        dict,
        sorted,
    ):
        looked_through = args if called.__name__ in AT_THE_END else (owner, *args, given)
        Work.done += sum(_size(one) for one in looked_through)
    return given


def made(value: Any) -> Any:
    """A slice, a sum, a product: as much work as it is long."""
    Work.done += _size(value)
    return value


def seen(value: Any) -> Any:
    """What is searched with `in`."""
    Work.done += _size(value)
    return value


def each(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        Work.done += 1
        yield value


def _size(value: object) -> int:
    return len(value) if isinstance(value, SIZED) else 0


def _text_work(text: str, name: str, args: tuple[Any, ...], given: Any) -> int:
    if name in ("startswith", "endswith"):
        return sum(len(one) for one in args if isinstance(one, str))
    if name in FINDERS:
        start = args[1] if len(args) > 1 and isinstance(args[1], int) else 0
        end = args[2] if len(args) > 2 and isinstance(args[2], int) else len(text)
        if given < 0:
            return max(0, end - start)
        return int(end - given) if name.startswith("r") else int(given - start)
    return len(text) + sum(_size(one) for one in (*args, given))


def _pattern_work(name: str, args: tuple[Any, ...], given: Any) -> int:
    text = args[1] if name in ("sub", "subn") else args[0]
    has_bounds = name in ("match", "search", "fullmatch", "finditer")
    start = args[1] if has_bounds and len(args) > 1 else 0
    end = min(args[2], len(text)) if has_bounds and len(args) > 2 else len(text)
    if name == "match" or (name == "search" and given is not None):
        return max(0, given.end() - start) if given is not None else 1
    return max(0, int(end - start))


class _Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] not in PACKAGES and name != PLANTED:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(name, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = _Rewriter().visit(ast.parse(self.get_data(path), path))
        code: CodeType = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
        return code


class _Rewriter(ast.NodeTransformer):
    """The same program, reporting. Annotations are left as they are."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in LEFT_ALONE:
            return node
        return ast.copy_location(ast.Call(_tool("call"), [node.func, *node.args], node.keywords), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        is_cut = isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Load)
        return self._reported("made", node) if is_cut else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return self._reported("made", node) if isinstance(node.op, ast.Add | ast.Mult | ast.Mod) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                value.value = self.visit(value.value)
        return self._reported("made", node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        node.comparators = [
            self._reported("seen", right) if isinstance(op, ast.In | ast.NotIn) else right
            for op, right in zip(node.ops, node.comparators, strict=True)
        ]
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = self._reported("each", node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        if not node.is_async:
            node.iter = self._reported("each", node.iter)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        node.test = self._reported("seen", node.test)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def _reported(self, tool: str, node: ast.expr) -> ast.expr:
        return ast.copy_location(ast.Call(_tool(tool), [node], []), node)


def _tool(name: str) -> ast.expr:
    return ast.Name(f"_work__{name}__", ast.Load())
