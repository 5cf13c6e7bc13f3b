"""The program's own source, read once, for tests that look at it: every module, its text and its tree."""

import ast
from functools import cache, lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "retrieval", "config")


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """Every Python file of the program, relative to the checkout."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(sorted(path.relative_to(ROOT).as_posix() for path in found))


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(source_of(module))


def source_of(module: str) -> str:
    return (ROOT / module).read_text(encoding="utf-8")
