"""A running bot under talk and faults for a while: memory, threads and open files must stay flat.

    python -m benchmarks.soak DATA [--minutes 20] [--seed N] [--kills N]

DATA is a data folder with articles; a copy of it is used. Somebody new asks each second, reads a digest or changes a time; one call
in twenty of the bot goes wrong. The medians of the second and of the last quarter of the time are compared. Exit 1 when
memory, threads or files grew by more than a tenth, or somebody was not answered. With --kills the process is ended by SIGKILL so
often, at random moments, and started again; what grew is not compared then.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.bot_process import Askers, BotProcess, wait_for
from benchmarks.cold_start import WORDS
from bot.demo.botapi.control import LocalBotApi
from bot.demo.botapi.faults import Fault, Faults
from tests.bot.rig import environment

SAMPLE_EVERY = 10.0
MOST_GROWTH = 1.1
MORE_WORDS = ("/digest us-china", "/settings", "/topics", "/subscribe venezuela", "/privacy", "Nonsense qwertz?")
KINDS: tuple[Fault, ...] = ("lost_answer", "lost_request", "too_many", "server_error", "bad_gateway", "hang")


def run(data: Path, minutes: float, seed: int, folder: Path, kills: int = 0) -> bool:
    shutil.copytree(data, folder / "data", ignore=shutil.ignore_patterns("lock", "*.lock"))
    dice = random.Random(seed)
    faults = Faults(seed, dict.fromkeys(KINDS, 0.05 / len(KINDS)), hang_seconds=4.0)
    samples: list[tuple[int, int, int]] = []
    with LocalBotApi(faults=faults) as server:
        bot = BotProcess(folder, environment(server))
        bot.start()
        wait_for(lambda: bot.has_started)
        askers, end, sample_at = Askers(server), time.monotonic() + 60 * minutes, time.monotonic()
        kill_at = sorted(dice.uniform(sample_at, end) for _ in range(kills))
        while time.monotonic() < end:
            askers.ask(dice.choice((*WORDS, *MORE_WORDS)))
            if kill_at and time.monotonic() >= kill_at[0]:
                kill_at.pop(0)
                # Somewhere between the question and its answer.
                time.sleep(dice.uniform(0.0, 0.5))
                bot.end(is_kill=True)
                bot.start()
            if time.monotonic() >= sample_at:
                samples.append((bot.megabytes, bot.threads, bot.files))
                sample_at += SAMPLE_EVERY
            time.sleep(dice.uniform(0.5, 1.5))
        if kills:
            wait_for(lambda: bot.has_started)
        time.sleep(30)
        code = bot.end()
    waits, is_flat = sorted(askers.waits), True
    if kills:
        print(f"kills {kills - len(kill_at)}")
    for name, values in (
        () if kills else zip(("memory, MB", "threads", "files"), zip(*samples, strict=True), strict=True)
    ):
        quarter = len(values) // 4
        second, last = median(values[quarter : 2 * quarter]), median(values[-quarter:])
        is_flat = is_flat and last <= MOST_GROWTH * second
        print(f"{name}: second quarter {second:.0f}, last quarter {last:.0f}, most {max(values)}")
    print(
        f"asked {len(askers.asked)}, never answered {len(askers.waiting)}; wait p50 {median(waits):.2f} s, most {waits[-1]:.1f} s"
    )
    print(f"faults {faults.counts()}; exit code {code}")
    return is_flat and not askers.waiting


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=0)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(options.data, options.minutes, options.seed, Path(folder), options.kills) else 1


if __name__ == "__main__":
    sys.exit(main())
