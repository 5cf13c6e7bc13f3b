"""Figures to one score, by three logistic regressions whose weights `benchmarks/fit_claims.py` fits.

A copied claim is made of long pieces of the sources and goes wrong by how they were put together. A reworded one goes
wrong by saying more than they do. Of talk ("I", "you") even a true summary shares few words, so it is weighed apart.
"""

import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from retrieval.claims.alignment import KINDS
from retrieval.once import once

Wording = Literal["copied", "reworded", "spoken"]
WORDINGS: tuple[Wording, ...] = ("copied", "reworded", "spoken")
# Pieces a word. Copied summaries (qags) have .05-.38, reworded ones (wice, summedits) .40 and more; between them what is
# made of known words only, or short, is taken for patched together, and above .6 it is single words that happen to be there.
MOST_PIECES_OF_COPIED = 0.3
MOST_PIECES_OF_PATCHED = 0.6
LEAST_KNOWN_OF_PATCHED = 0.98
# In a short claim one stray word is much of what is said: of those that no rule refutes 13 of 20 are false in qags, and wice
# has one. From 14 words on wice has more, and they are true.
MOST_WORDS_OF_PATCHED = 12
LEAST_SPOKEN = 0.045  # pronouns of the first and second person a word; see `SourceIndex.spoken`
LEAST_SHARED_OF_SPOKEN = (
    0.12  # of the weight of the claim's content, by two sentences: 97 of 100 true summaries of talk have it
)
SCORE_OF_CUT = 0.9
SCORE_OF_STRANGE = 0.1


def wording_of(figures: Mapping[str, float]) -> Wording:
    """Which of the three ways of telling a claim follows."""
    if figures["pieces"] <= MOST_PIECES_OF_COPIED or _is_patched(figures):
        return "copied"
    return "spoken" if figures["spoken"] >= LEAST_SPOKEN else "reworded"


def _is_patched(figures: Mapping[str, float]) -> bool:
    """Of talk shortness says nothing: a short sentence about it has few words of its own."""
    is_short = figures["words"] <= MOST_WORDS_OF_PATCHED and figures["spoken"] < LEAST_SPOKEN
    is_known = figures["forms_known"] >= LEAST_KNOWN_OF_PATCHED
    return figures["pieces"] <= MOST_PIECES_OF_PATCHED and (is_known or is_short)


def is_plain_cut(figures: Mapping[str, float]) -> bool:
    """Whether the claim is one sentence with one piece left out and nothing turned round (94 of 100 are right in qags).

    The weights agree but for the shortest, such as a speaker and a quote, whose few words give them nothing to hold on to.
    """
    return figures["one_cut"] > 0 and not any(figures[kind] for kind in KINDS)


@once
def _weights() -> dict[str, dict[str, float]]:
    """For each wording: name of a figure -> weight, `""` for the constant. The file says how it was made."""
    read = json.loads(files("retrieval.claims").joinpath("weights.json").read_text("utf-8"))
    return {kind: {name: float(weight) for name, weight in read[kind].items()} for kind in WORDINGS}


def weigh(figures: Mapping[str, float], weights: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The score in 0..1; .5 parts supported from the rest. Other weights than the fitted ones are for fitting."""
    if is_plain_cut(figures):
        return SCORE_OF_CUT
    wording = wording_of(figures)
    if wording == "spoken" and figures["best_two"] < LEAST_SHARED_OF_SPOKEN:
        return SCORE_OF_STRANGE
    chosen = (weights or _weights())[wording]
    total = chosen[""] + sum(weight * figures[name] for name, weight in chosen.items() if name)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, total))))
