"""Of those who talk only so many wait for a model; the next one is answered without it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from bot.adapters.model_service.crowd_model import Crowd, CrowdModel
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.fakes import ScriptedModel

ASKED = [Message("user", "Which bridge opened?")]
T = TypeVar("T")


def elsewhere(work: Callable[[], T]) -> T:
    """What some work gives in a thread of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_one_more_than_there_are_places_is_sent_away_at_once() -> None:
    model = CrowdModel(ScriptedModel(*["The Lena bridge."] * 9), Crowd(2))
    waiting = [model.stream(ASKED) for _ in range(3)]
    assert next(waiting[0]) == elsewhere(lambda: next(waiting[1])) == "The Len"
    with pytest.raises(ModelError) as failure:
        elsewhere(lambda: next(waiting[2]))
    assert failure.value.cause == "busy"


def test_a_place_is_free_again_after_the_end_a_failure_and_a_reader_who_left() -> None:
    model = CrowdModel(ScriptedModel("fine", ModelError("down"), "left early", "fine"), Crowd(1))
    assert model.complete(ASKED) == "fine"
    with pytest.raises(ModelError, match="down"):
        model.complete(ASKED)
    left = model.stream(ASKED)
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert elsewhere(lambda: model.complete(ASKED)) == "fine"


def test_who_has_a_place_may_ask_another_model_of_the_same_crowd() -> None:
    crowd = Crowd(1)
    writer, verifier = (
        CrowdModel(ScriptedModel("The Lena bridge."), crowd),
        CrowdModel(ScriptedModel("yes", "no"), crowd),
    )
    growing = writer.stream(ASKED)
    next(growing)
    assert verifier.complete(ASKED) == "yes"
    with pytest.raises(ModelError):
        elsewhere(lambda: verifier.complete(ASKED))
    assert "".join(growing) == "a bridge."
    assert elsewhere(lambda: verifier.complete(ASKED)) == "no"
