"""Answers and refusals: right, refused, forged, and how long it takes, in one table.

`python -m benchmarks.answers [--embedder english] [--archive | --quiz] [--wrong]`; seed 3; goals: 92 % right, 92 % refused,
0 forged. "What did OUTLET say about NAME?" and the same in nineteen other forms, made from the headlines of ../shared/archive,
with pairs that never meet; rtqa_2025q4 with its unanswerable part; and the same quiz asked of the archive, which is about
other things.
The quiz is reported on the second half of its weeks.
"""

import argparse
import gzip
import json
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from benchmarks.cached import OUT, CachedEmbedder
from bot.digest.files.importer import import_paths
from bot.digest.model.digest_store import DigestStore
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.answer.answerer import Answerer
from retrieval.answers import Answer
from retrieval.articles import Article, Entry, Filters
from retrieval.database import open_database
from retrieval.embedding.embedders import open_embedder
from retrieval.evaluation.evaluation import Case, Result, evaluate, holds, summarise
from retrieval.index import Index
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Registry
from retrieval.store import ArticleStore

SHARED = Path(__file__).parents[2] / "shared"
LATER = datetime(2026, 10, 1, tzinfo=UTC)
PAIRS = 400
FORMS = (
    "what has {o} reported on {n}?", "According to {o}, what happened with {n}?", "Did {o} cover {n}?", "{o} on {n}?",
    "What is {o}'s take on {n}?", "Any news from {o} on {n}?", "Does {o} have anything about {n}?",
    "Tell me what {o} wrote about {n}.",
    "{n}: what does {o} say?", "Show me {o} articles about {n}", "How did {o} cover {n}?", "What do we know about {n} from {o}?",
    "Is there anything on {n} in {o}?", "What was said about {n} by {o}?", "Has {o} mentioned {n}?", "Find {o} coverage of {n}",
    "I'd like to know what {o} reports about {n}", "What are {o}'s headlines on {n}?", "What does {o} think about {n}?",
)  # fmt: skip
"""Other ways to ask the same, in turn."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+(?: [A-Z][\w-]+){0,2}(?= [a-z]|$|[,:’'])")


@dataclass
class Archive:
    """A store with its index and whoever answers from it."""

    catalog: Catalog
    store: ArticleStore
    index: Index
    answerer: Answerer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--embedder", default="multilingual")
    options.add_argument("--wrong", action="store_true", help="print what went wrong")
    options.add_argument(
        "--archive", action="store_true", help="only the archive's questions: a minute instead of many"
    )
    options.add_argument("--quiz", action="store_true", help="only the quiz on its own articles")
    options.add_argument("--all", action="store_true", help="report all weeks of the quiz, not only the second half")
    given = options.parse_args()
    embedder = CachedEmbedder(open_embedder(given.embedder, OUT))
    if given.quiz:
        first, second = _halves(list(_quiz_cases()))
        quiz = _open("rtqa", embedder, _quiz_entries)
        _print({"quiz, first half": _run(first, quiz), "quiz, second half": _run(second, quiz)}, wrong=given.wrong)
        return
    headlines = _open("archive", embedder, None)
    named = list(_pairs(headlines.store.find(Filters())))
    tables = {
        "outlet x name": _run(named, headlines),
        "outlet x name, other forms": _run([_in_form(n, case) for n, case in enumerate(named)], headlines),
    }
    if given.archive:
        _print(tables, wrong=given.wrong)
        return
    quiz = _open("rtqa", embedder, _quiz_entries)
    first, second = _halves(list(_quiz_cases()))
    reported = [*first, *second] if given.all else second
    tables |= {
        "quiz, its own articles": _run(reported, quiz),
        "quiz, asked of the archive": _run(
            [replace(case, answers=(), is_unanswerable=True) for case in reported], headlines
        ),
    }
    _print(tables, wrong=given.wrong)


def _run(cases: Sequence[Case], archive: Archive) -> list[Result]:
    def ask(case: Case) -> Answer:
        return archive.answerer.answer(case.question, now=case.now or LATER)

    return evaluate(cases, ask, archive.store.get)


def _print(tables: dict[str, list[Result]], *, wrong: bool) -> None:
    columns = ("questions", "right", "refused", "balanced", "quoted", "forged", "p50_ms", "p95_ms")
    print(f"{'':28}" + "".join(f"{name:>10}" for name in columns))
    for name, results in tables.items():
        summary = summarise(results)
        values = (getattr(summary, column) for column in columns)
        print(f"{name:28}" + "".join(f"{_shown(value):>10}" for value in values))
        if wrong:
            for result in results:
                if result.outcome not in ("right", "refused rightly"):
                    text = result.answer.text.replace("\n", " / ")[:240]
                    print(f"    {result.outcome}: {result.case.question} {result.case.answers}\n        {text}")


def _shown(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) and value <= 1 else f"{value:.0f}"


def _pairs(articles: Sequence[Article]) -> Iterator[Case]:
    """Questions from headlines: an outlet and a name of one of its own headlines, and as many pairs that never meet."""
    dice = random.Random(3)
    by_outlet: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet].append(article)
    frequent = {outlet: mine for outlet, mine in by_outlet.items() if len(mine) >= 5}
    counts = Counter(name for article in articles for name in set(_names(article.title)))
    names = sorted(name for name, count in counts.items() if count >= 3)
    meeting = [
        (o, n) for o, mine in sorted(frequent.items()) for n in names if any(_names_it(a.title, n) for a in mine)
    ]
    missing = [
        (o, n) for o, mine in sorted(frequent.items()) for n in names if not any(_names_it(a.title, n) for a in mine)
    ]
    for outlet, name in dice.sample(meeting, min(PAIRS, len(meeting))):
        urls = frozenset(article.url for article in frequent[outlet] if _names_it(article.title, name))
        yield Case(
            f"{outlet}/{name}", f"What did {outlet} say about {name}?", LATER, frozenset({outlet}), (name,), urls
        )
    for outlet, name in dice.sample(missing, min(PAIRS, len(missing))):
        yield Case(f"{outlet}/{name}", f"What did {outlet} say about {name}?", LATER, is_unanswerable=True)


def _in_form(number: int, case: Case) -> Case:
    outlet, name = case.id.split("/", 1)
    return replace(case, question=FORMS[number % len(FORMS)].format(o=outlet, n=name))


def _names(title: str) -> list[str]:
    words = title.split()
    if sum(word[:1].isupper() for word in words) > 0.6 * len(words):
        return []  # a title with capitals throughout shows no names
    return [name for name in _NAME.findall(title) if "-" not in name and not name.endswith("day")]


def _names_it(title: str, name: str) -> bool:
    """As `holds`, asked some millions of times."""
    return _worded(name) in _worded(title)


@lru_cache(maxsize=100_000)
def _worded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in folded).split())} "


def _quiz_cases() -> Iterator[Case]:
    folder = SHARED / "eval" / "rtqa_2025q4"
    texts = {row["id"]: f"{row['title']}\n{row['text']}" for row in _rows(folder / "corpus.00.jsonl.gz")}
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        answers = tuple(row["answer"])
        is_held = any(holds(texts[found], answers) for found in row["searched"] if found in texts)
        asked = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) + timedelta(days=2)
        yield Case(row["week"], row["question"], asked, answers=answers if is_held else (), is_unanswerable=not is_held)


def _halves(cases: Sequence[Case]) -> tuple[list[Case], list[Case]]:
    weeks = sorted({case.id for case in cases})
    early = set(weeks[: len(weeks) // 2])
    return [case for case in cases if case.id in early], [case for case in cases if case.id not in early]


def _quiz_entries() -> Iterator[Entry]:
    for row in _rows(SHARED / "eval" / "rtqa_2025q4" / "corpus.00.jsonl.gz"):
        try:
            published = datetime.strptime(row["date"], "%Y/%m/%d").replace(tzinfo=UTC)
        except ValueError:
            published = datetime(2025, 9, 1, tzinfo=UTC)
        yield Entry(row["url"], row["title"], text=row["text"], outlet=row["source"], published=published)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _open(name: str, embedder: CachedEmbedder, entries: object) -> Archive:
    folder = OUT / f"answers-{name}-{embedder.name}"
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(f"sqlite:///{folder}/articles.db")
    outlets = load_outlets(Path("config/outlets.yaml"))
    topics = load_topics(Path("config/topics"), registry=Registry(outlets))
    digests = DigestStore(database)
    database.create_all()
    catalog = Catalog(database, topics, outlets)
    store = ArticleStore(database, catalog)
    if not store.count():
        if callable(entries):
            store.ingest(entries(), now=LATER)
        else:
            import_paths(
                [SHARED / "seeds", SHARED / "archive"], store=store, digests=digests, catalog=catalog, now=LATER
            )
    index = Index(store, embedder, folder=folder / "index")
    index.sync()
    return Archive(catalog, store, index, Answerer(catalog, store, index, embedder=embedder))


if __name__ == "__main__":
    main()
