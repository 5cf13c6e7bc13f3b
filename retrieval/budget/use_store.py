"""`UseStore`: what models did by UTC day: calls, failures, tokens. For `/stats`, `doctor` and the bill; nothing is refused by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from retrieval.budget.tables import model_use
from retrieval.database import Database, insert_new
from retrieval.ports import Usage

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, sent and received, in the currency that the provider bills in; 0 where nobody said."""

    sent: float = 0.0
    received: float = 0.0

    def cost(self, uses: Sequence["ModelUse"]) -> float:
        return sum(use.sent * self.sent + use.received * self.received for use in uses) / 1_000_000


@dataclass(frozen=True, slots=True)
class ModelUse:
    """One model on one day. `received` holds the tokens of `reasoning` too."""

    model: str
    calls: int
    failures: int
    sent: int
    received: int
    reasoning: int


class UseStore:
    """Adds up calls; shared by every process on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, model: str, usage: Usage, *, is_fine: bool, now: datetime) -> None:
        """One call of a model."""
        added = {
            "calls": 1,
            "failures": 0 if is_fine else 1,
            "sent": usage.sent,
            "received": usage.received,
            "reasoning": usage.reasoning,
        }
        key = {"day": now.astimezone(UTC).date(), "model": model[:LONGEST_NAME]}
        is_it = (model_use.c.day == key["day"]) & (model_use.c.model == key["model"])
        with self._database.write() as connection:
            insert_new(connection, model_use, [{**key, **dict.fromkeys(added, 0)}])
            sums = {name: model_use.c[name] + value for name, value in added.items()}
            connection.execute(update(model_use).where(is_it).values(**sums))

    def of_day(self, now: datetime) -> list[ModelUse]:
        """The models that were asked on the day of `now`, the busiest first."""
        today = select(model_use).where(model_use.c.day == now.astimezone(UTC).date())
        with self._database.read() as connection:
            rows = connection.execute(today.order_by(model_use.c.calls.desc(), model_use.c.model)).all()
        return [ModelUse(row.model, row.calls, row.failures, row.sent, row.received, row.reasoning) for row in rows]
