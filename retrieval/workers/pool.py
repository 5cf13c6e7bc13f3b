"""Parses in processes of its own: a feed or page that hangs the parser, eats the memory or kills it hurts nobody else.

`ParseWorkers` is called like `parse_feed`, and its `extract` like `extract_article`, from any thread. The processes
start when first needed and are used again. While there is a crowd each has the next jobs at hand already: handing over
one at a time, a process would wait for its turn in a busy program longer than it parses.
"""

import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType

from retrieval.errors import ParseError
from retrieval.feeds.parser import ParsedFeed
from retrieval.intake.extract import Extract
from retrieval.messages import Phrase
from retrieval.workers.process import READY, WORK, receive, send

DEADLINE = timedelta(seconds=30)
"""On the wall, for the machine may be busy; how long a job may compute is limited in `process.py`."""
START_DEADLINE = timedelta(seconds=60)
"""Generous: on a busy machine an interpreter may take long to start, which is not the feed's fault."""
_AHEAD = 3
_ROOT = str(Path(__file__).parent.parent.parent)
_START = f"import sys; sys.path.insert(0, {_ROOT!r}); from retrieval.workers.process import serve; serve()"


@dataclass(slots=True)
class _Job:
    """`answer` becomes a value of ours, a sentence that says what is wrong, or None when no answer came in time."""

    question: tuple[str, bytes, str, Mapping[str, str], datetime]
    answer: "Future[object]" = field(default_factory=Future)


Jobs = SimpleQueue[_Job | None]


class ParseWorkers:
    """Runs a few parser processes. Close it (or use it in `with`) when done; they also end with the program."""

    def __init__(
        self,
        *,
        processes: int = 2,
        deadline: timedelta = DEADLINE,
        command: Sequence[str] = (sys.executable, "-c", _START),
    ) -> None:
        self._deadline = deadline
        self._jobs: Jobs = SimpleQueue()
        self._workers = [_Worker(command, self._jobs, deadline, crowd=processes) for _ in range(processes)]
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

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

    def close(self) -> None:
        """End the processes; what is still being parsed gets no answer."""
        for worker in self._workers:
            worker.end()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _ask(self, kind: str, body: bytes, url: str, headers: Mapping[str, str], now: datetime) -> object:
        # Two headers are all the parsers read; others may not be worth carrying over.
        kept = {name: headers[name] for name in ("content-type", "content-language") if name in headers}
        job = _Job((kind, body, url, kept, now))
        with self._starting:
            if not self._threads:
                self._threads = [threading.Thread(target=worker.run, daemon=True) for worker in self._workers]
                for thread in self._threads:
                    thread.start()
        self._jobs.put(job)
        return job.answer.result()

    def _too_long(self, url: str) -> str:
        work, wait = WORK.total_seconds(), self._deadline.total_seconds()
        return Phrase(
            "{url} could not be parsed: it takes more than {work} seconds of work, or {wait} seconds in all.",
            url=url,
            work=f"{work:g}",
            wait=f"{wait:g}",
        )

    def __enter__(self) -> "ParseWorkers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Worker:
    """One process and the thread that hands it jobs; another process when one died or was too slow."""

    def __init__(self, command: Sequence[str], jobs: Jobs, deadline: timedelta, *, crowd: int) -> None:
        self._command = command
        self._jobs = jobs
        self._seconds = deadline.total_seconds()
        self._crowd = crowd
        self._process: _Process | None = None
        self._at_hand: deque[_Job] = deque()
        self._is_over = False

    def run(self) -> None:
        while self._take_jobs():
            answer = self._process.answer(self._seconds) if self._process else None
            # Answers come in the order of the jobs, so it is the first that is answered, or to blame.
            self._at_hand.popleft().answer.set_result(answer)
            if answer is None:
                self._stop()
        for job in self._at_hand:
            job.answer.set_result(None)
        self._stop()

    def end(self) -> None:
        """From another thread: take no more jobs, and let go of the one at hand."""
        self._is_over = True
        if process := self._process:
            process.kill()

    def _take_jobs(self) -> bool:
        """Have at least one job at hand, sent to a living process; False when it is over."""
        if not self._at_hand:
            self._add(self._jobs.get())
        # More than one only while others wait behind it: a job behind a slow one waits with it.
        while len(self._at_hand) < _AHEAD and self._jobs.qsize() > self._crowd:
            with suppress(Empty):
                self._add(self._jobs.get_nowait())
        if not self._is_over and (self._process is None or not self._process.is_alive):
            self._start()
        return not self._is_over

    def _add(self, job: _Job | None) -> None:
        if job is None:
            self._is_over = True
            return
        self._at_hand.append(job)
        if self._process:
            self._process.send(job.question)

    def _start(self) -> None:
        self._stop()
        self._process = _Process(self._command)
        if self._process.answer(START_DEADLINE.total_seconds()) != READY:
            self._stop()
            return
        for job in self._at_hand:
            self._process.send(job.question)

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.stop()


class _Process:
    """A process whose answers a thread reads, so that they can be waited for with a limit, on every system."""

    def __init__(self, command: Sequence[str]) -> None:
        self._answers: SimpleQueue[object] = SimpleQueue()
        self._popen = subprocess.Popen(  # noqa: S603 - our own interpreter, nothing from outside in the command
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def is_alive(self) -> bool:
        return self._popen.poll() is None

    def send(self, value: object) -> None:
        """Nothing happens when the process is dead: then there is no answer either."""
        with suppress(OSError, ValueError):
            if self._popen.stdin is not None:
                send(self._popen.stdin, value)

    def answer(self, seconds: float) -> object:
        """The next answer; None when none comes in time or the process died."""
        with suppress(Empty):
            return self._answers.get(timeout=seconds)
        return None

    def kill(self) -> None:
        self._popen.kill()

    def stop(self) -> None:
        self.kill()
        if self._popen.stdin is not None:
            with suppress(OSError):
                self._popen.stdin.close()
        self._popen.wait()
        self._listener.join()

    def _listen(self) -> None:
        if self._popen.stdout is None:
            return
        with suppress(OSError, EOFError, pickle.UnpicklingError), self._popen.stdout as pipe:
            while True:
                self._answers.put(receive(pipe))
        self._answers.put(None)
