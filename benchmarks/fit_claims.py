"""Fit the weights of the gate: `python -m benchmarks.fit_claims` writes `retrieval/claims/weights.json`.

Three logistic regressions, one for each way of wording (`retrieval.claims.weighing`). Every set weighs the same, and in
it both labels, counted with what is refuted outright: so .5 is where balanced accuracy of the whole gate is best. What is
refuted is left out otherwise: no weight decides on it. `fit` takes the sets to fit on, so that `benchmarks.claims` can
leave the reported one out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.claim_edits import PIECED
from benchmarks.claim_sets import SETS, Labelled, read_made, read_told
from retrieval.claims.check import Examination, examine
from retrieval.claims.weighing import WORDINGS, Wording, weigh, wording_of
from retrieval.claims.wording import is_verbatim
from retrieval.language.sentences import split_sentences

WEIGHTS = Path(__file__).parents[1] / "retrieval" / "claims" / "weights.json"
FIGURES: dict[Wording, tuple[str, ...]] = {
    "copied": (
        "cut_only", "in_order_forms", "in_order_near", "content_pairs", "pieces", "density", "together", "apart", "strange_here",
        "length", "negation", "hedge",
    ),
    "reworded": ("best_two", "in_order_forms", "forms_known", "head_near"),
    "spoken": ("forms_known", "far_denied", "denied_alone", "near_opposite", "shut_out"),
}  # fmt: skip
# Little data for many figures that go together needs much of it; single signs that are rare but sure need little.
REGULARISATION: dict[Wording, float] = {"copied": 0.01, "reworded": 0.01, "spoken": 1.0}
# A set with fewer claims of a wording says nothing about it.
LEAST_OF_WORDING = 60

Weights = dict[Wording, dict[str, float]]


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

    @property
    def wording(self) -> Wording:
        """That of most of its sentences."""
        counts = [wording_of(found.figures) for found in self.found]
        return max(WORDINGS, key=counts.count)

    def score(self, weights: Mapping[Wording, Mapping[str, float]]) -> float:
        if self.is_refuted:
            return 0.0
        return min((weigh(found.figures, weights) for found in self.found), default=1.0)


def to_cases(claims: Sequence[Labelled]) -> list[Case]:
    return [Case(c.group, tuple(_examined(c)), c.is_supported, c.kind) for c in claims]


def _examined(claim: Labelled) -> list[Examination]:
    pieces = (claim.claim[span.start : span.end] for span in split_sentences(claim.claim))
    found = (examine(piece, claim.source) for piece in pieces if not is_verbatim(piece, claim.source))
    return [examination for examination in found if examination is not None]


def fit(sets: Sequence[Sequence[Case]], made: Mapping[Wording, Sequence[Case]]) -> Weights:
    """The weights for each wording from the labelled sets that have it, and from the claims made by machine for it."""
    return {wording: _fit_wording(wording, [*sets, made[wording]] if wording in made else sets) for wording in WORDINGS}


def made_cases() -> dict[Wording, list[Case]]:
    """Pieced-together claims teach what goes wrong in copying, sentences that lost their source what goes wrong in rewording.

    Claims with a word changed are left out: they are for the rules, and no weight can tell them from the true ones.
    """
    pieced = [made for made in read_made(0) if made.is_supported or made.kind in PIECED]
    return {"copied": to_cases(pieced), "reworded": to_cases(read_told(0))}


def _fit_wording(wording: Wording, sets: Sequence[Sequence[Case]]) -> dict[str, float]:
    rows, labels, shares = [], [], []
    for cases in sets:
        chosen = [case for case in cases if case.found and not case.is_refuted and case.wording == wording]
        if len(chosen) < LEAST_OF_WORDING:
            continue
        part = {label: sum(case.is_supported == label for case in cases) for label in (True, False)}
        for case in chosen:
            rows.append(np.mean([[found.figures[name] for name in FIGURES[wording]] for found in case.found], axis=0))
            labels.append(case.is_supported)
            shares.append(350 / part[case.is_supported])
    table = np.array(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(C=REGULARISATION[wording], max_iter=2000)
    model.fit((table - middle) / spread, labels, sample_weight=shares)
    slopes = model.coef_[0] / spread
    constant = {"": float(model.intercept_[0] - slopes @ middle)}
    return constant | dict(zip(FIGURES[wording], map(float, slopes), strict=True))


def balanced_accuracy(cases: Sequence[Case], weights: Mapping[Wording, Mapping[str, float]]) -> float:
    right = [((case.score(weights) >= 0.5) == case.is_supported, case.is_supported) for case in cases]
    return float(np.mean([np.mean([ok for ok, label in right if label is which]) for which in (True, False)]))


def main() -> None:
    weights = fit([to_cases(read()) for read in SETS.values()], made_cases())
    rounded = {kind: {name: round(value, 4) for name, value in found.items()} for kind, found in weights.items()}
    made_by = "python -m benchmarks.fit_claims, on qags, wice, summedits podcast and samsum, and claims made from rtqa and neus"
    WEIGHTS.write_text(json.dumps({"made_by": made_by, **rounded}, indent=1) + "\n", "utf-8")
    print(f"written to {WEIGHTS}")


if __name__ == "__main__":
    main()
