"""Real `run` processes on one PostgreSQL, one Chroma server and one Telegram; the leader is killed while people ask.

    python -m benchmarks.replicas [--replicas 3] [--questions 150] [--kills 2]

Prints how long nobody led after each kill, how many questions were answered once, never, or twice, the longest time in which
somebody waited and nobody was answered, and the memory of each process. Exit 1 when a question was answered never or twice.
"""

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bot_process import PATIENCE, Askers, BotProcess, wait_for
from bot.demo.botapi.control import LocalBotApi
from tests.bot.rig import environment, write_config
from tests.servers import new_database, running_chroma, running_postgres

ASK_EVERY = 0.5
QUESTION = "What did West Times say about the bridge?"
SILENCE_GOAL, MEMORY_GOAL = 15, 900


def leader_among(replicas: list[BotProcess]) -> BotProcess:
    wait_for(lambda: any(replica.leads for replica in replicas))
    return next(replica for replica in replicas if replica.leads)


def run(replicas: int, questions: int, kills: int, folder: Path) -> dict[str, object]:
    with ExitStack() as stack:
        (folder / "chroma").mkdir()
        chroma = stack.enter_context(running_chroma(folder / "chroma"))
        url = stack.enter_context(running_postgres(folder))
        server = stack.enter_context(LocalBotApi())
        environ = {"DATABASE_URL": new_database(url), "CHROMA_URL": chroma, "COUNTERPOINT_LOG": "json"}
        house = [_started(folder / name, environment(server, environ)) for name in "abcdefgh"[:replicas]]
        wait_for(lambda: all(replica.has_started for replica in house))
        askers, gaps, peaks = Askers(server), list[float](), dict[str, int]()
        for _ in range(kills):
            leader = leader_among(house)
            _ask(askers, questions // (kills + 1))
            peaks[f"{leader.folder.name} (killed)"] = leader.peak_megabytes
            leader.end(is_kill=True)
            killed_at = time.monotonic()
            # People go on asking while nobody leads.
            _ask(askers, 5)
            leader_among([replica for replica in house if replica is not leader])
            gaps.append(round(time.monotonic() - killed_at, 1))
            leader.start()
        _ask(askers, questions - len(askers.asked))
        end = time.monotonic() + PATIENCE
        while askers.waiting and time.monotonic() < end:
            time.sleep(0.5)
        time.sleep(5)
        peaks |= {replica.folder.name: replica.peak_megabytes for replica in house}
        codes = [replica.end() for replica in house]
    waits = sorted(askers.waits)
    return {
        "kills": kills,
        "seconds without a leader, at most": gaps,
        "asked": len(askers.asked),
        "never answered": len(askers.waiting),
        "answered twice": askers.doubles,
        f"longest silence, s (goal {SILENCE_GOAL})": round(askers.longest_silence, 1),
        "longest wait of a question, s": round(waits[-1], 1) if waits else None,
        "median wait, s": round(waits[len(waits) // 2], 2) if waits else None,
        f"peak memory, MB (goal {MEMORY_GOAL})": peaks,
        "exit codes at SIGTERM": codes,
    }


def _started(folder: Path, environ: dict[str, str]) -> BotProcess:
    folder.mkdir()
    replica = BotProcess(folder, environ, write_config(folder / "config"))
    replica.start()
    return replica


def _ask(askers: Askers, times: int) -> None:
    for _ in range(times):
        askers.ask(QUESTION)
        time.sleep(ASK_EVERY)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--kills", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL runs as another user.
        Path(folder).chmod(0o755)
        report = run(options.replicas, options.questions, options.kills, Path(folder))
    for name, value in report.items():
        print(f"{name}: {value}")
    return 1 if report["never answered"] or report["answered twice"] else 0


if __name__ == "__main__":
    sys.exit(main())
