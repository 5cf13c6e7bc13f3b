"""Mutations: is every threshold, table and rule held by a test?

    python -m benchmarks.mutations [ROOM ...] [--list] [--workers N]

Changes one value at a time and runs the tests of its room: every number and time span a third up and a third down, every table
of words halved (each half once), every pattern deleted. Values are those that stand in capitals in a module, the usual values of
a class's fields, and the tables of the language files. A change that no test notices is printed as a survivor.
ROOM is a folder such as `retrieval/feeds`, a module, or a change as `--list` prints it; without one, all rooms but those in
`LATER` are done.

The tests of a module are its own test file, those that import it, and those of its room (or of the nearest room around it that
has tests), in this order, up to the first that fails; of slow tests only those of its own file. They must pass without a change.
Nothing is written into the checkout.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.mutant import READER, Mutation, changes_of
from benchmarks.mutation_runs import Stage, import_libraries, verdicts

ROOT = Path(__file__).parents[1]
GOAL = 0.9
# Rewritten at present, or without rules of their own (a server for the demo, printing).
LATER = ("bot/demo", "bot/digest", "retrieval/question", "retrieval/answer", "retrieval/claims", "retrieval/evaluation")
DATA = "retrieval/language/data"
# What no test can tell a third more of from a third less, by its name, and why. Everything else counts.
NO_MATTER = {
    r"(?<!host_manners)[:_](?<!FORGET_)(AT_ONCE|BATCH|CHUNK|THREADS|WAITING|PIECES|HEAP_BYTES|MEMORY_BYTES|IN_MEMORY)$"
    r"|(pool:_AHEAD|change_follower:_PAGE|outcome_writer:ENOUGH|bodies:_STEP|\.threads)$": (
        "how much is done, kept or waited for at once: memory and load differ, the outcome does not"
    ),
    r"(PATIENCE|TIMEOUT|UNTIMED|DEADLINE|deadline|timeout|STOP_WITHIN|CONNECT_SECONDS|START_SECONDS|STOP_SECONDS"
    r"|HEALTH_WITHIN_SECONDS|LINGER_SECONDS|DRAIN|GLANCE|SPIN|translator:A_[A-Z]+)$": (
        "how long a thread, a process or a server that hangs is waited for: no test sleeps"
    ),
    r"index\.(candidates:(_MANY|_SIFTED)|vector_index:(MOST_COMPARED|_MOST))$": (
        "from where on the other of two ways is quicker: both find the same"
    ),
    r"bot\.run\.runner:[A-Z]+_SECONDS$": "how often a job comes round: nothing follows from it but when",
    r"(_LOCK_KEY|GROUP_ANONYMOUS_BOT|CHAT_ID|OURSELVES|OWN_BOX|_NOBODY|reprints:_BASE)$": "an identifier, no quantity",
    r"bot\.adapters\.metrics:": "the buckets that times are counted in",
    r"bot\.run\.model_check:_": "the words of an example that a model is tried with",
    r"(web\.plain_text:_PLAIN_ASCII|web\.urls:_PLAIN|web\.timestamps:_USUAL)$": (
        "a shortcut for what is usual: without it the longer way gives the same"
    ),
    r"embedding\.(minilm|e5|unigram_tokenizer):": "the shape of shipped weights: only slow tests have them",
}


def mutations_of(path: Path) -> Iterator[Mutation]:
    """Every change of one file."""
    module = _name_of(path)
    for name, value in _values(ast.parse(path.read_text("utf-8")).body):
        yield from (Mutation(module, name, change) for change in changes_of(value))


def _values(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            target: ast.expr = node.targets[0]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target = node.target
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{field}", value) for field, value in _numbers_of_fields(node))
            continue
        else:
            continue
        if isinstance(target, ast.Name) and target.id.strip("_").isupper() and node.value is not None:
            yield target.id, node.value


def _numbers_of_fields(of: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    """Nought is how a count begins, not a threshold."""
    for node in of.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            is_nought = isinstance(node.value, ast.Constant) and not node.value.value
            if not is_nought and "up" in changes_of(node.value):
                yield node.target.id, node.value


def mutations_of_data(path: Path) -> Iterator[Mutation]:
    for key, table in tomllib.loads(path.read_text("utf-8")).items():
        if isinstance(table, bool) or len(table if isinstance(table, dict) else table.split()) < 2:
            continue
        name = f"{path.relative_to(ROOT / DATA).as_posix()}:{key}"
        yield from (Mutation(READER, name, half) for half in ("first", "last"))


def all_mutations(rooms: Sequence[str]) -> list[Mutation]:
    found = []
    for package in ("retrieval", "bot", "config"):
        for path in sorted([*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("data/**/*.toml")]):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and (rooms or not name.startswith(LATER)):
                of_file = mutations_of_data(path) if name.startswith(DATA) else mutations_of(path)
                found += [one for one in of_file if not rooms or name.startswith(tuple(rooms)) or str(one) in rooms]
    return found


def why_no_matter(mutation: Mutation) -> str:
    named = f"{mutation.module}:{mutation.name}"
    return next((why for pattern, why in NO_MATTER.items() if re.search(pattern, named)), "")


def _name_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


@dataclass(frozen=True)
class TestFiles:
    """Which test files know which module."""

    @cached_property
    def sources(self) -> Mapping[str, str]:
        return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}

    def of(self, module: str) -> list[Stage]:
        """The files in stages, the likelier ones first; within a stage, the shortest first."""
        own = self._own(module)
        found: list[list[str]] = []
        for files in (own, self._importing(module), self._of_room(module)):
            new = set(files).difference(*found)
            found.append(sorted(new, key=lambda file: (len(self.sources[file]), file)))
        return [*map(Stage, found), Stage(own, is_slow=True)]

    def _own(self, module: str) -> list[str]:
        folder, _, last = module.replace(".", "/").rpartition("/")
        return [file for file in (f"tests/{folder}/test_{last}.py",) if file in self.sources]

    def _importing(self, module: str) -> list[str]:
        return [file for file, source in self._tests() if _imports(source, module)]

    def _of_room(self, module: str) -> list[str]:
        """The files in the folder that mirrors its room, or in the nearest above it that has any, inside the package."""
        folder = module.replace(".", "/").rpartition("/")[0]
        while "/" in folder:
            found = [file for file, _ in self._tests() if file.rpartition("/")[0] == f"tests/{folder}"]
            if found:
                return found
            folder = folder.rpartition("/")[0]
        return []

    def _tests(self) -> list[tuple[str, str]]:
        return [(file, source) for file, source in self.sources.items() if "/test_" in file]


def _imports(source: str, module: str) -> bool:
    """Whether a source names the module, or its package where that hands the module's names on."""
    folder, _, last = module.removesuffix(".__init__").rpartition(".")
    front = ROOT / folder.replace(".", "/") / "__init__.py"
    is_handed_on = f"from {module} import" in front.read_text("utf-8")
    names = (f"from {module} import", f"from {folder} import {last}\n", *([f"from {folder} import"] * is_handed_on))
    return any(name in source for name in names)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("rooms", nargs="*")
    parser.add_argument("--list", action="store_true", help="print the mutations and run nothing")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    found = all_mutations(options.rooms)
    mutations = [mutation for mutation in found if not why_no_matter(mutation)]
    left_out = Counter(f"{m.module}:{m.name}: {why}" for m in found if (why := why_no_matter(m)))
    for reason, count in left_out.items():
        print(f"left out ({count}): {reason}")
    if options.list:
        print(*mutations, sep="\n")
        return 0
    sys.path.insert(0, str(ROOT))
    files = TestFiles()
    import_libraries(("bot.app", "bot.__main__", "tests.builders", "hypothesis"))
    return _report(mutations, files, options.workers)


def _report(mutations: Sequence[Mutation], files: TestFiles, workers: int) -> int:
    caught, all_of = Counter[str](), Counter[str]()
    with_files = ((mutation, files.of(mutation.module)) for mutation in mutations)
    for verdict in verdicts(with_files, workers=workers):
        all_of[verdict.mutation.room] += 1
        caught[verdict.mutation.room] += bool(verdict.caught_by)
        said = (
            f"caught:   {verdict.mutation} by {verdict.caught_by}"
            if verdict.caught_by
            else f"survives: {verdict.mutation}"
        )
        print(said, flush=True)
    for room, count in sorted(all_of.items()):
        print(f"{room:28} {count:4} changes {caught[room]:4} caught {count - caught[room]:4} survive")
    share = sum(caught.values()) / max(1, len(mutations))
    print(f"all rooms: {share:.1%} of {len(mutations)} caught (goal {GOAL:.0%})")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
