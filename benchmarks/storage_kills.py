"""Kill the program while it writes articles and indexes them; count acknowledged rows that are gone.

    python -m benchmarks.storage_kills [--kills 100] [--seed N] [--no-index]

A real process stores invented articles as fast as it can, acknowledges each stored batch to its parent, and follows with
the index; SIGKILL ends it at random moments. After each kill every acknowledged article must be there and the database
whole; at the end the index must equal the articles within 60 seconds of a start, and a backup must be restorable.
The embedder only hashes words: what is tested is the storing. Exit 1 if anything is lost, broken or unequal.
"""

import argparse
import multiprocessing
import os
import random
import sqlite3
import sys
import tempfile
import time as clock_time
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from retrieval.articles import Entry
from retrieval.backup import back_up, restore
from retrieval.catalog import Catalog
from retrieval.database import Database, open_database
from retrieval.index import Index
from retrieval.languages import detect_language
from retrieval.store import ArticleStore
from tests.builders import EAST_POST, WEST_TIMES, topic
from tests.fakes import FakeEmbedder

# Loads the model of languages once, in the process that all lives are forked from.
detect_language("The model of languages takes a second to load.")

NOW = datetime(2026, 1, 8, 7, 0, tzinfo=UTC)
NOUNS = ("bridge", "harbour", "railway", "river", "market", "school", "factory", "airport", "museum", "power plant")
VERBS = ("opens", "closes", "burns", "is sold", "is rebuilt", "is late", "wins a prize", "loses money")
BATCH = 20


def entry(life: int, number: int) -> Entry:
    """An article that occurs once."""
    noun, verb = NOUNS[number % len(NOUNS)], VERBS[number // len(NOUNS) % len(VERBS)]
    return Entry(
        url=f"https://westtimes.example/{life}/{number}",
        title=f"The {noun} number {life}-{number} {verb}",
        text=f"The {noun} number {life}-{number} {verb} this week. People of the town talk about it. " * 3,
        outlet="West Times",
        published=NOW,
    )


def opened(folder: Path) -> tuple[Database, ArticleStore]:
    database = open_database(f"sqlite:///{folder}/counterpoint.db")
    database.create_all()
    return database, ArticleStore(database, Catalog(database, [topic()], [EAST_POST, WEST_TIMES]))


def write(folder: Path, life: int, with_index: bool, acknowledge: Connection) -> None:
    """Store and index until killed; after each batch the ids that are stored go up the pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _, store = opened(folder)
    index = Index(store, FakeEmbedder(), folder=folder / "index") if with_index else None
    number = 0
    while True:
        report = store.ingest([entry(life, number + n) for n in range(BATCH)], now=NOW, feed="f", topics=["east-west"])
        acknowledge.send(report.article_ids)
        number += BATCH
        if index is not None and number % (5 * BATCH) == 0:
            index.sync()


def live(folder: Path, life: int, dice: random.Random, *, with_index: bool) -> set[str]:
    """One life and its end; the ids it acknowledged."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=write, args=(folder, life, with_index, theirs), daemon=True)
    process.start()
    theirs.close()
    # One life in ten ends before it has stored anything.
    ours.poll(30 if dice.random() > 0.1 else 0.3)
    clock_time.sleep(dice.uniform(0.0, 0.8))
    process.kill()
    process.join()
    acknowledged: set[str] = set()
    try:
        while ours.poll(0):
            acknowledged.update(ours.recv())
    except (EOFError, OSError):
        pass
    return acknowledged


def missing_from(folder: Path, acknowledged: set[str]) -> tuple[int, str]:
    """How many acknowledged articles the database lacks, and what SQLite says about its integrity."""
    with closing(sqlite3.connect(folder / "counterpoint.db")) as connection:
        stored = {row[0] for row in connection.execute("SELECT id FROM articles")}
        verdict: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    return len(acknowledged - stored), verdict


def run(kills: int, seed: int, *, with_index: bool) -> int:
    """Print the counts; 0 if nothing was lost."""
    dice = random.Random(seed)
    acknowledged: set[str] = set()
    lost = broken = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for life in range(kills):
            acknowledged |= live(folder, life, dice, with_index=with_index)
            missing, verdict = missing_from(folder, acknowledged)
            lost, broken = max(lost, missing), broken + (verdict != "ok")
        print(f"kills {kills}  acknowledged {len(acknowledged)}  lost {lost}  integrity failures {broken}")
        is_equal = compare_index(folder) if with_index else True
        is_restored = drill(folder)
    return 0 if lost == broken == 0 and is_equal and is_restored else 1


def compare_index(folder: Path) -> bool:
    """Start as after a kill: whether index and articles are equal within a minute."""
    began = clock_time.monotonic()
    database, store = opened(folder)
    index = Index(store, FakeEmbedder(), folder=folder / "index")
    index.sync()
    status = index.status()
    seconds = clock_time.monotonic() - began
    print(f"index: {status} against {store.count()} articles after {seconds:.1f} s")
    index.close()
    is_equal = status.articles == store.count() and status.vectors == status.passages and status.waiting == 0
    is_equal = is_equal and status.vectors_work and seconds < 60
    database.close()
    return is_equal


def drill(folder: Path) -> bool:
    """Back up, lose the data, restore, compare the counts."""
    began = clock_time.monotonic()
    taken = back_up(folder / "counterpoint.db", folder / "backups" / "one.db")
    (folder / "counterpoint.db").unlink()
    put_back = restore(taken.path, folder / "counterpoint.db", caches=[folder / "index"])
    seconds = clock_time.monotonic() - began
    print(f"restore drill: {taken.rows['articles']} articles, {taken.size_bytes / 1e6:.1f} MB, {seconds:.1f} s")
    return taken.rows == put_back.rows and seconds < 60


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--no-index", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    return run(options.kills, options.seed, with_index=not options.no_index)


if __name__ == "__main__":
    sys.exit(main())
