"""Lets a few callers use a model at once and sends the others away: people who talk must never all wait for it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, Thread, current_thread

from bot.adapters.model_service.model_calls import Call, MeasuredModel, measured
from retrieval.errors import ModelError
from retrieval.ports import Model


class Crowd:
    """So many places for all models that it is shared by. A thread that has one needs no second: an answer is verified while
    it is still being written."""

    def __init__(self, at_once: int) -> None:
        self._places = BoundedSemaphore(at_once)
        self._inside: Counter[Thread] = Counter()
        self._lock = Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises ModelError `busy` when there is none."""
        # Whoever leaves may be another thread than came: a reply is sometimes dropped by the collector.
        # A thread itself is the key: its number is given to another as soon as it ends, even if its place is still taken.
        me = current_thread()
        with self._lock:
            is_new = not self._inside[me]
            if is_new and not self._places.acquire(blocking=False):
                raise ModelError("Too many people ask at once: this one is answered without the model.", cause="busy")
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[me] -= 1
                if not self._inside[me]:
                    del self._inside[me]
                if is_new:
                    self._places.release()


class CrowdModel(MeasuredModel):
    """A model for those who have a place; one caller too many fails at once, and is answered without a model."""

    def __init__(self, model: Model, crowd: Crowd) -> None:
        self._model = measured(model)
        self._crowd = crowd

    @property
    def name(self) -> str:
        return self._model.name

    def pieces(self, call: Call) -> Iterator[str]:
        with self._crowd.place():
            yield from self._model.pieces(call)
