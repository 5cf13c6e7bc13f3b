"""Says in sentences for admins what the models cost and how well they serve."""

from dataclasses import dataclass
from datetime import datetime

from bot.digest.model.writer_store import WriterStore, faults_of
from bot.talk.frame.localise import Words
from retrieval.budget import Prices, TokenBudget, UseStore


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """Holds the stores that the figures come from."""

    budget: TokenBudget
    uses: UseStore
    writers: WriterStore
    prices: Prices

    def share_spent(self, now: datetime) -> float:
        """How much of today's tokens is gone, from 0 to 1 and perhaps above."""
        return self.budget.spent(now) / self.budget.a_day if self.budget.a_day else 1.0

    def writers_line(self, words: Words) -> str:
        """How many of the last digests a model did not write, and why; empty when it wrote them all."""
        last = self.writers.last()
        faults = faults_of(last)
        return words(
            "Of the last {last} digests {n} were written without the model: {reasons}.",
            last=len(last),
            n=sum(faults.values()),
            reasons=", ".join(fault.replace("_", " ") for fault in faults),
        ) if faults else ""  # fmt: skip


def figure_lines(figures: ModelFigures, words: Words, now: datetime) -> list[str]:
    """What each model did today, its cost where prices are known, and how much of the day's tokens is spent."""
    uses = figures.uses.of_day(now)
    if not uses:
        return []
    lines = [
        words(
            "{model} today: {calls} calls, {failed} of them failed; {sent} tokens sent, {received} received, "
            "{thinking} of them for thinking.",
            model=use.model,
            calls=words.number(use.calls),
            failed=words.number(use.failures),
            sent=words.number(use.sent),
            received=words.number(use.received),
            thinking=words.number(use.reasoning),
        )
        for use in uses
    ]
    share = round(100 * figures.share_spent(now))
    lines.append(
        words("{share} % of today's {most} tokens are spent.", share=share, most=words.number(figures.budget.a_day))
    )
    if cost := figures.prices.cost(uses):
        lines.append(words("At your prices that is {cost}.", cost=words.number(round(cost, 4))))
    return lines
