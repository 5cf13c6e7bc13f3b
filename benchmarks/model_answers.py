"""What answers with a model cost: calls and tokens of questions about the demo's articles, and of the same asked once more.

    python -m benchmarks.model_answers [--model NAME [--pace N] [--show]] [--questions N] [--rounds N]

Without `--model` the requests and replies are the recorded ones (`tests/played`), so their sizes are those of a real model's; tokens
are counted as the stand-in counts them, with 1,200 of thinking a call. With one, a small real model answers behind a real server
(`small_models`), and its own tokens are counted.
"""

import argparse
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.small_models import add_model_options, small_model
from bot.app import App
from bot.demo.recordings import load_recordings
from retrieval.ports import Model
from tests.played.played_questions import CONVERSATIONS, converse, demo_archive
from tests.played.played_server import played_model

PLAYED = "played"


@dataclass(frozen=True, slots=True)
class Cost:
    """Calls by task, and tokens."""

    tasks: Counter[str]
    sent: int
    received: int

    def since(self, before: "Cost") -> "Cost":
        return Cost(self.tasks - before.tasks, self.sent - before.sent, self.received - before.received)

    def __str__(self) -> str:
        return f"{self.tasks.total()} calls {dict(self.tasks)}, {self.sent:,} tokens sent, {self.received:,} received"


@dataclass(frozen=True, slots=True)
class Asked:
    """A model, and what it has cost so far."""

    model: Model
    cost: Callable[[], Cost]


class Dropped(logging.Handler):
    """Counts the model's sentences that were not let through, by the reading that refused them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.by: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "sentence of the model dropped":
            self.by[getattr(record, "by", "")] += 1


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    add_model_options(arguments, usual=PLAYED)
    arguments.add_argument("--questions", type=int, default=20)
    arguments.add_argument("--rounds", type=int, choices=(1, 2), default=2, help="2: the same once more")
    options = arguments.parse_args()
    logging.disable(logging.DEBUG)
    writer = logging.getLogger("retrieval.answer.model_answer")
    writer.setLevel(logging.INFO)
    writer.addHandler(dropped := Dropped())
    opened = played() if options.model == PLAYED else real(options.model, options.pace, is_shown=options.show)
    with (
        tempfile.TemporaryDirectory(prefix="model-answers-") as folder,
        opened as asked,
        demo_archive(asked.model, Path(folder)) as app,
    ):
        for title in ("asked", "asked once more")[: options.rounds]:
            before, started = asked.cost(), time.perf_counter()
            print(f"{title}:", ask(app, first_questions(options.questions), is_shown=options.show))
            print(f"  {asked.cost().since(before)}, {time.perf_counter() - started:.0f} s", flush=True)
    print(f"sentences of the model that were dropped, by reading: {dict(dropped.by)}")


@contextmanager
def played() -> Iterator[Asked]:
    with played_model(load_recordings()) as (model, server):
        yield Asked(model, lambda: Cost(Counter(server.tasks), server.sent, server.received))
        print(f"requests that nobody played: {len(server.unknown)}")


@contextmanager
def real(which: str, pace: float, *, is_shown: bool) -> Iterator[Asked]:
    with small_model(which, pace=pace, is_shown=is_shown) as model:
        yield Asked(model, lambda: Cost(model.tasks, model.sent, model.received))


def first_questions(most: int) -> list[tuple[str, ...]]:
    """So many questions, in their conversations."""
    left = most
    chosen = []
    for talk in CONVERSATIONS:
        chosen.append(talk[:left])
        left -= len(chosen[-1])
    return [talk for talk in chosen if talk]


def ask(app: App, talks: Sequence[tuple[str, ...]], *, is_shown: bool) -> str:
    """What became of the questions, in one line."""
    answers = []
    for talk in talks:
        for answer in converse(app, talk):
            answers.append(answer)
            if is_shown:
                print(f"? {answer.question}\n! {answer.status}, {answer.writer}: {answer.text}", flush=True)
    kinds = Counter(answer.writer if answer.status == "answered" else answer.status for answer in answers)
    return f"{len(answers)} questions, answered by / refused {dict(kinds)}"


if __name__ == "__main__":
    main()
