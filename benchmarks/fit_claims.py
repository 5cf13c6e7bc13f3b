"""Fit the weights of the gate: `python -m benchmarks.fit_claims` writes `retrieval/claims/weights.json`.

Two logistic regressions, one for claims made of the sources' own words, one for reworded ones (`retrieval.claims.weighing`).
Every set weighs the same, and in it both labels. What is refuted outright (a number that is not there) is left out: no
weight decides on it. `fit` takes the sets to fit on, so that `benchmarks.claims` can leave the reported one out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.claim_sets import SETS, Labelled, read_made
from retrieval.claims.checking import Examination, examine
from retrieval.claims.verbatim import is_verbatim
from retrieval.claims.weighing import is_copied, weigh
from retrieval.sentences import split_sentences

WEIGHTS = Path(__file__).parents[1] / "retrieval" / "claims" / "weights.json"
FIGURES = {
    "copied": (
        "cut_only", "in_order_forms", "in_order_near", "content_pairs", "pieces", "density", "together", "apart", "best_one",
        "strange_here", "length", "opposite", "negation", "hedge", "name", "roles",
    ),
    "reworded": ("best_two", "in_order_forms", "together", "forms_known", "inserted", "far_opposite", "far_denied", "none_denied"),
}  # fmt: skip
REGULARISATION = 0.05
MADE_WEIGHT = 0.25
LEAST_OF_KIND = 100

Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Case:
    """One claim of a set as the gate sees it, sentence by sentence, verbatim ones left out."""

    group: int
    found: tuple[Examination, ...]
    is_supported: bool
    kind: str

    @property
    def is_refuted(self) -> bool:
        return any(found.refutation for found in self.found)

    def score(self, weights: Mapping[str, Mapping[str, float]]) -> float:
        if self.is_refuted:
            return 0.0
        return min((weigh(found.figures, weights) for found in self.found), default=1.0)


def to_cases(claims: Sequence[Labelled]) -> list[Case]:
    return [Case(c.group, tuple(_examined(c)), c.is_supported, c.kind) for c in claims]


def _examined(claim: Labelled) -> list[Examination]:
    pieces = (claim.claim[span.start : span.end] for span in split_sentences(claim.claim))
    found = (examine(piece, claim.source) for piece in pieces if not is_verbatim(piece, claim.source))
    return [examination for examination in found if examination is not None]


def fit(sets: Sequence[Sequence[Case]], made: Sequence[Case]) -> Weights:
    """The weights for both kinds of claims, the threshold (.5) put where balanced accuracy is best over the labelled sets.

    Claims made by machine weigh a quarter of a labelled set, and give the threshold only of a kind that no labelled set has.
    """
    weights: Weights = {kind: _fit_kind(kind, sets, made) for kind in FIGURES}
    for kind in FIGURES:
        rich = [cases for cases in sets if sum(_kind(case) == kind for case in cases if case.found) >= LEAST_OF_KIND]
        weights[kind][""] += _best_shift(kind, weights, rich or [made])
    return weights


def _fit_kind(kind: str, sets: Sequence[Sequence[Case]], made: Sequence[Case]) -> dict[str, float]:
    rows, labels, shares = [], [], []
    for cases, weight in [*((cases, 1.0) for cases in sets), (made, MADE_WEIGHT)]:
        part = {label: sum(case.is_supported == label for case in cases) for label in (True, False)}
        for case in cases:
            if case.is_refuted or not case.found or _kind(case) != kind:
                continue
            rows.append(np.mean([[f.figures[name] for name in FIGURES[kind]] for f in case.found], axis=0))
            labels.append(case.is_supported)
            shares.append(weight * 350 / part[case.is_supported])
    table = np.array(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=REGULARISATION, max_iter=2000).fit(
        (table - middle) / spread, labels, sample_weight=shares
    )
    slopes = model.coef_[0] / spread
    return {
        "": float(model.intercept_[0] - slopes @ middle),
        **dict(zip(FIGURES[kind], map(float, slopes), strict=True)),
    }


def _kind(case: Case) -> str:
    return "copied" if sum(is_copied(found.figures) for found in case.found) * 2 > len(case.found) else "reworded"


def _best_shift(kind: str, weights: Weights, sets: Sequence[Sequence[Case]]) -> float:
    def quality(shift: float) -> float:
        moved = {**weights, kind: {**weights[kind], "": weights[kind][""] + shift}}
        return float(np.mean([balanced_accuracy(cases, moved) for cases in sets]))

    shifts = np.linspace(-3, 3, 41)
    smooth = np.convolve(np.pad([quality(shift) for shift in shifts], 2, mode="edge"), np.ones(5) / 5, "valid")
    return float(min(shifts[smooth >= smooth.max() - 1e-9], key=abs))


def balanced_accuracy(cases: Sequence[Case], weights: Mapping[str, Mapping[str, float]]) -> float:
    right = [((case.score(weights) >= 0.5) == case.is_supported, case.is_supported) for case in cases]
    return float(np.mean([np.mean([ok for ok, label in right if label is which]) for which in (True, False)]))


def main() -> None:
    weights = fit([to_cases(read()) for read in SETS.values()], to_cases(read_made(0)))
    rounded = {kind: {name: round(value, 4) for name, value in found.items()} for kind, found in weights.items()}
    made_by = "python -m benchmarks.fit_claims, on qags cnndm, wice dev, summedits podcast and samsum, and claims made from rtqa"
    WEIGHTS.write_text(json.dumps({"made_by": made_by, **rounded}, indent=1) + "\n", "utf-8")
    print(f"written to {WEIGHTS}")


if __name__ == "__main__":
    main()
