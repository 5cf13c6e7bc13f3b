"""When a model is asked no more for a digest."""

from datetime import timedelta

import pytest

from bot.digest.write.by_model.trust import Effort, Trust
from retrieval.errors import ModelCause
from retrieval.model import Missing

SECOND = timedelta(seconds=1)


def missing(cause: ModelCause) -> Missing:
    return Missing(cause, "No.")


@pytest.mark.parametrize("cause", ["quota", "bad_key", "gone_model", "timeout", "unreachable", "budget", "busy"])
def test_a_model_that_is_down_is_down_for_all(cause: ModelCause) -> None:
    trust = Trust()
    trust.note(missing(cause))
    assert trust.begin() is None
    assert trust.fault == cause


@pytest.mark.parametrize("cause", ["refusal", "filter", "length", "empty", "unreadable", "too_much"])
def test_two_refusals_in_a_row_are_enough(cause: ModelCause) -> None:
    trust = Trust()
    trust.note(missing(cause))
    trust.note("a reply")
    trust.note(missing(cause))
    assert trust.begin() is not None
    trust.note(missing(cause))
    assert trust.begin() is None


def test_a_second_reading_that_answers_once_is_trusted_on() -> None:
    trust = Trust()
    for is_answered in (False, True, False):
        trust.note_reading(is_answered=is_answered)
    assert trust.begin() is not None
    trust.note_reading(is_answered=False)
    assert trust.begin() is None


def test_a_call_takes_no_longer_than_the_wall_leaves_and_a_slow_model_gets_more() -> None:
    now = [0.0]
    effort = Effort(patience=30 * SECOND, wall=40 * SECOND, pace=2.0)
    trust = Trust(effort, timer=lambda: now[0])
    assert trust.begin() == 30 * SECOND
    now[0] = 60.0
    assert trust.begin() == 10 * SECOND
    now[0] = 80.0
    assert trust.begin() is None
