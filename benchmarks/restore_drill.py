"""The restore drill: back up a database of many articles, lose it, restore it, compare the counts, start the bot.

    python -m benchmarks.restore_drill [--articles 100000]

The articles are invented and stored by the program itself (that takes most of the time and is not counted). Goals: the
backup and the restore together within 60 seconds, every table with as many rows as before, and a bot that answers on
the restored data within 60 seconds of its start, while the index is still being made anew. Exit 1 if one is missed.
"""

import argparse
import sys
import tempfile
import time as clock_time
from pathlib import Path

from benchmarks.storage_process import NOW, entry
from bot.demo.botapi.control import LocalBotApi
from bot.migrations.migrate import migrate
from retrieval.database import open_database
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from retrieval.store.backup import back_up, restore, verify
from tests.bot.rig import Outside, StillTicker, running_bot
from tests.builders import EAST_POST, WEST_TIMES, topic
from tests.fakes import FakeClock

AT_ONCE = 1000
GOAL_SECONDS = 60.0


def fill(data: Path, articles: int) -> Path:
    """A database with so many articles, closed."""
    data.mkdir(parents=True)
    database = open_database(f"sqlite:///{data}/counterpoint.db")
    migrate(database)
    store = ArticleStore(database, Catalog(database, [topic()], [EAST_POST, WEST_TIMES]))
    for start in range(0, articles, AT_ONCE):
        portion = range(start, min(start + AT_ONCE, articles))
        store.ingest([entry(0, number) for number in portion], now=NOW, feed="f", topics=["east-west"])
    database.close()
    return data / "counterpoint.db"


def run(articles: int) -> int:
    """Print the figures; 0 if all goals are met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = clock_time.monotonic()
        file = fill(folder / "data", articles)
        print(f"{articles} articles stored in {clock_time.monotonic() - began:.0f} s", flush=True)
        began = clock_time.monotonic()
        taken = back_up(file, folder / "one.db")
        backed_up = clock_time.monotonic() - began
        file.unlink()
        restore(taken.path, file, caches=[folder / "data" / "index"])
        seconds = clock_time.monotonic() - began
        is_equal = verify(file).rows == taken.rows
        print(f"backup {backed_up:.1f} s, restore {seconds - backed_up:.1f} s, {taken.size_bytes / 1e6:.0f} MB")
        print(f"articles {taken.rows['articles']}, rows of {len(taken.rows)} tables equal: {is_equal}")
        started = start_bot(folder)
        print(f"the bot answers {started:.1f} s after its start (goals: {GOAL_SECONDS:.0f} s each)")
    is_right = is_equal and taken.rows["articles"] == articles
    return 0 if is_right and seconds < GOAL_SECONDS and started < GOAL_SECONDS else 1


def start_bot(folder: Path) -> float:
    """Seconds from the start to the first answer and a healthy page."""
    began = clock_time.monotonic()
    with (
        LocalBotApi(now=lambda: NOW) as server,
        running_bot(folder, server, Outside(clock=FakeClock(NOW)), ticker=StillTicker()) as bot,
    ):
        bot.ask("/topics", expect="East and West")
        status, _ = bot.page("/healthz")
        return clock_time.monotonic() - began if status == 200 else float("inf")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    return run(parser.parse_args().articles)


if __name__ == "__main__":
    sys.exit(main())
