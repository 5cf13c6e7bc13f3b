"""Keeps a model within its tokens for the day. Over them it fails like a model that is down, which every caller can bear."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.adapters.model_service.model_calls import Call, MeasuredModel, measured
from retrieval.budget import TokenBudget
from retrieval.errors import ModelError, StorageError
from retrieval.ports import Clock, Message, Model, Usage


class BudgetedModel(MeasuredModel):
    """`model` within `budget`: answers, digests and translations all draw on it.

    Before a call it claims what the call may cost, so that many at once cannot overdraw; after it the claim becomes what
    the call has cost.
    """

    def __init__(self, model: Model, budget: TokenBudget, clock: Clock) -> None:
        self._model = measured(model)
        self._budget = budget
        self._clock = clock

    @property
    def name(self) -> str:
        return self._model.name

    def pieces(self, call: Call) -> Iterator[str]:
        now = self._clock.now()
        claimed = estimate_prompt(call.messages) + call.max_tokens
        if not self._budget.spend(claimed, now=now):
            tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
            raise ModelError(
                "The tokens of today are spent: nothing is asked of the model before midnight UTC. "
                "COUNTERPOINT_MODEL_TOKENS_PER_DAY sets how many there are.",
                cause="budget",
                retry_at=tomorrow,
            )
        spent = 0

        def note(usage: Usage) -> None:
            nonlocal spent
            spent += usage.sent + usage.received
            call.on_usage(usage)

        try:
            yield from self._model.pieces(replace(call, on_usage=note))
        finally:
            # Where nothing can be written the claim stands: rather too much than too little.
            with suppress(StorageError):
                self._budget.settle(claimed, spent, now=now)


def estimate_prompt(messages: Sequence[Message]) -> int:
    """Tokens of a prompt, rather too many than too few: three letters each, or one character where words have no spaces."""
    characters = [letter for message in messages for letter in message.content]
    wide = sum(letter > "\u2e80" for letter in characters)
    return (len(characters) - wide) // 3 + wide
