"""The day's tokens are a hard stop."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.budget import TokenBudget
from retrieval.database import Database, open_database
from tests.builders import NOON


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'budget.db'}")
    database.create_all()
    yield database
    database.close()


def test_what_does_not_fit_claims_nothing(database: Database) -> None:
    budget = TokenBudget(database, a_day=1000)
    assert [budget.spend(tokens, now=NOON) for tokens in (600, 600, 400, 1)] == [True, False, True, False]
    assert budget.spent(NOON) == 1000


def test_the_next_day_has_tokens_again(database: Database) -> None:
    budget = TokenBudget(database, a_day=1000)
    budget.spend(1000, now=NOON)
    assert budget.spend(1000, now=NOON + timedelta(hours=12))


def test_many_at_once_spend_no_more_than_there_is(database: Database) -> None:
    budget = TokenBudget(database, a_day=1000)
    with ThreadPoolExecutor(8) as threads:
        granted = list(threads.map(lambda _: budget.spend(300, now=NOON), range(40)))
    assert (sum(granted), budget.spent(NOON)) == (3, 900)


def test_old_days_are_forgotten_and_today_is_not(database: Database) -> None:
    budget = TokenBudget(database, a_day=1000)
    budget.spend(10, now=NOON - timedelta(days=40))
    budget.spend(20, now=NOON)
    budget.expire(NOON)
    assert (budget.spent(NOON - timedelta(days=40)), budget.spent(NOON)) == (0, 20)
