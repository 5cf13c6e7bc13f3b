"""Fits the regression of `retrieval/answer/evidence.py` on questions of the form of `reader_questions`.

    python -m benchmarks.evidence_fit [FILE.jsonl] [--data DIR] [--half odd|even|both]

Every sentence that could be chosen is a row, right where the question's conditions meet it; the rows of a question count
together as much as another's. Prints the weights. Those in the program are of the odd questions, rounded, but the cosine's:
among the sentences found for one question cosines hardly differ, between questions that have an answer and those that have none
they do, so it is raised until the unanswerable fall under one half.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reader_questions import QUESTIONS, ROOT, open_set
from bot.app import App
from config.settings import load_settings
from retrieval.answer.evidence import Signs
from retrieval.answer.excerpts import sentences_with_signs
from retrieval.question.parse import understand

# Cosines lie close together: spread out, one rate of learning suits all signs.
_MIDDLE, _SPREAD = 0.83, 20.0
_STEPS, _RATE, _KEEP = 4_000, 0.8, 1e-3


def rows_of(case: Mapping[str, Any], app: App) -> Iterator[tuple[Signs, bool]]:
    """The signs of every sentence found for a question, and whether it is a right one."""
    now = datetime.fromisoformat(case["now"].replace("Z", "+00:00"))
    read = partial(understand, catalog=app.catalog, now=now, more_outlets=app.articles.outlet_names())
    found = app.answerer._by_rules(read, case["question"], now, "UTC", ())
    for lane in found.lanes if found.query.content else ():
        for quote, title, signs in sentences_with_signs(found.query, lane.hits, found.scale):
            said = f"{quote} {title}"
            is_meant = any(_meets(one, said) for one in [*case.get("cites", []), *case.get("cites_all", [])])
            is_told = not case.get("answer") or any(_meets(one, said) for one in case["answer"])
            is_right = is_meant and is_told and not any(_meets(one, said) for one in case.get("forbid", []))
            yield signs, is_right and not case.get("unanswerable")


def fit(signs: list[Signs], right: list[bool], weights: list[float]) -> dict[str, float]:
    """Logistic regression by gradient descent, with the cosine's weight on its own scale."""
    features = np.array([[*astuple(one), 1.0] for one in signs])
    at = [field.name for field in fields(Signs)].index("cosine")
    features[:, at] = np.where(features[:, at] > 0, (features[:, at] - _MIDDLE) * _SPREAD, 0)
    labels, share = np.array(right, float), np.array(weights) / sum(weights)
    found = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-features @ found))
        found -= _RATE * (features.T @ (share * (expected - labels)) + _KEEP * np.append(found[:-1], 0))
    found[at] *= _SPREAD
    found[-1] -= found[at] * _MIDDLE
    names = [*(field.name for field in fields(Signs)), "constant"]
    return {name: round(float(value), 2) for name, value in zip(names, found, strict=True)}


def _meets(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", nargs="?", type=Path, default=QUESTIONS / "dev.jsonl")
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "out" / "reader_questions")
    parser.add_argument("--half", choices=("odd", "even", "both"), default="odd")
    options = parser.parse_args()
    cases = [json.loads(line) for line in options.file.read_text("utf-8").splitlines()]
    wanted = {"odd": {0}, "even": {1}, "both": {0, 1}}[options.half]
    chosen = [case for number, case in enumerate(cases) if number % 2 in wanted and not case.get("after")]
    rows: list[tuple[str, Signs, bool]] = []
    for name in dict.fromkeys(case["set"] for case in chosen):
        with App(load_settings({}, data=open_set(name, options.data), config=ROOT / "config")) as app:
            mine = (case for case in chosen if case["set"] == name)
            rows += [(case["id"], *row) for case in mine for row in rows_of(case, app)]
    counts = Counter(case for case, _, _ in rows)
    print(len(rows), "sentences of", len(counts), "questions")
    print(fit([one for _, one, _ in rows], [one for _, _, one in rows], [1 / counts[case] for case, _, _ in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
