"""Runs the far side of a parser process: jobs come in on standard input, answers go out on standard output.

Imports the parsers alone. `retrieval/workers/pool.py` is the near side.
"""

import pickle
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from retrieval.errors import ParseError
from retrieval.feeds.parser import ParsedFeed, parse_feed
from retrieval.intake.extract import Extract
from retrieval.messages import Phrase

READY = "ready"
WORK = timedelta(seconds=10)
"""How long one job may compute. The system ends the process, whatever it is busy with."""
# Of address space: a page that eats memory ends this process, not the machine.
_MEMORY_BYTES = 2 * 1024**3
_LENGTH = struct.Struct(">Q")


def serve() -> None:
    """Say that we are ready, then answer job after job until the input closes."""
    _limit_memory()
    outbox = sys.stdout.buffer
    # Whatever a library prints must not get between the frames.
    sys.stdout = sys.stderr
    jobs: SimpleQueue[Any] = SimpleQueue()
    # The next jobs are taken in while one is parsed, so that nobody waits to hand them over.
    Thread(target=_take_in, args=(sys.stdin.buffer, jobs), daemon=True).start()
    send(outbox, READY)
    while job := jobs.get():
        _limit_work(WORK)
        answer = _answer(*job)
        _limit_work(timedelta())
        send(outbox, answer)


def send(pipe: IO[bytes], value: object) -> None:
    """One frame. Raises OSError when nobody reads."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next frame. Raises EOFError at the end. Pickles are safe here: both ends are ours."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301


def _take_in(pipe: IO[bytes], jobs: "SimpleQueue[Any]") -> None:
    with suppress(EOFError, OSError):
        while True:
            jobs.put(receive(pipe))
    jobs.put(None)


def _answer(kind: str, body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed | Extract | str:
    try:
        if kind == "feed":
            return parse_feed(body, url=url, headers=headers, now=now)
        # Half a second to import: only processes that read pages pay for it.
        from retrieval.pages.extraction import extract_article

        return extract_article(body, url=url, headers=headers, now=now)
    except ParseError as error:
        return error.said
    except (Exception, MemoryError) as error:
        return Phrase("{url} cannot be read ({kind}).", url=url, kind=type(error).__name__)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    with suppress(ImportError, ValueError):
        import signal

        # Ctrl-C reaches the whole group; the parent decides when its parsers end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_work(allowed: timedelta) -> None:
    """Computing time, not time on the wall: on a busy machine a feed is not to blame for the wait. Nothing on Windows."""
    with suppress(ImportError, AttributeError):
        import signal

        signal.setitimer(signal.ITIMER_PROF, allowed.total_seconds())


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data
