"""Leaves a model in peace for a while after a failure that asking again does not mend."""

from collections.abc import Iterator

from bot.adapters.model_service.model_calls import Call, MeasuredModel, measured
from retrieval.errors import ModelError
from retrieval.ports import Clock, Model


class RestingModel(MeasuredModel):
    """Rests after a used-up quota, a refused key, a model that is gone, and a limit of requests, until the time that the
    failure names; then it is asked again. A restart, and so every changed setting, ends the rest.
    """

    def __init__(self, model: Model, clock: Clock) -> None:
        self._model = measured(model)
        self._clock = clock
        self._fault: ModelError | None = None

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def trouble(self) -> str:
        """What somebody must mend before the model works again, or an empty string."""
        fault = self._fault
        return str(fault) if fault is not None and fault.permanent else ""

    def pieces(self, call: Call) -> Iterator[str]:
        fault = self._fault
        if fault is not None and fault.retry_at is not None and self._clock.now() < fault.retry_at:
            # A new one each time: a raised exception collects tracebacks.
            raise ModelError(
                str(fault),
                cause=fault.cause,
                permanent=fault.permanent,
                retry_at=fault.retry_at,
                server_said=fault.server_said,
            )
        try:
            for piece in self._model.pieces(call):
                self._fault = None
                yield piece
        except ModelError as error:
            if error.permanent or error.cause == "rate_limit":
                self._fault = error
            raise
