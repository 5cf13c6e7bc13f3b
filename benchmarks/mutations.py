"""Mutations: is every threshold, table and rule held by a test?

    python -m benchmarks.mutations [ROOM ...] [--list] [--workers N] [--seconds S]

Changes one module-level value at a time and runs the tests that know its module: every number and time span a third up and
a third down, every table of words halved (each half once), every pattern in a table deleted, and every other pattern
replaced by one that never matches. A change that no test notices is printed as a survivor. ROOM is a folder such as
`retrieval/feeds`, or a module; without one, all rooms but those in `LATER` are done. Slow tests are not run.
Nothing is written into the checkout: the changed module is made while it is imported (`benchmarks/mutant.py`).
"""

import argparse
import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutant import VARIABLE, kind_of

ROOT = Path(__file__).parents[1]
GOAL = 0.9
# Rewritten at present, or without rules of their own (a server for the demo, printing).
LATER = ("bot/demo", "bot/digest", "retrieval/question", "retrieval/answer", "retrieval/claims", "retrieval/evaluation")


@dataclass(frozen=True, slots=True)
class Mutation:
    """`change` is what `benchmarks.mutant` does to the value called `name`: "up", "down", "first", "last", "never" or "drop:N"."""

    module: str
    name: str
    change: str

    @property
    def room(self) -> str:
        return "/".join(self.module.split(".")[: 2 if self.module.count(".") < 3 else 3])


def mutations_of(path: Path) -> Iterator[Mutation]:
    """Every change of one file. Version numbers, identifiers and keys are no thresholds: only capitals with a value are looked at."""
    module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for node in ast.parse(path.read_text("utf-8")).body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else node.target
            if isinstance(node, ast.AnnAssign)
            else None
        )
        if not isinstance(target, ast.Name) or not target.id.strip("_").isupper() or node.value is None:  # type: ignore[union-attr]
            continue
        kind, size = kind_of(node.value)  # type: ignore[union-attr]
        changes: Sequence[str] = ()
        if kind == "number":
            changes = ("up", "down")
        elif kind == "words":
            changes = ("first", "last")
        elif kind == "pattern":
            changes = ("never",)
        elif kind == "patterns":
            changes = [f"drop:{n}" for n in range(size)]
        yield from (Mutation(module, target.id, change) for change in changes)


def all_mutations(rooms: Sequence[str]) -> list[Mutation]:
    found = []
    for package in ("retrieval", "bot", "config"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if any(part in name for part in ("/migrations/", "tables.py")):
                continue
            wanted = name.startswith(tuple(rooms)) if rooms else not name.startswith(LATER)
            if wanted:
                found += list(mutations_of(path))
    return found


def tests_of(mutation: Mutation) -> list[list[str]]:
    """The test file of the module; then those that import it; then the folder that mirrors its room."""
    folder, _, last = mutation.module.rpartition(".")
    mirror = "tests/" + folder.replace(".", "/")
    sources = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    }
    own = [name for name in (f"{mirror}/test_{last}.py",) if name in sources]
    importing = sorted(name for name, source in sources.items() if f"from {mutation.module} import" in source)
    beside = sorted(name for name in sources if name.startswith(f"{mirror}/"))
    importing = [name for name in importing if name not in own]
    return [files for files in (own, importing, [name for name in beside if name not in {*own, *importing}]) if files]


def is_caught(mutation: Mutation, seconds: int) -> bool:
    """Whether a test fails under the mutation; a run over `seconds` counts as caught (a loop that no longer ends)."""
    for files in tests_of(mutation):
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "benchmarks.mutant", "-m", "not slow", *files]
        environment = os.environ | {VARIABLE: f"{mutation.module}:{mutation.name}:{mutation.change}"}
        try:
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return True
        if done.returncode not in (0, 5):
            return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--list", action="store_true", help="print the mutations and run nothing")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=120, help="the longest run of one room's tests")
    options = parser.parse_args()
    mutations = all_mutations(options.rooms)
    if options.list:
        print(*(f"{m.module}:{m.name}:{m.change}" for m in mutations), sep="\n")
        return 0
    caught, all_of = Counter[str](), Counter[str]()
    survivors = []
    with ThreadPoolExecutor(options.workers) as pool:
        for mutation, is_seen in zip(
            mutations, pool.map(lambda one: is_caught(one, options.seconds), mutations), strict=True
        ):
            all_of[mutation.room] += 1
            caught[mutation.room] += is_seen
            if not is_seen:
                survivors.append(mutation)
                print(f"survives: {mutation.module}:{mutation.name}:{mutation.change}", flush=True)
    for room, count in sorted(all_of.items()):
        print(f"{room:28} {caught[room]:4} of {count:4} caught")
    share = sum(caught.values()) / max(1, len(mutations))
    print(f"all rooms: {share:.1%} of {len(mutations)} caught (goal {GOAL:.0%})")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
