"""Prints both readings of each sentence of a file, line by line, for `check-claims`."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.console.batches import read_lines, read_object
from bot.programs.json_shapes import dump
from retrieval.claims import Draft, Verdict
from retrieval.claims.source import from_text
from retrieval.errors import BadInput, CounterpointError

# Lines that are judged together: the second reading takes as many in one request.
AT_ONCE = 10

Judge = Callable[[Sequence[Draft]], Sequence[Verdict]]


def check_lines(file: Path, judge: Judge) -> None:
    """Print `{"id","claim","supported","reason","by"}` for each `{"id","claim","sources":[text,...]}` line, in order.

    The first line of a source may be its outlet, or its outlet and day ("West Times, 6 January 2026"). A line that cannot be
    used prints its `error`; the others are checked all the same, and BadInput is raised at the end.
    """
    failed = False
    waiting: list[dict[str, Any]] = []
    for number, line in read_lines(file):
        waiting.append(_read(number, line))
        failed = failed or "error" in waiting[-1]
        if len(waiting) == AT_ONCE:
            _print(waiting, judge)
            waiting = []
    _print(waiting, judge)
    if failed:
        raise BadInput("Some lines could not be used; their output lines say why.")


def _print(lines: Sequence[dict[str, Any]], judge: Judge) -> None:
    usable = [line["draft"] for line in lines if "draft" in line]
    verdicts = iter(judge(usable) if usable else ())
    for line in lines:
        shape = line if "error" in line else {"id": line["id"]} | _shape(line["draft"], next(verdicts))
        sys.stdout.write(dump(shape) + "\n")
    sys.stdout.flush()


def _shape(draft: Draft, verdict: Verdict) -> dict[str, Any]:
    said = {"claim": draft.sentence, "supported": verdict.is_supported, "reason": verdict.reason, "by": verdict.by}
    return said | ({"problem": verdict.problem} if verdict.problem else {})


def _read(number: int, line: str) -> dict[str, Any]:
    """The line's id with its draft, or with the error."""
    value: dict[str, Any] = {}
    try:
        value = read_object(number, line)
        return {"id": value.get("id"), "draft": _draft(value)}
    except CounterpointError as error:
        return ({} if value.get("id") is None else {"id": value["id"]}) | {"error": str(error)}


def _draft(line: dict[str, Any]) -> Draft:
    claim, sources = line.get("claim"), line.get("sources")
    if not isinstance(claim, str) or not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        raise BadInput('A line needs "claim" (a text) and "sources" (a list of texts).')
    return Draft(claim, tuple(from_text(text) for text in sources))
