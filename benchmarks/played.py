"""Has a strong model played: what the program asks about our own sample articles is written to a folder, answered there by
somebody who sees the requests only, and asked again until nothing is unknown. Then the replies are kept as recordings.

    python -m benchmarks.played FOLDER [--false] [--keep]

FOLDER/<hash>.request.json is a request, FOLDER/<hash>.reply.txt what a very good and honest model says to it. For requests that
write, FOLDER/<hash>.false.txt is the same with every sentence made false in a subtle way; `--false` puts those in the place of
the replies, which the verifier (played honestly) must then refuse. `--keep` writes what was said where the demo and the tests
read it. The stand-in lies beside the checkout.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.clock import FixedClock
from bot.adapters.model_service.openai_model import OpenAiModel
from bot.demo.recordings import RECORDED_AT
from bot.digest.editor import Edition
from bot.digest.model.statements import statements
from retrieval.ports import Model
from tests.bot.adapters.model_servers import STAND_IN, free_port, wait_for
from tests.played.played_days import demo_days, maren_day

LOOK_AGAIN = 10.0
ROOT = Path(__file__).parents[1]
Days = Callable[[Model, Path], Iterator[Edition]]


@dataclass(frozen=True, slots=True)
class Part:
    """One topic's days, and where its replies are kept."""

    days: Days
    kept: Path


TRUE = (
    Part(demo_days, ROOT / "bot" / "demo" / "recordings" / "digests.jsonl"),
    Part(maren_day, ROOT / "tests" / "played" / "recordings" / "true" / "maren.jsonl"),
)
FALSE = (
    Part(demo_days, ROOT / "tests" / "played" / "recordings" / "false" / "demo.jsonl"),
    Part(maren_day, ROOT / "tests" / "played" / "recordings" / "false" / "maren.jsonl"),
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--false", action="store_true", help="put the corrupted replies in the place of the others")
    arguments.add_argument("--keep", action="store_true", help="write the replies to the checkout")
    options = arguments.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.WARNING)
    for part in FALSE if options.false else TRUE:
        asked = play_until_known(part.days, options.folder, is_false=options.false)
        if options.keep:
            keep(options.folder, asked, part.kept)


def play_until_known(days: Days, folder: Path, *, is_false: bool) -> dict[str, str]:
    """What is asked, its task by its key, once all of it has a reply."""
    while True:
        await_replies(folder, is_false=is_false)
        editions, asked = play(days, folder)
        unknown = [key for key in asked if not (folder / f"{key}.reply.txt").exists()]
        print(f"{time.strftime('%H:%M:%S')}  asked {Counter(asked.values())}  unknown {len(unknown)}", flush=True)
        if not unknown:
            for edition in editions:
                show(edition)
            return asked


def await_replies(folder: Path, *, is_false: bool) -> None:
    """Until every request in the folder has its reply."""
    requests = [path.name.partition(".")[0] for path in folder.glob("*.request.json")]
    writing = [key for key in requests if _task(folder / f"{key}.request.json") != "verify"]
    wanted = [f"{key}.reply.txt" for key in requests] + [f"{key}.false.txt" for key in writing if is_false]
    while any(not (folder / name).exists() for name in wanted):
        time.sleep(LOOK_AGAIN)
    for key in writing if is_false else ():
        (folder / f"{key}.reply.txt").write_text((folder / f"{key}.false.txt").read_text("utf-8"), "utf-8")


def _task(path: Path) -> str:
    return str(json.loads(json.loads(path.read_text("utf-8"))["messages"][-1]["content"])["task"])


def play(days: Days, folder: Path) -> tuple[list[Edition], dict[str, str]]:
    """The editions, and what was asked."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="played-") as temporary:
        log = Path(temporary) / "log.jsonl"
        log.touch()
        options = ["--port", str(port), "--profile", "openai-reasoning", "--replay", str(folder), "--log", str(log)]
        with subprocess.Popen([sys.executable, str(STAND_IN), *options]) as process:
            try:
                base_url = f"http://127.0.0.1:{port}/v1"
                wait_for(f"{base_url}/models", process)
                clock = FixedClock(RECORDED_AT)
                model = OpenAiModel(api_key="none", base_url=base_url, model="gpt-6-luna", clock=clock)
                editions = list(days(model, Path(temporary)))
            finally:
                process.kill()
        lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return editions, {line["hash"]: line["task"] for line in lines if line["status"] == 200}


def show(edition: Edition) -> None:
    digest, report = edition.digest, edition.report
    print(f"\n== {digest.id} · {digest.writer}: {report.proposed} proposed, {report.accepted} accepted")
    said = statements(digest)
    for place, story in enumerate(digest.stories, 1):
        print(f"{place}  {story.title}")
        for key in [key for key in said if key.startswith(f"b{place}.")]:
            print(f"   {key:5} {', '.join(said[key].said_by):30} {said[key].text} {list(said[key].citations)}")
    for key in [key for key in said if key[0] in "la"]:
        print(f"   {key:5} {', '.join(said[key].said_by):30} {said[key].text} {list(said[key].citations)}")
    for reason, count in report.rejected.items():
        if reason.startswith("model: "):
            print(f"   {count} refused  {reason}")


def keep(folder: Path, asked: dict[str, str], target: Path) -> None:
    lines = [
        {"key": key, "task": task, "reply": json.loads((folder / f"{key}.reply.txt").read_text("utf-8"))}
        for key, task in sorted(asked.items(), key=lambda entry: (entry[1], entry[0]))
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
