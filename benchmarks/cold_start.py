"""A hundred questions at once, right after a start with the real embedder and an archive: how long they wait, and what it takes.

    python -m benchmarks.cold_start DATA [--questions 100]

DATA is a data folder with articles (`counterpoint --data DATA import ../shared/archive`); a copy of it is used. Half of the people
ask about the news, half set their place. Exit 1 when a goal is missed.
"""

import argparse
import shutil
import sys
import tempfile
from itertools import cycle
from pathlib import Path

from benchmarks.bot_process import Askers, BotProcess, wait_for
from bot.demo.botapi.control import LocalBotApi
from tests.bot.rig import environment

FIRST_GOAL, ALL_GOAL, MEMORY_GOAL = 3.0, 15.0, 900
WORDS = (
    "What did Xinhua say about tariffs?",
    "/time Berlin",
    "What happened in Caracas in January?",
    "/time 08:00 Asia/Tokyo",
    "How do China and Japan differ on Taiwan?",
    "Who met Xi Jinping?",
)


def run(data: Path, questions: int, folder: Path) -> bool:
    shutil.copytree(data, folder / "data", ignore=shutil.ignore_patterns("lock", "*.lock"))
    with LocalBotApi() as server:
        bot = BotProcess(folder, environment(server))
        bot.start()
        wait_for(lambda: bot.has_started)
        before = bot.peak_megabytes
        askers, words = Askers(server), cycle(WORDS)
        for _ in range(questions):
            askers.ask(next(words))
        wait_for(lambda: not askers.waiting)
        waits, peak = sorted(askers.waits), bot.peak_megabytes
        code = bot.end()
    print(f"first answer {waits[0]:.2f} s (goal {FIRST_GOAL}), median {waits[len(waits) // 2]:.2f} s")
    print(f"all {len(waits)} answered after {waits[-1]:.2f} s (goal {ALL_GOAL}), twice {askers.doubles}")
    print(f"peak {peak} MB (goal {MEMORY_GOAL}), {before} MB before the questions; exit code {code}")
    return waits[0] < FIRST_GOAL and waits[-1] < ALL_GOAL and peak < MEMORY_GOAL


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(options.data, options.questions, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
