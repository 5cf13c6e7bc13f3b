"""Runs tests under a mutation: a fork of a process that has imported every library, and nothing of the program."""

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from benchmarks.mutant import Mutation, install


@dataclass(frozen=True, slots=True)
class Stage:
    """Test files; of them the quick tests, or the slow ones."""

    files: Sequence[str]
    is_slow: bool = False


Stages = Sequence[Stage]
"""Those first that are likely to notice."""
OURS = ("bot", "retrieval", "config", "tests", "benchmarks")
# A mutation may keep a test from ending: by working (no test takes a fraction of this) or by waiting.
_MOST_CPU_SECONDS = 40
_MOST_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which test noticed a mutation; empty where none did."""

    mutation: Mutation
    caught_by: str


class _Notes:
    """A pytest plugin: which test failed first. Examples of hypothesis are the same each time, and not shrunk."""

    failed = ""

    def pytest_collection(self) -> None:
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutations", settings(), phases=phases, derandomize=True, database=None)
        settings.load_profile("mutations")

    def pytest_runtest_logstart(self) -> None:
        _wind_up()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


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


def verdicts(wanted: Iterable[tuple[Mutation, Stages]], *, workers: int) -> Iterator[Verdict]:
    """Each mutation with its test files, in the order in which the runs end."""
    with tempfile.TemporaryDirectory() as folder:
        running: dict[int, tuple[Mutation, Path]] = {}
        for number, (mutation, stages) in enumerate(wanted):
            notes = Path(folder) / f"{number}.json"
            running[_start(mutation, stages, notes)] = (mutation, notes)
            if len(running) == workers:
                yield _ended(running)
        while running:
            yield _ended(running)


def _ended(running: dict[int, tuple[Mutation, Path]]) -> Verdict:
    pid, _ = os.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # what its tests left running
    mutation, notes = running.pop(pid)
    if not notes.exists():
        return Verdict(mutation, "(the run did not end)")
    return Verdict(mutation, notes.read_text())


def _start(mutation: Mutation, stages: Stages, notes: Path) -> int:
    """Fork; the child runs the tests, writes down the first that failed and ends."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    _wind_up()
    try:
        _run(mutation, stages, notes)
    finally:
        os._exit(0)


def _wind_up() -> None:
    """The system ends this process unless the next test has ended by then."""
    signal.setitimer(signal.ITIMER_PROF, _MOST_CPU_SECONDS)
    signal.alarm(_MOST_SECONDS)


def _run(mutation: Mutation, stages: Stages, notes: Path) -> None:
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    install(mutation)
    plugin = _Notes()
    for stage in stages:
        if not stage.files:
            continue
        marked = "slow" if stage.is_slow else "not slow"
        done = pytest.main(["-x", "--assert=plain", "-m", marked, *stage.files], plugins=[plugin])
        if not plugin.failed and done not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            plugin.failed = "(pytest itself)"
        if plugin.failed:
            break
    written = notes.with_suffix(".part")
    written.write_text(plugin.failed)
    written.replace(notes)
