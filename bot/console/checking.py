"""`check-claims`: the gate on its own, line by line."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.console.batch import read_lines, read_object
from bot.console.shapes import dump
from retrieval.claims import Verdict
from retrieval.errors import BadInput


def check_lines(file: Path, check: Callable[[str, Sequence[str]], Verdict]) -> None:
    """Print `{"id","claim","supported","reason","score"}` for each `{"id","claim","sources":[text,...]}` line."""
    for number, line in read_lines(file):
        value = read_object(number, line)
        claim, sources = _read(value, number)
        verdict = check(claim, sources)
        shape = {
            "id": value.get("id"),
            "claim": claim,
            "supported": verdict.is_supported,
            "reason": verdict.reason,
            "score": round(verdict.score, 4),
        }
        sys.stdout.write(dump(shape) + "\n")


def _read(value: dict[str, Any], number: int) -> tuple[str, list[str]]:
    claim, sources = value.get("claim"), value.get("sources")
    if not isinstance(claim, str) or not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        raise BadInput(f'Line {number} needs "claim" (a text) and "sources" (a list of texts).')
    return claim, sources
