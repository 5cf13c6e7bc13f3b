"""Parsing in processes of its own: a feed or page that hangs the parser, eats the memory or kills it hurts nobody else.

`ParseWorkers` is called like `parse_feed`, and its `extract` like `extract_article`, from any thread. The processes
start when first needed and are used again; they import the parsers alone, not the program that uses them.
"""

import pickle
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from types import TracebackType
from typing import IO, Any

from retrieval.errors import ParseError
from retrieval.extracts import Extract
from retrieval.parsing import ParsedFeed, parse_feed

DEADLINE = timedelta(seconds=10)
_MEMORY_BYTES = 2 * 1024**3
_ROOT = str(Path(__file__).parent.parent)
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from retrieval.worker import serve; serve()"
_LENGTH = struct.Struct(">Q")


class ParseWorkers:
    """A few parser processes. Close it (or use it in `with`) when done; they also end with the program."""

    def __init__(
        self,
        *,
        processes: int = 2,
        deadline: timedelta = DEADLINE,
        command: Sequence[str] = (sys.executable, "-c", _START),
    ) -> None:
        self._deadline = deadline
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all = [_Worker(command) for _ in range(processes)]
        for worker in self._all:
            self._idle.put(worker)

    def __call__(self, body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
        """As `parse_feed`; also raises ParseError when parsing takes longer than the deadline or kills its process."""
        answer = self._ask("feed", body, url, headers, now)
        if isinstance(answer, ParsedFeed):
            return answer
        raise ParseError(answer if isinstance(answer, str) else self._too_long(url))

    def extract(self, page: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Extract:
        """As `extract_article`; a page that cannot be read in time is an extract with an error too."""
        answer = self._ask("page", page, url, headers, now)
        if isinstance(answer, Extract):
            return answer
        return Extract(url, error=f"unreadable: {answer if isinstance(answer, str) else self._too_long(url)}")

    def _ask(self, kind: str, body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> object:
        # Two headers are all the parsers read; others may not be worth carrying over.
        kept = {name: headers[name] for name in ("content-type", "content-language") if name in headers}
        worker = self._idle.get()
        try:
            return worker.ask((kind, body, url, kept, now), self._deadline)
        finally:
            self._idle.put(worker)

    def _too_long(self, url: str) -> str:
        return f"{url} could not be parsed within {self._deadline.total_seconds():g} seconds."

    def close(self) -> None:
        for worker in self._all:
            worker.stop()

    def __enter__(self) -> "ParseWorkers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process, started when asked and again after it died."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, job: object, deadline: timedelta) -> object:
        """The answer, an error sentence, or None when the process gave none in time; then it is stopped."""
        process = self._running()
        # Killing the process ends the blocking read and write below, on every system.
        timer = Timer(deadline.total_seconds(), process.kill)
        timer.start()
        answer: object = None
        try:
            if process.stdin is not None and process.stdout is not None:
                _send(process.stdin, job)
                answer = _receive(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.stop()
        return answer

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, nothing from outside in the command
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process


def serve() -> None:
    """Answer jobs from standard input on standard output until it closes."""
    _limit_memory()
    inbox, outbox = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints must not get between the frames.
    sys.stdout = sys.stderr
    while True:
        try:
            kind, body, url, headers, now = _receive(inbox)
        except (EOFError, KeyboardInterrupt):
            return
        _send(outbox, _answer(kind, body, url, headers, now))


def _answer(kind: str, body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed | Extract | str:
    try:
        if kind == "feed":
            return parse_feed(body, url=url, headers=headers, now=now)
        # Half a second to import: only processes that read pages pay for it.
        from retrieval.extraction import extract_article

        return extract_article(body, url=url, headers=headers, now=now)
    except ParseError as error:
        return str(error)
    except (Exception, MemoryError) as error:
        return f"{url} cannot be read ({type(error).__name__})."


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    with suppress(ImportError, ValueError):
        import signal

        # Ctrl-C reaches the whole group; the parent decides when its parsers end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    """One frame. Pickles are safe here: both ends are this module."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
