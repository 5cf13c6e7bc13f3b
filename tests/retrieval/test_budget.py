"""The day's tokens are a hard stop."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.budget import TokenBudget, UseStore
from retrieval.database import Database, open_database
from retrieval.ports import Usage
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
    for days in (0, 25, 35):
        budget.spend(20, now=NOON - timedelta(days=days))
    budget.expire(NOON)
    assert [budget.spent(NOON - timedelta(days=days)) for days in (0, 25, 35)] == [20, 20, 0]


@pytest.mark.parametrize(("letters", "is_whole"), [(180, True), (240, False)])
def test_a_model_may_have_a_long_name(database: Database, letters: int, is_whole: bool) -> None:
    uses = UseStore(database)
    uses.note("m" * letters, Usage(1, 1), is_fine=True, now=NOON)
    assert [len(use.model) == letters for use in uses.of_day(NOON)] == [is_whole]
