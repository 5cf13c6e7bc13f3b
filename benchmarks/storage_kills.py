"""Kill the program while it writes articles and indexes them; count acknowledged rows that are gone.

    python -m benchmarks.storage_kills [--kills 100] [--seed N] [--no-index]

A real process stores invented articles as fast as it can, acknowledges each stored batch to its parent, and follows with
the index; SIGKILL ends it at random moments. After each kill every acknowledged article must be there and the database
whole; after every tenth kill, and at the end, the index must equal the articles within 60 seconds of a start, and a
backup must be restorable. The embedder only hashes words: what is tested is the storing. 100 kills take about four
minutes. Exit 1 if anything is lost, broken or unequal.
"""

import argparse
import random
import sqlite3
import sys
import tempfile
import time as clock_time
from contextlib import closing
from pathlib import Path

from benchmarks.storage_process import opened, writer
from retrieval.index import Index
from retrieval.store.backup import back_up, restore
from tests.fakes import FakeEmbedder

LONGEST_LIFE = 1.5
CHECK_EVERY = 10


def live(folder: Path, life: int, dice: random.Random, *, with_index: bool) -> set[str]:
    """One life and its end; the ids it acknowledged."""
    process, ours = writer(folder, life, with_index=with_index)
    # One life in ten ends before it has stored anything.
    ours.poll(30 if dice.random() > 0.1 else 0.3)
    clock_time.sleep(dice.uniform(0.0, LONGEST_LIFE))
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
    is_equal = True
    began = clock_time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened(folder)[0].close()
        for life in range(kills):
            acknowledged |= live(folder, life, dice, with_index=with_index)
            missing, verdict = missing_from(folder, acknowledged)
            lost, broken = max(lost, missing), broken + (verdict != "ok")
            if with_index and (life % CHECK_EVERY == CHECK_EVERY - 1 or life == kills - 1):
                is_equal = compare_index(folder, life + 1) and is_equal
        print(
            f"kills {kills}  acknowledged {len(acknowledged)}  lost {lost} (goal 0)  integrity failures {broken} (goal 0)"
            f"  {clock_time.monotonic() - began:.0f} s"
        )
        is_restored = drill(folder)
    return 0 if lost == broken == 0 and is_equal and is_restored else 1


def compare_index(folder: Path, kills: int) -> bool:
    """Start as after a kill: whether index and articles are equal within a minute."""
    began = clock_time.monotonic()
    database, store = opened(folder)
    index = Index(store, FakeEmbedder(), folder=folder / "index")
    index.sync()
    status = index.status()
    seconds = clock_time.monotonic() - began
    print(
        f"after {kills} kills: {store.count()} articles, in the index {status.articles} ({status.passages} passages, "
        f"{status.vectors} vectors, {status.waiting} waiting) {seconds:.1f} s after the start",
        flush=True,
    )
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
