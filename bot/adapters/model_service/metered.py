"""Counts what passes through a model and an answerer, which otherwise do what the real ones do."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Generic, ParamSpec, Protocol

from bot.adapters.model_service.model_calls import Call, MeasuredModel, measured
from retrieval.answers import Answer
from retrieval.errors import ModelError, StorageError
from retrieval.ports import Model, Usage

P = ParamSpec("P")


class ModelMeters(Protocol):
    """Who counts calls of models, for the metrics."""

    def count_model_call(self, *, outcome: str, usage: Usage, took: timedelta) -> None: ...


class AnswerMeters(Protocol):
    """Who counts answers, for the metrics."""

    def count_answer(self, outcome: str, took: timedelta) -> None: ...


Record = Callable[[str, Usage, bool], None]
"""Takes down a call: the model, what it cost, and whether it went well."""


def _no_record(model: str, usage: Usage, is_fine: bool) -> None:
    """Nobody takes it down."""


class MeteredModel(MeasuredModel):
    """A model with counted calls, tokens, seconds and failures by cause. The tokens are the server's own figures."""

    def __init__(self, model: Model, meters: ModelMeters, record: Record = _no_record) -> None:
        self._model = measured(model)
        self._meters = meters
        self._record = record

    @property
    def name(self) -> str:
        return self._model.name

    def pieces(self, call: Call) -> Iterator[str]:
        """A reply that its reader leaves early counts as fine, with what it had cost by then."""
        started, outcome, used = perf_counter(), "ok", Usage(0, 0)

        def note(usage: Usage) -> None:
            nonlocal used
            used = Usage(
                used.sent + usage.sent,
                used.received + usage.received,
                used.reasoning + usage.reasoning,
                used.is_estimated or usage.is_estimated,
            )
            call.on_usage(usage)

        try:
            yield from self._model.pieces(replace(call, on_usage=note))
        except ModelError as error:
            outcome = error.cause
            raise
        finally:
            self._meters.count_model_call(outcome=outcome, usage=used, took=_since(started))
            # A figure that cannot be kept must not cost the reply.
            with suppress(StorageError):
                self._record(self.name, used, outcome == "ok")


class MeteredAnswers(Generic[P]):
    """An answerer's `stream`, whatever it takes, with counted outcomes and seconds."""

    def __init__(self, stream: Callable[P, Iterator[Answer]], meters: AnswerMeters) -> None:
        self._stream = stream
        self._meters = meters

    def stream(self, *arguments: P.args, **named: P.kwargs) -> Iterator[Answer]:
        """The answer as it grows. One that its reader leaves early counts as what it was by then."""
        started, outcome = perf_counter(), "error"
        try:
            for answer in self._stream(*arguments, **named):
                outcome = answer.status
                yield answer
        except Exception:
            outcome = "error"
            raise
        finally:
            self._meters.count_answer(outcome, _since(started))


def _since(started: float) -> timedelta:
    return timedelta(seconds=perf_counter() - started)
