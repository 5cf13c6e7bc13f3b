"""Parts that count what passes through them: a model and an answerer that do what the real ones do, with meters beside."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from time import perf_counter
from typing import Any, Generic, ParamSpec

from bot.adapters.metrics import Meters
from retrieval.answers import Answer
from retrieval.errors import ModelError
from retrieval.ports import Message, Model

P = ParamSpec("P")

# What tokenizers of the usual models make of text, roughly: four letters of Latin script a token, else less than two.
LATIN_LETTERS_A_TOKEN = 4.0
OTHER_LETTERS_A_TOKEN = 1.6


def estimate_tokens(text: str) -> int:
    """How many tokens a text is, to some twenty per cent; nobody is billed by it."""
    others = sum(character > "\u024f" for character in text)
    return round((len(text) - others) / LATIN_LETTERS_A_TOKEN + others / OTHER_LETTERS_A_TOKEN)


class MeteredModel:
    """`retrieval.ports.Model` with counted calls, tokens, seconds and failures."""

    def __init__(self, model: Model, meters: Meters) -> None:
        self._model = model
        self._meters = meters

    @property
    def name(self) -> str:
        return self._model.name

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        started = perf_counter()
        try:
            reply = self._model.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)
        except ModelError:
            self._count(messages, "", started, is_fine=False)
            raise
        self._count(messages, reply, started, is_fine=True)
        return reply

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        """A stream that its reader leaves early counts as fine, with what had come by then."""
        started, pieces, is_fine = perf_counter(), [], True
        try:
            for piece in self._model.stream(messages, schema=schema, max_tokens=max_tokens, timeout=timeout):
                pieces.append(piece)
                yield piece
        except ModelError:
            is_fine = False
            raise
        finally:
            self._count(messages, "".join(pieces), started, is_fine=is_fine)

    def _count(self, messages: Sequence[Message], reply: str, started: float, *, is_fine: bool) -> None:
        self._meters.count_model_call(
            is_fine=is_fine,
            sent=sum(estimate_tokens(message.content) for message in messages),
            received=estimate_tokens(reply),
            took=_since(started),
        )


class MeteredAnswers(Generic[P]):
    """An answerer's `stream`, whatever it takes, with counted outcomes and seconds."""

    def __init__(self, stream: Callable[P, Iterator[Answer]], meters: Meters) -> None:
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
