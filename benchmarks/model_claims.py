"""Both readings on sentences as a strong model writes them: `python -m benchmarks.model_claims [FILE]` prints one table.

For each kind of sentence how many would be published: by the rules alone (the first reading), with a verifier that says yes to
everything (writer and verifier both bought), with one that knows the labels, and without a model. `--list` names the
sentences that went wrong, with the reason.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.claims import Item, Reply, Verifier, check_claim, first_reading
from retrieval.claims.source import from_text

DEV = Path(__file__).parents[2] / "shared" / "eval" / "model_claims" / "dev.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    claim: str
    sources: tuple[str, ...]
    is_supported: bool
    kind: str


def read_labelled(file: Path = DEV) -> list[Labelled]:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [Labelled(r["id"], r["claim"], tuple(r["sources"]), r["supported"], r["kind"]) for r in rows]


Way = Callable[[Labelled], tuple[bool, str]]


def ways(claims: Sequence[Labelled]) -> dict[str, Way]:
    labels = {claim.claim.strip(): claim.is_supported for claim in claims}

    def asks(says: Callable[[str], bool]) -> Verifier:
        def ask(items: Sequence[Item]) -> Mapping[str, Reply]:
            return {item.id: Reply(says(item.sentence)) for item in items}

        return Verifier(ask, name="labels")

    def by_rules(claim: Labelled) -> tuple[bool, str]:
        reading = first_reading(claim.claim, [from_text(text) for text in claim.sources])
        return reading.passes, reading.reason

    def by(verifier: Verifier | None) -> Way:
        def judge(claim: Labelled) -> tuple[bool, str]:
            verdict = check_claim(claim.claim, claim.sources, verifier=verifier)
            return verdict.is_supported, verdict.reason

        return judge

    yes, truthful = asks(lambda _: True), asks(lambda sentence: labels.get(sentence, False))
    return {"rules": by_rules, "yes-man": by(yes), "truthful": by(truthful), "no model": by(None)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEV)
    parser.add_argument("--list", action="store_true", help="name what went wrong")
    options = parser.parse_args()
    claims = read_labelled(options.file)
    found = {name: [way(claim) for claim in claims] for name, way in ways(claims).items()}
    print(f"{'kind':12} {'n':>4} " + " ".join(f"{name:>9}" for name in found))
    for kind in sorted({claim.kind for claim in claims}, key=lambda kind: (kind != "faithful", kind)):
        _print_row(kind, [n for n, claim in enumerate(claims) if claim.kind == kind], found)
    _print_row("all false", [n for n, claim in enumerate(claims) if not claim.is_supported], found)
    if options.list:
        for name, verdicts in found.items():
            for claim, (passes, reason) in zip(claims, verdicts, strict=True):
                if passes != claim.is_supported and (name, passes) != ("no model", False):
                    print(f"{name:9} {claim.id:6} {claim.kind:10} {reason or 'passes'}")


def _print_row(kind: str, places: Sequence[int], found: Mapping[str, Sequence[tuple[bool, str]]]) -> None:
    passed = [sum(verdicts[n][0] for n in places) for verdicts in found.values()]
    print(f"{kind:12} {len(places):4} " + " ".join(f"{count:9}" for count in passed))


if __name__ == "__main__":
    main()
