"""`check-claims`: the gate on its own, line by line."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.console.batches import each_line
from retrieval.claims import Verdict
from retrieval.errors import BadInput


def check_lines(file: Path, check: Callable[[str, Sequence[str]], Verdict]) -> None:
    """Print `{"id","claim","supported","reason","score"}` for each `{"id","claim","sources":[text,...]}` line.

    A line that cannot be used prints its `error`; the others are checked all the same, and BadInput is raised at the end.
    """

    def check_line(line: dict[str, Any]) -> dict[str, Any]:
        claim, sources = _read(line)
        verdict = check(claim, sources)
        return {
            "id": line.get("id"),
            "claim": claim,
            "supported": verdict.is_supported,
            "reason": verdict.reason,
            "score": round(verdict.score, 4),
        }

    each_line(file, check_line)


def _read(line: dict[str, Any]) -> tuple[str, list[str]]:
    claim, sources = line.get("claim"), line.get("sources")
    if not isinstance(claim, str) or not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        raise BadInput('A line needs "claim" (a text) and "sources" (a list of texts).')
    return claim, sources
