"""Questions as readers type them, asked of the whole program: right, incomplete, wrong, wrongly refused, rightly refused, by kind.

    python -m benchmarks.reader_questions [FILE.jsonl] [--set archive|seeds|neus] [--wrong] [--search] [--data DIR]

FILE has the form that `../shared/eval/reader_questions/README.md` describes (the default is its `dev.jsonl`); a line may name
its articles by `"set"`: `archive` (../shared/archive and ../shared/archives), `seeds`, `neus`, or a path to a .jsonl of
articles. Each set is imported once into a folder under DIR (default `benchmarks/out/reader_questions`) and asked by
`ask --batch`. `--search` also says how often the right article is first, among three and among ten of what `search` finds
for the question, and how often the answer is right where it is among them. Goals without a model: 70 % of the answerable
right, 5 % wrong, 95 % of the unanswerable refused.
"""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
QUESTIONS = SHARED / "eval" / "reader_questions"
OUTCOMES = ("right", "incomplete", "wrong", "wrongly refused", "rightly refused")
Case = Mapping[str, Any]
Reply = Mapping[str, Any]


def sources_of(name: str) -> list[Path]:
    """The files whose articles a set is asked of."""
    known = {
        "archive": [SHARED / "archive", SHARED / "archives"],
        "seeds": [SHARED / "seeds"],
        "neus": [QUESTIONS / "neus_articles.jsonl"],
    }
    return known.get(name) or [Path(name)]


def program(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "bot", "--data", str(folder), "--config", str(ROOT / "config"), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def open_set(name: str, data: Path) -> Path:
    """The data folder of a set, imported if it is not there yet."""
    folder = data / re.sub(r"\W+", "-", name)
    if not (folder / "imported").exists():
        program(folder, "import", *map(str, sources_of(name)))
        (folder / "imported").touch()
    return folder


def ask(folder: Path, cases: Sequence[Case]) -> list[Reply]:
    asked = folder / "asked.jsonl"
    keys = ("id", "question", "now", "topic", "after")
    asked.write_text("".join(json.dumps({key: case[key] for key in keys if case.get(key)}) + "\n" for case in cases))
    return [json.loads(line) for line in program(folder, "ask", "--batch", str(asked)).splitlines()]


def search(folder: Path, cases: Sequence[Case]) -> list[Reply]:
    asked = folder / "searched.jsonl"
    lines = ({"id": case["id"], "query": case["question"], "until": case["now"], "k": 10} for case in cases)
    asked.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [json.loads(line) for line in program(folder, "search", "--batch", str(asked), "-k", "10").splitlines()]


def outcome(case: Case, reply: Reply) -> str:
    """By the rules of the set: every condition met and nothing forbidden is right."""
    is_answered = reply.get("status") == "answered"
    citations = reply.get("citations", [])
    if case.get("unanswerable"):
        return "wrong" if is_answered or citations else "rightly refused"
    if not is_answered:
        return "wrongly refused"
    cited = [f"{one['title']} {one['quote']}" for one in citations]
    said = " ".join([reply["answer"], *cited])
    titles = [one["title"] for one in citations]
    if any(_is_in(pattern, [reply["answer"], *titles]) for pattern in case.get("forbid", [])):
        return "wrong"
    met = [any(_is_in(pattern, [said]) for pattern in case["answer"])] if case.get("answer") else []
    met += [any(_is_in(pattern, cited) for pattern in case["cites"])] if case.get("cites") else []
    met += [_is_in(pattern, cited) for pattern in case.get("cites_all", [])]
    return "right" if all(met) else "incomplete" if any(met) else "wrong"


def rank_of(case: Case, hits: Iterable[Reply]) -> int:
    """Where the first right article stands among what was found, from 1; 0 if it does not."""
    for rank, hit in enumerate(hits, 1):
        text = [f"{hit['title']} {hit['passage']}"]
        if any(_is_in(pattern, text) for pattern in [*case.get("cites", []), *case.get("cites_all", [])]):
            return rank
    return 0


def _is_in(pattern: str, texts: Iterable[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for text in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", nargs="?", type=Path, default=QUESTIONS / "dev.jsonl")
    parser.add_argument("--set", dest="only", default="")
    parser.add_argument("--wrong", action="store_true", help="show every reply that is not right")
    parser.add_argument("--search", action="store_true")
    parser.add_argument("--data", type=Path, default=Path(__file__).parent / "out" / "reader_questions")
    options = parser.parse_args()
    if not options.file.is_file():
        print(f"There is no {options.file}: nothing is measured.")
        return 0
    by_set: dict[str, list[Case]] = defaultdict(list)
    for line in options.file.read_text("utf-8").splitlines():
        case = json.loads(line)
        if options.only in ("", case["set"]):
            by_set[case["set"]].append(case)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    verdicts: list[tuple[bool, str]] = []
    ranks: list[tuple[int, str]] = []
    for name, cases in by_set.items():
        folder = open_set(name, options.data)
        found = search(folder, cases) if options.search else []
        for number, (case, reply) in enumerate(zip(cases, ask(folder, cases), strict=True)):
            verdict = outcome(case, reply)
            table[case["kind"]][verdict] += 1
            verdicts.append((bool(case.get("unanswerable")), verdict))
            if found and not case.get("unanswerable"):
                ranks.append((rank_of(case, found[number]["hits"]), verdict))
            if options.wrong and not verdict.startswith("right"):
                _show(case, reply, verdict)
    _print_table(table)
    _print_shares(verdicts)
    if ranks:
        _print_ranks(ranks)
    return 0


def _show(case: Case, reply: Reply, verdict: str) -> None:
    print(f"{case['id']} {case['kind']}: {verdict}: {case['question']}   {case.get('after') or ''}")
    print(f"    wanted {case.get('answer')} {case.get('cites')}\n    said {reply.get('answer') or reply.get('error')}")


def _print_table(table: Mapping[str, Counter[str]]) -> None:
    print(f"{'kind':16}" + "".join(f"{name:>17}" for name in OUTCOMES))
    for kind, counts in sorted(table.items()):
        print(f"{kind:16}" + "".join(f"{counts[name]:17}" for name in OUTCOMES))
    total = sum(table.values(), Counter[str]())
    print(f"{'all':16}" + "".join(f"{total[name]:17}" for name in OUTCOMES))


def _print_shares(verdicts: Sequence[tuple[bool, str]]) -> None:
    """Shares of the answerable and of the unanswerable, each for itself."""
    for name, is_unanswerable in (("answerable", False), ("unanswerable", True)):
        counts = Counter(verdict for is_none, verdict in verdicts if is_none is is_unanswerable)
        shares = ", ".join(f"{count / counts.total():.1%} {verdict}" for verdict, count in counts.most_common())
        print(f"{name} ({counts.total()}): {shares}")


def _print_ranks(ranks: Sequence[tuple[int, str]]) -> None:
    count = len(ranks)
    for limit in (1, 3, 10):
        near = [verdict for rank, verdict in ranks if 0 < rank <= limit]
        right = near.count("right")
        print(
            f"right article among {limit:2}: {len(near) / count:.1%}; answered right of those: {right / max(1, len(near)):.1%}"
        )


if __name__ == "__main__":
    sys.exit(main())
