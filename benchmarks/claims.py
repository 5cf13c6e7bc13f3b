"""Both readings on public labelled claims: `python -m benchmarks.claims` prints one table.

For each set: how many claims, which part of the supported and of the others passes the first reading (`facts`), and which part is
published without a model (`own`), with the precision of that. The sets hold other texts than news in a model's words (talk,
encyclopaedias, claims made by machine): a goal is set by `benchmarks.model_claims` alone. Then milliseconds a claim.
"""

import time
from collections.abc import Sequence

from benchmarks.claim_sets import SETS, Labelled, read_made, read_told, read_wice
from retrieval.claims import Source, first_reading, publishable


def main() -> None:
    shown = {
        **{name: load() for name, load in SETS.items()},
        "wice gold": read_wice(gold=True),
        "made": read_made(1),
        "told": read_told(1),
    }
    print(
        f"{'set':10} {'n':>5} {'true':>5} | facts: {'of true':>8} {'of false':>8} | own: {'of true':>8} {'of false':>8} "
        f"{'precision':>9} {'ms':>6}"
    )
    for name, found in shown.items():
        _print_row(name, found)


def _print_row(name: str, found: Sequence[Labelled]) -> None:
    started = time.perf_counter()
    facts = [first_reading(claim.claim, [Source(text=claim.source)]).passes for claim in found]
    own = [publishable(claim.claim, [Source(text=claim.source)]).is_supported for claim in found]
    taken = (time.perf_counter() - started) * 1000 / len(found)
    labels = [claim.is_supported for claim in found]
    precision = _part(labels, own)
    wrong = [not label for label in labels]
    print(
        f"{name:10} {len(found):5} {sum(labels):5} |        {_part(facts, labels):8.3f} {_part(facts, wrong):8.3f} |      "
        f"{_part(own, labels):8.3f} {_part(own, wrong):8.3f} {precision:9.3f} {taken:6.1f}"
    )


def _part(passed: Sequence[bool], among: Sequence[bool]) -> float:
    """The part of those `among` that passed."""
    chosen = [one for one, counts in zip(passed, among, strict=True) if counts]
    return sum(chosen) / max(1, len(chosen))


if __name__ == "__main__":
    main()
