"""A model that needs somebody's hand is not asked for a while, and says so."""

from datetime import timedelta

import pytest

from bot.adapters.model_service.resting_model import RestingModel
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

ASKED = [Message("user", "Which bridge opened?")]
LATER = NOON + timedelta(hours=1)


def quota() -> ModelError:
    return ModelError("The quota is used up.", cause="quota", permanent=True, retry_at=LATER)


def test_after_a_permanent_failure_nothing_is_asked_until_the_rest_is_over() -> None:
    clock, inner = FakeClock(NOON), ScriptedModel(quota(), "The Lena bridge.")
    model = RestingModel(inner, clock)
    for _ in range(5):
        with pytest.raises(ModelError) as failure:
            model.complete(ASKED)
        assert (failure.value.cause, failure.value.permanent, failure.value.retry_at) == ("quota", True, LATER)
    assert len(inner.history) == 1
    assert model.trouble == "The quota is used up."
    clock.advance(timedelta(hours=1))
    assert model.complete(ASKED) == "The Lena bridge."
    assert model.trouble == ""


def test_a_limit_of_requests_is_waited_out_and_is_nobodys_fault() -> None:
    limit = ModelError("Over the limit.", cause="rate_limit", retry_at=NOON + timedelta(seconds=20))
    clock, inner = FakeClock(NOON), ScriptedModel(limit, "fine")
    model = RestingModel(inner, clock)
    for _ in range(2):
        with pytest.raises(ModelError):
            list(model.stream(ASKED))
    assert (len(inner.history), model.trouble) == (1, "")
    clock.advance(timedelta(seconds=21))
    assert "".join(model.stream(ASKED)) == "fine"


def test_a_failure_that_passes_by_itself_rests_nobody() -> None:
    inner = ScriptedModel(ModelError("Too slow.", cause="timeout"), "fine")
    model = RestingModel(inner, FakeClock(NOON))
    with pytest.raises(ModelError):
        model.complete(ASKED)
    assert model.complete(ASKED) == "fine"
