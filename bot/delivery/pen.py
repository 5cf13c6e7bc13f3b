"""Writes down that a part leaves, before it does, and what became of it, even when the database refuses for a while."""

from collections.abc import Callable
from threading import Lock

from bot.delivery.ledger_entries import Task
from bot.delivery.store import Ledger
from retrieval.errors import StorageError
from retrieval.ports import Clock


class Pen:
    """Lets one thread of this process write at a time: SQLite's own waiting is a sleep that grows."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._unwritten: list[Callable[[], object]] = []

    def write(self, change: Callable[[], object]) -> None:
        """Write now; what the database refuses is kept and written when it recovers: an outcome must not be lost."""
        with self.lock:
            try:
                change()
            except StorageError:
                self._unwritten.append(change)
                raise

    def write_rest(self) -> None:
        """Write what was refused before, in order. Raises StorageError where it is refused again."""
        while self._unwritten:
            with self.lock:
                self._unwritten[0]()
                self._unwritten.pop(0)


class Withdrawn(Exception):
    """The part is not queued any more: merged, forgotten, or taken by another sender."""


class Departure:
    """Writes down that a part is being sent, at the last moment; `is_over` once that is done."""

    def __init__(self, ledger: Ledger, task: Task, clock: Clock, pen: Pen) -> None:
        self._ledger = ledger
        self._task = task
        self._clock = clock
        self._pen = pen
        self.is_over = False

    def __call__(self) -> None:
        with self._pen.lock:
            if not self._ledger.claim(self._task, self._clock.now()):
                raise Withdrawn
        self.is_over = True
