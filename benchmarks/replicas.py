"""Two real `run` processes on one PostgreSQL and one Telegram; the leader is killed while people ask.

    python -m benchmarks.replicas [--questions N] [--kills N]

Prints how long nobody led after each kill, and how many questions were answered once, never, or twice.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.botapi.control import LocalBotApi
from tests.bot.rig import environment, write_config
from tests.servers import free_port, new_database, running_postgres

ROOT = Path(__file__).parents[1]
ASK_EVERY = 0.5
PATIENCE = 180.0


@dataclass
class Replica:
    """One process on a data folder of its own."""

    folder: Path
    environ: dict[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        config = write_config(self.folder / "config")
        command = [sys.executable, "-m", "bot", "--data", str(self.folder / "data"), "--config", str(config), "run"]
        environ = {**os.environ, **self.environ, "COUNTERPOINT_HTTP_PORT": str(self.port)}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=log)

    @property
    def leads(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as page:
                return b"counterpoint_leads 1.0" in page.read()
        except OSError:
            return False

    def end(self, *, is_kill: bool = False) -> int:
        assert self.process is not None
        self.process.kill() if is_kill else self.process.terminate()
        return self.process.wait(60)


def wait_for_leader(replicas: list[Replica]) -> Replica:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for replica in replicas:
            if replica.leads:
                return replica
        time.sleep(0.2)
    raise TimeoutError("nobody leads")


def run(questions: int, kills: int, folder: Path) -> dict[str, object]:
    with ExitStack() as stack:
        url = stack.enter_context(running_postgres(folder))
        server = stack.enter_context(LocalBotApi())
        environ = environment(server, {"DATABASE_URL": new_database(url), "COUNTERPOINT_LOG": "json"})
        replicas = []
        for name in "ab":
            (folder / name).mkdir()
            replicas.append(Replica(folder / name, environ))
            replicas[-1].start()
        wait_for_leader(replicas)
        gaps, asked = [], 0
        for _ in range(kills):
            leader = wait_for_leader(replicas)
            for _ in range(questions // kills):
                asked += 1
                server.user(1000 + asked, f"Asker {asked}").say("/topics")
                time.sleep(ASK_EVERY)
            leader.end(is_kill=True)
            killed_at = time.monotonic()
            wait_for_leader([replica for replica in replicas if replica is not leader])
            gaps.append(round(time.monotonic() - killed_at, 1))
            leader.start()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and any(not server.texts(1001 + n) for n in range(asked)):
            time.sleep(0.5)
        answers = Counter(len(server.texts(1001 + n)) for n in range(asked))
        codes = [replica.end() for replica in replicas]
    return {
        "kills": kills,
        "seconds without a leader": gaps,
        "asked": asked,
        "answered once": answers[1],
        "never": answers[0],
        "more than once": asked - answers[0] - answers[1],
        "exit codes at SIGTERM": codes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--kills", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, value in run(options.questions, options.kills, Path(folder)).items():
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
