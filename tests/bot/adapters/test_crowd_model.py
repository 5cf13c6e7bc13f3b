"""Of those who talk only so many wait for a model; the next one is answered without it."""

import pytest

from bot.adapters.crowd_model import CrowdModel
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.fakes import ScriptedModel

ASKED = [Message("user", "Which bridge opened?")]


def test_one_more_than_there_are_places_is_sent_away_at_once() -> None:
    model = CrowdModel(ScriptedModel(*["The Lena bridge."] * 9), at_once=2)
    waiting = [model.stream(ASKED) for _ in range(3)]
    assert [next(each)[:3] for each in waiting[:2]] == ["The", "The"]
    with pytest.raises(ModelError) as failure:
        next(waiting[2])
    assert failure.value.cause == "busy"


def test_a_place_is_free_again_after_the_end_a_failure_and_a_reader_who_left() -> None:
    model = CrowdModel(ScriptedModel("fine", ModelError("down"), "left early", "fine"), at_once=1)
    assert model.complete(ASKED) == "fine"
    with pytest.raises(ModelError, match="down"):
        model.complete(ASKED)
    left = model.stream(ASKED)
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert model.complete(ASKED) == "fine"
