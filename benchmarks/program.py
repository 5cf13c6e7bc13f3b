"""The program of this checkout by its command line: runs commands and keeps what they print, stripped of what differs by itself."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).resolve().parent.parent
NOW = "2026-06-20T12:00:00Z"
"""A day after the last article of ../shared."""

KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
FIXED_VARIABLES = {"TZ": "UTC", "LANG": "C.UTF-8", "TERM": "dumb", "COLUMNS": "200", "PYTHONUTF8": "1"}
_ELAPSED = re.compile(r'("elapsed_ms": )[\d.]+')


@dataclass(frozen=True)
class Program:
    """The program of this checkout, and the folder that its outputs go to."""

    requests: IO[str]
    answers: IO[str]
    folder: Path
    temporary: Path
    data: Path

    def run(self, name: str, *arguments: str, now: str = NOW, said: str = "") -> str:
        """Run one command and keep its output as `name` (not at all if that is empty). What it printed, stripped."""
        files = {stream: str(self.temporary / stream) for stream in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_text(said, encoding="utf-8")
        line = {"arguments": ["--data", str(self.data), "--now", now, *arguments], **files}
        self.requests.write(json.dumps(line) + "\n")
        self.requests.flush()
        code = self.answers.readline().strip()
        if not code:
            raise SystemExit("The program could not be started: does `python -m bot --help` run here?")
        printed, complained = (
            self.strip(Path(files[stream]).read_bytes().decode(errors="replace")) for stream in ("stdout", "stderr")
        )
        if code != "0":
            print(f"{name or arguments[0]}: exit code {code}", flush=True)
        if name:
            self.keep(name, printed)
            if complained or code != "0":
                self.keep(f"{name}.err", f"exit {code}\n{complained}")
        return printed

    def strip(self, text: str) -> str:
        """A text without what differs between two runs of the same code."""
        for path, shown in ((self.temporary, "<temporary>"), (CHECKOUT, "<checkout>")):
            text = text.replace(str(path), shown)
        return _ELAPSED.sub(r"\g<1>0", text)

    def keep(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def hand_over(self, name: str, lines: Sequence[object]) -> str:
        """The path of a temporary file with one JSON value a line."""
        file = self.temporary / name
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        return str(file)


@contextmanager
def running_program(folder: Path) -> Iterator[Program]:
    """The program, started in the root of this checkout with an environment that names no model, token or server."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    with (
        tempfile.TemporaryDirectory(prefix="outputs-") as temporary,
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.program_process"],
            cwd=CHECKOUT,
            env=kept | FIXED_VARIABLES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process,
    ):
        assert process.stdin and process.stdout
        place = Path(temporary).resolve()
        yield Program(process.stdin, process.stdout, folder, place, place / "data")
