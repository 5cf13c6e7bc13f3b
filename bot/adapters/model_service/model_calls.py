"""Defines one call of a model, and a model that says what a call cost: what all parts between the core and a server share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from retrieval.ports import Message, Model, Usage

# What tokenizers of the usual models make of text, roughly: four letters of Latin script a token, else less than two.
LATIN_LETTERS_A_TOKEN = 4.0
OTHER_LETTERS_A_TOKEN = 1.6


def estimate_tokens(text: str) -> int:
    """How many tokens a text is, to some twenty per cent: for servers that do not say."""
    others = sum(character > "\u024f" for character in text)
    return round((len(text) - others) / LATIN_LETTERS_A_TOKEN + others / OTHER_LETTERS_A_TOKEN)


def estimate_usage(messages: Sequence[Message], reply: str) -> Usage:
    sent = sum(estimate_tokens(message.content) for message in messages)
    return Usage(sent, estimate_tokens(reply), is_estimated=True)


def _nobody(usage: Usage) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a model. `on_usage` hears, once for each request that a server took, what it cost.

    With `is_whole` nobody sees the reply before its end, so that it may be asked for again after it broke off.
    """

    messages: Sequence[Message]
    schema: Mapping[str, Any] | None
    max_tokens: int
    timeout: timedelta
    on_usage: Callable[[Usage], None] = _nobody
    is_whole: bool = False


class MeasuredModel(ABC):
    """`retrieval.ports.Model` by way of calls."""

    @property
    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    def pieces(self, call: Call) -> Iterator[str]:
        """The reply as it comes. Raises ModelError, possibly after some pieces."""

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        return "".join(self.pieces(Call(messages, schema, max_tokens, timeout, is_whole=True)))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        yield from self.pieces(Call(messages, schema, max_tokens, timeout))


class EstimatedModel(MeasuredModel):
    """Any model, its cost estimated from the texts."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def pieces(self, call: Call) -> Iterator[str]:
        said: list[str] = []
        ask = self._whole if call.is_whole else self._model.stream
        try:
            for piece in ask(call.messages, schema=call.schema, max_tokens=call.max_tokens, timeout=call.timeout):
                said.append(piece)
                yield piece
        finally:
            call.on_usage(estimate_usage(call.messages, "".join(said)))

    def _whole(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None,
        max_tokens: int,
        timeout: timedelta,
    ) -> Iterator[str]:
        yield self._model.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)


def measured(model: Model) -> MeasuredModel:
    return model if isinstance(model, MeasuredModel) else EstimatedModel(model)
