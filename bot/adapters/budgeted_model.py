"""A model that keeps within a day's tokens. Over them it fails like a model that is down, which every caller can bear."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from retrieval.budget import TokenBudget
from retrieval.errors import ModelError
from retrieval.ports import Clock, Message, Model


class BudgetedModel:
    """`model` within `budget`: answers, digests and sections all draw on it."""

    def __init__(self, model: Model, budget: TokenBudget, clock: Clock) -> None:
        self._model = model
        self._budget = budget
        self._clock = clock

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
        self._claim(messages, max_tokens)
        return self._model.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        self._claim(messages, max_tokens)
        yield from self._model.stream(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)

    def _claim(self, messages: Sequence[Message], max_tokens: int) -> None:
        now = self._clock.now()
        if not self._budget.spend(estimate_prompt(messages) + max_tokens, now=now):
            tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
            raise ModelError("The tokens of today are spent: answers are made without the model.", retry_at=tomorrow)


def estimate_prompt(messages: Sequence[Message]) -> int:
    """Tokens of a prompt, rather too many than too few: three letters each, or one character where words have no spaces."""
    characters = [letter for message in messages for letter in message.content]
    wide = sum(letter > "\u2e80" for letter in characters)
    return (len(characters) - wide) // 3 + wide
