"""A budgeted model is a model until the day's tokens are gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.budgeted_model import BudgetedModel
from retrieval.budget import TokenBudget
from retrieval.database import Database, open_database
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

PROMPT = [Message("user", "x" * 300)]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'budget.db'}")
    database.create_all()
    yield database
    database.close()


def test_a_thousand_calls_stop_at_the_days_tokens(database: Database) -> None:
    inner = ScriptedModel(*["fine"] * 1000)
    model = BudgetedModel(inner, TokenBudget(database, a_day=1000), FakeClock(NOON))
    outcomes = []
    for _ in range(50):
        try:
            outcomes.append(model.complete(PROMPT, max_tokens=100))
        except ModelError as error:
            outcomes.append(f"{error.retry_at:%Y-%m-%d %H:%M}")
    assert outcomes == ["fine"] * 5 + ["2026-01-08 00:00"] * 45
    assert len(inner.history) == 5


def test_streams_draw_on_the_same_tokens(database: Database) -> None:
    model = BudgetedModel(ScriptedModel("a long reply", "never"), TokenBudget(database, a_day=250), FakeClock(NOON))
    assert "".join(model.stream(PROMPT, max_tokens=100)) == "a long reply"
    with pytest.raises(ModelError, match="spent"):
        list(model.stream(PROMPT, max_tokens=100))
