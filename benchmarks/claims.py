"""The gate on labelled claims: `python -m benchmarks.claims [--embedder multilingual]` prints one table.

For each set: balanced accuracy of the gate as shipped; with weights fitted on the other sets only (`others`); with
weights fitted on other sources of the same set too, five folds by source (`folds`); beside two baselines whose threshold
is the best for the reported set itself, which flatters them: the part of the claim's words, and of its trigrams, that
the source has. Then precision and recall of "supported" as shipped, and milliseconds a claim, sources read anew.
Which rules refute is counted for the sets together.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.claim_sets import SETS, Labelled, read_made, read_told, read_wice
from benchmarks.fit_claims import Case, balanced_accuracy, fit, made_cases, to_cases
from retrieval.claims import check_claim
from retrieval.claims.tokens import read
from retrieval.claims.weighing import Wording
from retrieval.embedding.embedders import open_embedder
from retrieval.language.terms import term_set

FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", default="", help="multilingual or english: also ask for nearness in meaning")
    embedder_name = parser.parse_args().embedder
    embedder = open_embedder(embedder_name, Path(__file__).parent / "out") if embedder_name else None
    claims = {name: load() for name, load in SETS.items()}
    cases = {name: to_cases(found) for name, found in claims.items()}
    made = made_cases()
    shown = {
        **claims,
        "wice gold": read_wice(gold=True),
        "made, held out": read_made(1),
        "told, held out": read_told(1),
    }
    reasons: Counter[str] = Counter()
    print(
        f"{'set':15} {'n':>5} {'words':>6} {'trigr':>6} {'gate':>6} {'others':>6} {'folds':>6} {'prec':>6} {'recall':>6} {'ms':>6}"
    )
    for name, found in shown.items():
        started = time.perf_counter()
        verdicts = [check_claim(claim.claim, [claim.source], embedder=embedder) for claim in found]
        taken = (time.perf_counter() - started) * 1000 / len(found)
        said = np.array([verdict.is_supported for verdict in verdicts])
        labels = np.array([claim.is_supported for claim in found])
        reasons.update(
            _rule(v.reason) for v, label in zip(verdicts, labels, strict=True) if not v.is_supported and label
        )
        figures = [
            _best(found, _words_known),
            _best(found, _trigrams_known),
            _balanced(said, labels),
            _others(name, cases, made),
            _folds(name, cases, made),
            float(labels[said].mean()),
            float(said[labels].mean()),
        ]
        print(f"{name:15} {len(found):5} " + " ".join(f"{value:6.3f}" for value in figures) + f" {taken:6.2f}")
    print("supported claims refused, by rule:", ", ".join(f"{rule} {count}" for rule, count in reasons.most_common()))


def _balanced(
    said: "np.ndarray[tuple[int], np.dtype[np.bool_]]", labels: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> float:
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def _others(name: str, cases: dict[str, list[Case]], made: Mapping[Wording, Sequence[Case]]) -> float:
    """Weights fitted without the set."""
    if name not in cases:
        return float("nan")
    return balanced_accuracy(cases[name], fit([found for other, found in cases.items() if other != name], made))


def _folds(name: str, cases: dict[str, list[Case]], made: Mapping[Wording, Sequence[Case]]) -> float:
    """Weights fitted on the other sets and on other sources of this one."""
    if name not in cases:
        return float("nan")
    right: dict[bool, list[bool]] = {True: [], False: []}
    for fold in range(FOLDS):
        sets = [[case for case in found if case.group % FOLDS != fold] for found in cases.values()]
        weights = fit(sets, made)
        for case in cases[name]:
            if case.group % FOLDS == fold:
                right[case.is_supported].append((case.score(weights) >= 0.5) == case.is_supported)
    return float(np.mean([np.mean(found) for found in right.values()]))


def _best(found: Sequence[Labelled], measure: Callable[[Labelled], float]) -> float:
    scores = np.array([measure(claim) for claim in found])
    labels = np.array([claim.is_supported for claim in found])
    return max(_balanced(scores >= threshold, labels) for threshold in np.unique(scores))


def _words_known(claim: Labelled) -> float:
    said = term_set(claim.claim)
    return len(said & term_set(claim.source)) / max(1, len(said))


def _trigrams_known(claim: Labelled) -> float:
    said, known = ([word.form for word in read(text).words] for text in (claim.claim, claim.source))
    trigrams = set(zip(said, said[1:], said[2:], strict=False))
    return len(trigrams & set(zip(known, known[1:], known[2:], strict=False))) / max(1, len(trigrams))


def _rule(reason: str) -> str:
    for part in (
        "quote",
        "together",
        "wording",
        "other way round",
        "where the sources say",
        "certain",
        "deny",
        "denies",
    ):
        if part in reason:
            return part
    return "number or day" if any(letter.isdigit() for letter in reason) or reason.startswith("says") else "name"


if __name__ == "__main__":
    main()
