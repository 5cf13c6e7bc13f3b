"""How much one person may ask, in a minute and in a day."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.talk.commands.allowance import COST_OF_DIGEST, may_search, spend_question, spend_remark
from bot.talk.frame.localise import Mistake
from tests.bot.talk.office import Office


def granted(
    office: Office, spend: Callable[[Any], object], *, every: timedelta, most: int, model: object = None
) -> int:
    """How often it may be done before the first no."""
    desk = SimpleNamespace(memory=office.desk.memory, admins=frozenset(), model=model)
    for done in range(most):
        turn = SimpleNamespace(
            desk=desk, person_id=2, chat_id=2, utterance=SimpleNamespace(kind="private"), now=office.clock.now()
        )
        try:
            spend(cast(Any, turn))
        except Mistake:
            return done
        office.clock.advance(every)
    return most


@pytest.mark.parametrize(("model", "least", "most"), [(None, 18, 22), ("a model", 4, 6)])
def test_a_person_asks_no_more_in_a_minute_than_they_can_read(
    office: Office, model: object, least: int, most: int
) -> None:
    assert least <= granted(office, spend_question, every=timedelta(seconds=1), most=40, model=model) <= most


@pytest.mark.parametrize(("model", "least", "most"), [(None, 270, 330), ("a model", 45, 55)])
def test_a_day_has_an_end(office: Office, model: object, least: int, most: int) -> None:
    assert least <= granted(office, spend_question, every=timedelta(minutes=3), most=450, model=model) <= most


def test_a_digest_costs_as_much_as_several_questions(office: Office) -> None:
    def spend(turn: Any) -> None:
        spend_question(turn, cost=COST_OF_DIGEST)

    assert granted(office, spend, every=timedelta(seconds=1), most=40) == 5


def test_a_remark_is_no_question(office: Office) -> None:
    assert granted(office, spend_remark, every=timedelta(seconds=1), most=40) == 3


def test_a_search_is_asked_for_with_every_letter(office: Office) -> None:
    assert [may_search(office.desk, 2) for _ in range(130)].count(True) == 120
