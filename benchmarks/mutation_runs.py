"""Runs tests under a mutation: a fork of a process that has imported every library, and nothing of the program."""

import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from benchmarks.mutant import Mutation, install

Stages = Sequence[Sequence[str]]
"""Test files, those first that are likely to notice."""
OURS = ("bot", "retrieval", "config", "tests", "benchmarks")
# A mutation that keeps a test from ending: well above the usual time on a busy machine.
_TIMES_LONGER, _SECONDS_MORE = 6, 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which test noticed a mutation; empty where none did."""

    mutation: Mutation
    caught_by: str


@dataclass(frozen=True, slots=True)
class Usual:
    """The tests without any mutation: seconds of each file, and the tests that fail anyway and are left out."""

    seconds: Mapping[str, float]
    failing: Sequence[str]


class _Notes:
    """A pytest plugin: what failed, and how long each file took. Examples of hypothesis are the same each time, and not shrunk."""

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_collection(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutations", settings(), phases=phases, derandomize=True, database=None)
        settings.load_profile("mutations")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid.split("::")[0]] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def import_libraries(modules: Iterable[str]) -> None:
    """Import what the program imports from elsewhere, so that no run needs to."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        for name in modules:
            importlib.import_module(name)
        foreign = [name for name in sys.modules if name.split(".")[0] not in OURS and name != "__main__"]
        os.write(write, json.dumps(foreign).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        names = json.load(pipe)
    os.waitpid(child, 0)
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:
            continue  # some libraries make modules that cannot be imported by name
    gc.collect()
    gc.freeze()  # else every fork copies these objects when it first collects garbage


def usual(files: Sequence[str], scratch: Path) -> Usual:
    """One run of all files as they are."""
    notes = scratch / "usual.json"
    os.waitpid(_start(None, (files,), (), notes, seconds=3600), 0)
    found = json.loads(notes.read_text())
    return Usual(found["seconds"], found["failed"])


def verdicts(
    wanted: Iterable[tuple[Mutation, Stages]], usual_run: Usual, *, workers: int
) -> Iterator[Verdict]:
    """Each mutation with its test files, in the order in which the runs end."""
    with tempfile.TemporaryDirectory() as folder:
        running: dict[int, tuple[Mutation, Path]] = {}
        for number, (mutation, stages) in enumerate(wanted):
            notes = Path(folder) / f"{number}.json"
            files = [file for stage in stages for file in stage]
            most = _SECONDS_MORE + _TIMES_LONGER * sum(usual_run.seconds.get(file, 1.0) for file in files)
            running[_start(mutation, stages, usual_run.failing, notes, seconds=int(most))] = (mutation, notes)
            if len(running) == workers:
                yield _ended(running)
        while running:
            yield _ended(running)


def _ended(running: dict[int, tuple[Mutation, Path]]) -> Verdict:
    pid, _ = os.wait()
    try:
        os.killpg(pid, signal.SIGKILL)  # what its tests left running
    except ProcessLookupError:
        pass
    mutation, notes = running.pop(pid)
    if not notes.exists():
        return Verdict(mutation, "(the run did not end)")
    failed = json.loads(notes.read_text())["failed"]
    return Verdict(mutation, failed[0] if failed else "")


def _start(
    mutation: Mutation | None, stages: Stages, left_out: Sequence[str], notes: Path, *, seconds: int
) -> int:
    """Fork; the child runs the tests, writes down what failed and ends."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    signal.alarm(seconds)
    try:
        _run(mutation, stages, left_out, notes)
    finally:
        os._exit(0)


def _run(mutation: Mutation | None, stages: Stages, left_out: Sequence[str], notes: Path) -> None:
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    if mutation:
        install(mutation)
    plugin = _Notes()
    options = ["--assert=plain", "-m", "not slow", *(["-x"] if mutation else ()), *(f"--deselect={test}" for test in left_out)]
    for files in stages:
        if files and not plugin.failed:
            done: Any = pytest.main([*options, *files], plugins=[plugin])
            if int(done) not in (0, 1, 5) and not plugin.failed:
                plugin.failed.append("(pytest itself)")
    written = notes.with_suffix(".part")
    written.write_text(json.dumps({"failed": plugin.failed, "seconds": plugin.seconds}))
    written.replace(notes)
