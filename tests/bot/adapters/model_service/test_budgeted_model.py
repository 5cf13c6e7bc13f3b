"""A budgeted model is a model until the day's tokens are gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.model_service.budgeted_model import BudgetedModel
from bot.adapters.model_service.model_calls import Call, MeasuredModel
from retrieval.budget import TokenBudget
from retrieval.database import Database, open_database
from retrieval.errors import ModelError
from retrieval.ports import Message, Usage
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

PROMPT = [Message("user", "x" * 300)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'budget.db'}")
    database.create_all()
    yield database
    database.close()


class Costing(MeasuredModel):
    """Says what the next calls cost, and whether they fail."""

    name = "costing"

    def __init__(self, *costs: Usage | ModelError) -> None:
        self.costs = list(costs)

    def pieces(self, call: Call) -> Iterator[str]:
        cost = self.costs.pop(0)
        if isinstance(cost, ModelError):
            raise cost
        yield "fine"
        call.on_usage(cost)


def test_a_thousand_calls_stop_at_the_days_tokens(database: Database) -> None:
    inner = Costing(*[Usage(100, 90, 80)] * 1000)
    model = BudgetedModel(inner, TokenBudget(database, a_day=1000), FakeClock(NOON))
    outcomes = []
    for _ in range(50):
        try:
            outcomes.append(model.complete(PROMPT, max_tokens=100))
        except ModelError as error:
            outcomes.append(f"{error.cause} {error.retry_at:%Y-%m-%d %H:%M}")
    assert outcomes == ["fine"] * 5 + ["budget 2026-01-08 00:00"] * 45
    assert len(inner.costs) == 995


def test_what_the_server_says_a_call_cost_is_what_is_spent(database: Database) -> None:
    budget = TokenBudget(database, a_day=10_000)
    model = BudgetedModel(Costing(Usage(40, 1_300, 1_200), ModelError("down")), budget, FakeClock(NOON))
    model.complete(PROMPT, max_tokens=100)
    assert budget.spent(NOON) == 1_340
    with pytest.raises(ModelError):
        model.complete(PROMPT, max_tokens=100)
    assert budget.spent(NOON) == 1_340


def test_streams_draw_on_the_same_tokens(database: Database) -> None:
    model = BudgetedModel(ScriptedModel("a long reply", "never"), TokenBudget(database, a_day=250), FakeClock(NOON))
    assert "".join(model.stream(PROMPT, max_tokens=100)) == "a long reply"
    with pytest.raises(ModelError, match="spent"):
        list(model.stream(PROMPT, max_tokens=100))
