"""What the bot takes of a machine: packages, memory when idle, seconds to the first page.

    python -m benchmarks.footprint [--download] [--idle-seconds 30]

Packages are those of requirements.lock as they are installed here, without compiled modules. `--download` also fetches their
wheels with pip and weighs them (some 200 MB from the package index). Memory is that of the process and its parsers, what several
share counted once (Pss).
Exit 1 when a goal is missed.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.request import urlopen

from benchmarks.bot_process import MEGABYTE, ROOT, BotProcess, wait_for
from bot.demo.botapi.control import LocalBotApi
from tests.bot.rig import environment

ENVIRONMENT_GOAL, DOWNLOAD_GOAL, RUN_GOAL, DEMO_GOAL, PAGE_GOAL = 600, 230, 300, 450, 60
LOCK = ROOT / "requirements.lock"


def megabytes_installed() -> tuple[float, list[str]]:
    """The packages of the lock, and those of it that are not installed here (of other systems, for instance)."""
    total, missing = 0, []
    for name in re.findall(r"^([a-z0-9.-]+)==", LOCK.read_text("utf-8"), re.MULTILINE):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            missing.append(name)
            continue
        places = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
        total += sum(place.stat().st_size for place in places if place.is_file())
    return total / 1e6, missing


def megabytes_to_download() -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--require-hashes",
            "-r",
            LOCK,
            "-d",
            folder,
        ]
        subprocess.run(list(map(str, command)), check=True)
        return sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6


def resident_megabytes(pid: int) -> float:
    """Of a process and all its children."""
    own = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"), re.MULTILINE)
    lists = [(task / "children").read_text("utf-8") for task in Path(f"/proc/{pid}/task").iterdir()]
    below = [resident_megabytes(int(child)) for children in lists for child in children.split()]
    return (int(own[1]) if own else 0) / MEGABYTE + sum(below)


def run_idle(folder: Path, seconds: float) -> float:
    """`run` with the shipped topics and no network to speak of."""
    with LocalBotApi() as server:
        bot = BotProcess(folder, environment(server))
        bot.start()
        try:
            wait_for(lambda: bot.has_started)
            time.sleep(seconds)
            return resident_megabytes(bot.pid)
        finally:
            bot.end()


def demo_idle(folder: Path, seconds: float) -> tuple[float, float]:
    """Memory of `demo`, and seconds until its page is there."""
    command = [sys.executable, "-m", "bot", "--data", str(folder), "demo", "--port", "0", "--no-browser"]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    began = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            said = next((line for line in demo.stdout if "http://" in line), "")
            with urlopen(said.split()[-1], timeout=60):
                first_page = time.monotonic() - began
            time.sleep(seconds)
            return resident_megabytes(demo.pid), first_page
        finally:
            demo.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--download", action="store_true")
    parser.add_argument("--idle-seconds", type=float, default=30)
    options = parser.parse_args()
    figures: list[tuple[str, float, float, str]] = []
    installed, missing = megabytes_installed()
    figures.append(("packages installed", installed, ENVIRONMENT_GOAL, "MB"))
    if options.download:
        figures.append(("packages to download", megabytes_to_download(), DOWNLOAD_GOAL, "MB"))
    with tempfile.TemporaryDirectory() as folder:
        figures.append(("`run` idle", run_idle(Path(folder), options.idle_seconds), RUN_GOAL, "MB"))
        memory, first_page = demo_idle(Path(folder) / "demo", options.idle_seconds)
    figures += [("`demo` idle", memory, DEMO_GOAL, "MB"), ("`demo` to the first page", first_page, PAGE_GOAL, "s")]
    for name, value, goal, unit in figures:
        print(f"{name}: {value:.0f} {unit} (goal {goal}){'' if value <= goal else ': SHORT'}")
    print(f"not installed here: {', '.join(missing) or 'nothing'}")
    return 0 if all(value <= goal for _, value, goal, _ in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
