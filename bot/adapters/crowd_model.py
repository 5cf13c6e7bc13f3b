"""A model that takes a few callers at once and sends the others away: people who talk must never all wait for it."""

from collections.abc import Iterator
from threading import BoundedSemaphore

from bot.adapters.model_calls import Call, MeasuredModel, measured
from retrieval.errors import ModelError
from retrieval.ports import Model


class CrowdModel(MeasuredModel):
    """At most `at_once` calls under way; one more fails at once, and is answered without a model."""

    def __init__(self, model: Model, *, at_once: int) -> None:
        self._model = measured(model)
        self._places = BoundedSemaphore(at_once)

    @property
    def name(self) -> str:
        return self._model.name

    def pieces(self, call: Call) -> Iterator[str]:
        if not self._places.acquire(blocking=False):
            raise ModelError("Too many people ask at once: this one is answered without the model.", cause="busy")
        try:
            yield from self._model.pieces(call)
        finally:
            self._places.release()
