"""A day of 30 people, two groups, a forum and a channel against the strict local server, flood control on.

python -m benchmarks.scripted_day [PEOPLE]
"""

import logging
import sys
import tempfile
import time
from pathlib import Path

from bot.delivery.pacing import Limits
from bot.demo.botapi.flood_control import Rates
from tests.bot.chat.day import play_day
from tests.bot.chat.stage import open_stage

PEOPLE = 30


def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as folder, open_stage(Path(folder), rates=Rates(), limits=Limits()) as stage:
        started = time.perf_counter()
        day = play_day(stage, people=people)
        seconds = time.perf_counter() - started
        counts = stage.server.snapshot()
        print(f"{people} people, {day.interactions} interactions, {counts['calls']} calls in {seconds:.0f} s")
        print(f"violations {counts['violations']}, of them too fast {counts['too_many']}; refused {counts['refused']}")
        for call in stage.server.violations:
            print("  ", call.describe())


if __name__ == "__main__":
    main()
