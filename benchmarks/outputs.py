"""Shows that a change of the code changed no output: writes everything the program says into files, and compares two such folders.

    python -m benchmarks.outputs FOLDER           run the program of this checkout, write its outputs into FOLDER
    python -m benchmarks.outputs --compare A B    what differs between two folders; exit code 1 if anything does

It knows the program by its command line only (`python -m bot`, from the root of the checkout), so that the same file runs on a
checkout whose modules stand elsewhere. It imports ../shared/seeds, ../shared/archive and ../shared/archives once into a
temporary data folder, at a fixed `--now`, without model, token or network, and asks for: 20 digests in five formats, stories,
200 questions, 20 queries, a list of claims, the articles, the unknown outlets, the feed list, the export, three conversations
in the terminal (each on its own copy of the data), the schema and the number of rows of each table.

An output is kept as it was printed; where the program also wrote to stderr or failed, NAME.err holds the exit code and
stderr. Long ones are hashed: of the articles and of the exported files each has a hash, and some stand there whole.

Stripped, because it differs between two runs of the same code:
- the value of "elapsed_ms";
- the paths of the temporary folder and of the checkout, shown as <temporary> and <checkout>.
The search among vectors is made exact after the import (`exact_vectors`): as it is, it finds others in each new index.
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.differences import print_differences
from benchmarks.exact_vectors import make_exact
from benchmarks.program import CHECKOUT, NOW, Program, running_program

ASKED = Path(__file__).resolve().parent / "asked"
SOURCES = ("seeds", "archive", "archives")
FORMATS = ("json", "markdown", "telegram", "html", "text")
ROUNDS = 6
"""How often each form of a question is filled in: 6 times 20 forms, and 80 questions written out, are 200."""

WHOLE_ARTICLES = 50
WHOLE_EXPORTS = ("us-china/2026-02-10.md", "venezuela/2026-06-18.md", "china-japan/2026-03-13.md")


@dataclass(frozen=True)
class Wanted:
    """A digest to ask for. One that is not rebuilt is shown as it was imported."""

    topic: str
    day: str
    layout: str = ""
    now: str = NOW
    is_rebuilt: bool = True

    @property
    def name(self) -> str:
        return "_".join(filter(None, (self.topic, self.day, self.layout)))


DIGESTS = (
    Wanted("us-china", "2025-11-21", is_rebuilt=False),
    Wanted("us-china", "2025-11-25"),
    Wanted("us-china", "2025-12-31"),
    Wanted("us-china", "2026-01-04", now="2026-01-04T20:00:00Z"),
    Wanted("us-china", "2026-01-07"),
    Wanted("us-china", "2026-02-09"),
    Wanted("us-china", "2026-02-10"),
    Wanted("us-china", "2026-02-10", layout="sections"),
    Wanted("us-china", "2026-03-01..2026-03-03"),
    Wanted("us-china", "2026-03-31", now="2026-03-31T20:00:00Z"),
    Wanted("china-japan", "2026-02-10"),
    Wanted("china-japan", "2026-03-12"),
    Wanted("china-japan", "2026-03-13"),
    Wanted("china-japan", "2026-03-31", now="2026-04-01T08:00:00Z"),
    Wanted("venezuela", "2026-02-06"),
    Wanted("venezuela", "2026-04-15"),
    Wanted("venezuela", "2026-06-17"),
    Wanted("venezuela", "2026-06-18", is_rebuilt=False),
    Wanted("venezuela", "2026-06-19", layout="sections"),
    Wanted("china-taiwan", "2026-02-10"),
)
STORIES = (
    ("us-china", "--date", "2026-01-07"),
    ("us-china", "--since", "2026-03-01", "--until", "2026-03-05"),
    ("china-japan", "--date", "2026-03-13"),
    ("venezuela", "--date", "2026-06-18"),
    ("venezuela", "--since", "2026-04-13", "--until", "2026-04-16"),
)
SEARCHES = {
    "any": (),
    "outlet": ("--outlet", "Global Times"),
    "side": ("--perspective", "us-china/china"),
    "span": ("--topic", "venezuela", "--since", "2026-03-01", "--until", "2026-04-30", "-k", "5"),
}
ASKED_AT_ONCE = (
    "What did Global Times say on Maduro?",
    "¿Qué dijo Infobae sobre Delcy Rodríguez?",
    "What is the weather in Lisbon?",
)


def main() -> None:
    options = read_options()
    if options.compare:
        sys.exit(print_differences(*options.compare))
    if options.folder.exists() and any(options.folder.iterdir()):
        sys.exit(f"{options.folder} is not empty: name a new folder, so that nothing old is taken for new.")
    if missing := [name for name in SOURCES if not (CHECKOUT / ".." / "shared" / name).is_dir()]:
        sys.exit(f"../shared has no {', '.join(missing)}: the outputs are made from them.")
    started = time.perf_counter()
    with running_program(options.folder.resolve()) as program:
        for step in (import_sources, write_articles, write_stories, write_searches, write_answers, write_claims,
                     write_digests, write_upkeep, write_chats, write_database):  # fmt: skip
            since = time.perf_counter()
            step(program)
            print(f"{step.__name__:16}{time.perf_counter() - since:6.0f} s", flush=True)
    files = sum(each.is_file() for each in options.folder.rglob("*"))
    worked = os.times().children_user + os.times().children_system
    passed = time.perf_counter() - started
    print(f"{files} files are in {options.folder}, after {passed:.0f} s, {worked:.0f} s of the processor.")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outputs")
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="where the outputs go")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("A", "B"), help="two folders written before")
    options = parser.parse_args()
    if bool(options.folder) == bool(options.compare):
        parser.error("give a folder to write into, or two with --compare")
    return options


def import_sources(program: Program) -> None:
    program.run("import.txt", "import", *(f"../shared/{name}" for name in SOURCES))
    program.keep("vectors.txt", f"{make_exact(program.data)}\n")


def write_articles(program: Program) -> None:
    """A hash for each article, and some whole; the lists for people."""
    printed = program.run("", "articles", "--json")
    rows = [json.dumps(row, ensure_ascii=False) for row in json.loads(printed)]
    hashes = [f"{digest_of(row)} {json.loads(row)['url']}" for row in rows]
    program.keep("articles/hashes.txt", "".join(f"{line}\n" for line in [f"{digest_of(printed)} all", *hashes]))
    some = rows[:: max(1, len(rows) // WHOLE_ARTICLES)][:WHOLE_ARTICLES]
    program.keep("articles/some.jsonl", "".join(f"{row}\n" for row in some))
    program.run(
        "articles/one_week.txt", "articles", "--topic", "venezuela", "--since", "2026-04-13", "--until", "2026-04-19"
    )
    program.run("outlets.json", "outlets", "--json")


def write_stories(program: Program) -> None:
    for arguments in STORIES:
        name = "_".join(word for word in arguments if not word.startswith("--"))
        program.run(f"stories/{name}.json", "stories", *arguments, "--json")
    program.run("stories/for_people.txt", "stories", *STORIES[0])


def write_searches(program: Program) -> None:
    for name, arguments in SEARCHES.items():
        program.run(f"search/{name}.jsonl", "search", "--batch", str(ASKED / "queries.jsonl"), *arguments)
    program.run("search/for_people.txt", "search", "rare earth export ban", "-k", "8")


def write_answers(program: Program) -> None:
    questions = program.hand_over("questions.jsonl", read_questions())
    program.run("ask/batch.jsonl", "ask", "--batch", questions)
    for number, question in enumerate(ASKED_AT_ONCE, 1):
        program.run(f"ask/for_people_{number}.txt", "ask", question)
    program.run("ask/one.json", "ask", ASKED_AT_ONCE[0], "--json")


def read_questions() -> list[dict[str, str]]:
    """The questions: each form filled in with two outlets, a name and a day in turn, then those written out."""
    parts = json.loads((ASKED / "questions.json").read_text(encoding="utf-8"))
    forms, pairs, days = (parts[name] for name in ("forms", "pairs", "days"))
    filled = []
    for turn in range(ROUNDS * len(forms)):
        outlet, other, name = pairs[turn % len(pairs)]
        form, day = forms[turn % len(forms)], days[turn % len(days)]
        filled.append({"question": form.format(outlet=outlet, other=other, name=name, day=day)})
    return [{"id": f"{number}"} | question for number, question in enumerate([*filled, *parts["free"]], 1)]


def write_claims(program: Program) -> None:
    """Without a model, where the program can be told so; it has none in any case."""
    parts = json.loads((ASKED / "claims.json").read_text(encoding="utf-8"))
    lines = [
        {"id": f"{n}", "claim": claim, "sources": [parts["articles"][name] for name in names.split()]}
        for n, (names, claim) in enumerate(parts["claims"], 1)
    ]
    options = ("--no-model",) if "--no-model" in program.run("", "check-claims", "--help") else ()
    program.run("claims.jsonl", "check-claims", program.hand_over("claims.jsonl", lines), *options)


def write_digests(program: Program) -> None:
    for wanted in DIGESTS:
        layout = ("--layout", wanted.layout) if wanted.layout else ()
        for form in FORMATS:
            rebuild = ("--rebuild",) if wanted.is_rebuilt and form == FORMATS[0] else ()
            arguments = (wanted.topic, "--date", wanted.day, *layout, "--format", form, *rebuild)
            program.run(f"digests/{wanted.name}.{form}", "digest", *arguments, now=wanted.now)


def write_upkeep(program: Program) -> None:
    """The export, with a hash for each file and some whole; the feed list."""
    exported = program.temporary / "exported"
    program.run("export/said.txt", "export", str(exported))
    files = sorted(each for each in exported.rglob("*") if each.is_file())
    hashes = [f"{digest_of(each.read_bytes())} {each.relative_to(exported)}\n" for each in files]
    program.keep("export/hashes.txt", "".join(hashes))
    for name in WHOLE_EXPORTS:
        program.keep(
            f"export/{name}", (exported / name).read_bytes().decode() if (exported / name).exists() else "missing\n"
        )
    program.run("feeds.opml", "export-opml")


def write_chats(program: Program) -> None:
    """Each conversation has a copy of the data of its own, so that none sees what another changed."""
    for script in sorted(ASKED.glob("chat_*.txt")):
        copy = replace(program, data=program.temporary / script.stem)
        shutil.copytree(program.data, copy.data)
        copy.run(script.name, "chat", said=script.read_text(encoding="utf-8"))
        shutil.rmtree(copy.data)


def write_database(program: Program) -> None:
    """The schema, and how many rows each table has after all of the above (but the conversations)."""
    with closing(sqlite3.connect(next(program.data.glob("*.db")))) as database:
        tables = [
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        schema = [
            f"{sql};\n" for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY 1")
        ]
        rows = [f"{name} {database.execute(f'SELECT count(*) FROM {name}').fetchone()[0]}\n" for name in tables]
    program.keep("database/schema.sql", "".join(schema))
    program.keep("database/rows.txt", "".join(rows))


def digest_of(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:32]


if __name__ == "__main__":
    main()
