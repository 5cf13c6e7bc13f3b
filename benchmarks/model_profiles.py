"""Every way in which the strict stand-in behaves, against everything that asks a model: doctor, a digest, an answer, a translation.

    python -m benchmarks.model_profiles [--model NAME] [--seconds N] [PROFILE ...]

For each profile: what the server refused while its form was learned and afterwards (goal: 0), who wrote, how long it took (a
profile that hangs must end within its deadline), and what the operator reads. The articles are the demo's invented ones; the
stand-in lies beside the checkout (`../shared/tools/openai_server.py`) and answers with sentences copied from the prompt.
"""

import argparse
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks.writing import SAMPLE_NOW, SAMPLE_TOPIC, SAMPLES, sample_entries
from bot.adapters.clock import FixedClock
from bot.app import App, Overrides
from bot.run.model_check import check_models
from config.settings import load_settings
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import TRANSLATE
from tests.bot.adapters.model_servers import StandIn, stand_in

PROFILES = (
    "openai-classic", "openai-reasoning", "no-json-schema", "ignores-format", "quota", "rate-limit", "overloaded-once", "bad-key",
    "no-model", "refusal", "filter", "length", "slow", "trickle", "mid-stream-error", "comments", "endless", "not-json",
)  # fmt: skip
# Shorter than what the stand-in takes for a sentence, or it would be the answer.
QUESTION = "How many died at Karsul?"
FOREIGN = "Engineers counted 12 cracks in the northern pier of the Lena bridge on Monday."


class Overheard(logging.Handler):
    """The warnings of one command, as the operator reads them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        reason = getattr(record, "reason", "") or getattr(record, "cause", "")
        self.lines.append(f"{record.getMessage()}: {reason}" if reason else record.getMessage())


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("profiles", nargs="*", default=PROFILES)
    arguments.add_argument("--model", default="gpt-6-luna")
    arguments.add_argument("--seconds", type=int, default=5, help="COUNTERPOINT_MODEL_TIMEOUT_SECONDS")
    options = arguments.parse_args()
    logging.getLogger().addHandler(overheard := Overheard())
    with tempfile.TemporaryDirectory(prefix="profiles-") as temporary:
        folder = Path(temporary)
        fill(folder / "articles")
        for profile in options.profiles:
            here = folder / profile
            shutil.copytree(folder / "articles", here)
            with stand_in(profile, here, verify="yes") as server:
                show(profile, run(server, here, options.model, options.seconds, overheard), server)


def fill(folder: Path) -> None:
    with opened(folder, "http://127.0.0.1:9/v1", "none", 1) as app:
        app.articles.ingest(sample_entries(), now=SAMPLE_NOW, topics=[SAMPLE_TOPIC])
        app.index.sync()


@contextmanager
def opened(folder: Path, base_url: str, model: str, seconds: int) -> Iterator[App]:
    """The program as one command sees it: started anew, on the same data."""
    told = {"OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": "sk-none", "OPENAI_MODEL": model}
    told |= {"COUNTERPOINT_MODEL_TIMEOUT_SECONDS": str(seconds)}
    with App(load_settings(told, data=folder / "data", config=SAMPLES), Overrides(clock=FixedClock(SAMPLE_NOW))) as app:
        yield app


def run(
    server: StandIn, folder: Path, model: str, seconds: int, overheard: Overheard
) -> Iterator[tuple[str, str, float, int, str]]:
    """For each command: its name, who wrote, seconds, refusals by then, what was read."""
    commands: dict[str, Callable[[App], str]] = {
        "doctor": doctor,
        "digest": lambda app: app.editor.build(SAMPLE_TOPIC, SAMPLE_NOW.date(), now=SAMPLE_NOW).writer,
        "ask": lambda app: app.answerer.answer(QUESTION, now=SAMPLE_NOW).writer,
        "translate": translate,
    }
    for name, command in commands.items():
        overheard.lines.clear()
        with opened(folder, server.base_url, model, seconds) as app:
            app.index.sync()
            started = perf_counter()
            outcome = command(app)
            took = perf_counter() - started
        yield name, outcome, took, len(server.refusals), " / ".join(dict.fromkeys(overheard.lines))


def doctor(app: App) -> str:
    finding = next(iter(check_models(app)))
    return f"{finding.status}: {finding.detail} {finding.advice}".strip()


def translate(app: App) -> str:
    """A translation as such: the stand-in copies, so no line of it could pass for Spanish."""
    assert app.model is not None
    reply = ask_model(app.model, TRANSLATE, {"language": "Español", "lines": [{"n": 1, "text": FOREIGN}]})
    return "nobody" if isinstance(reply, Missing) else app.model.name


def show(profile: str, told: Iterator[tuple[str, str, float, int, str]], server: StandIn) -> None:
    before = 0
    for name, outcome, took, refused, read in told:
        print(f"{profile:17} {name:10} {took:6.1f} s  refused {refused - before}  {outcome}  {read}", flush=True)
        before = refused
    taken = [json.loads(each)["status"] for each in server.log.read_text().splitlines()]
    print(
        f"{profile:17} {len(taken)} requests, {sum(status == 400 for status in taken)} refused for their form",
        flush=True,
    )


if __name__ == "__main__":
    main()
