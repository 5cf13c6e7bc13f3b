"""Figures to one score, by two logistic regressions whose weights `benchmarks/fit_claims.py` fits.

Copied claims (nearly every word is the sources') go wrong by being pieced together; reworded ones by what was put in.
"""

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from retrieval.claims.alignment import KINDS

LEAST_KNOWN_OF_COPIED = 0.96  # of all words, function words too: one new word in 25 is still copying
SCORE_OF_CUT = 0.9


def is_copied(figures: Mapping[str, float]) -> bool:
    """Whether the claim is made of the sources' own words."""
    return figures["forms_known"] >= LEAST_KNOWN_OF_COPIED


def is_plain_cut(figures: Mapping[str, float]) -> bool:
    """Whether the claim is one sentence with one piece left out and nothing turned round (94 of 100 are right in qags)."""
    return figures["one_cut"] > 0 and not any(figures[kind] for kind in KINDS)


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """For "copied" and "reworded": name of a figure -> weight, `""` for the constant. The file says how it was made."""
    read = json.loads(files("retrieval.claims").joinpath("weights.json").read_text("utf-8"))
    return {kind: {name: float(weight) for name, weight in read[kind].items()} for kind in ("copied", "reworded")}


def weigh(figures: Mapping[str, float], weights: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The score in 0..1; .5 parts supported from the rest. Other weights than the fitted ones are for fitting."""
    if is_plain_cut(figures):
        return SCORE_OF_CUT
    chosen = (weights or _weights())["copied" if is_copied(figures) else "reworded"]
    total = chosen[""] + sum(weight * figures[name] for name, weight in chosen.items() if name)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))
