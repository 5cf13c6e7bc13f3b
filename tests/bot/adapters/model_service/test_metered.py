from collections.abc import Iterator

import pytest

from bot.adapters.metrics import Meters
from bot.adapters.model_service.metered import MeteredAnswers, MeteredModel
from bot.adapters.model_service.model_calls import estimate_tokens
from retrieval.answers import Answer, Query
from retrieval.errors import ModelError
from retrieval.ports import Message
from tests.fakes import ScriptedModel

ASKED = [Message("user", "Which bridge opened on Monday, and who paid for it?")]


def shown(meters: Meters) -> str:
    return meters.render().decode()


def test_a_metered_model_says_what_the_model_says() -> None:
    meters = Meters()
    model = MeteredModel(ScriptedModel("The Lena bridge.", "The Lena bridge."), meters)
    assert model.name == "scripted"
    assert model.complete(ASKED) == "".join(model.stream(ASKED)) == "The Lena bridge."
    assert 'model_calls_total{outcome="ok"} 2.0' in shown(meters)
    assert f'model_tokens_total{{direction="sent"}} {2.0 * estimate_tokens(ASKED[0].content)}' in shown(meters)


def test_a_failing_model_is_counted_and_still_fails() -> None:
    meters = Meters()
    model = MeteredModel(ScriptedModel(), meters)
    with pytest.raises(ModelError):
        model.complete(ASKED)
    with pytest.raises(ModelError):
        list(model.stream(ASKED))
    assert 'model_calls_total{outcome="down"} 2.0' in shown(meters)


def test_every_call_is_taken_down_with_its_cost() -> None:
    taken: list[tuple[str, int, bool]] = []
    model = MeteredModel(
        ScriptedModel("The Lena bridge."), Meters(), lambda name, usage, ok: taken.append((name, usage.sent, ok))
    )
    model.complete(ASKED)
    with pytest.raises(ModelError):
        model.complete(ASKED)
    sent = estimate_tokens(ASKED[0].content)
    assert taken == [("scripted", sent, True), ("scripted", sent, False)]


def test_answers_are_counted_by_what_they_became() -> None:
    def stream(question: str) -> Iterator[Answer]:
        if question == "?":
            raise ModelError("The model is down.")
        yield Answer(question, "no_answer", "", Query(question, question))
        yield Answer(question, "answered", "Yes.", Query(question, question))

    meters = Meters()
    answers = MeteredAnswers(stream, meters)
    assert [answer.status for answer in answers.stream("Did it open?")] == ["no_answer", "answered"]
    with pytest.raises(ModelError):
        list(answers.stream("?"))
    assert 'questions_total{outcome="answered"} 1.0' in shown(meters)
    assert 'questions_total{outcome="error"} 1.0' in shown(meters)


def test_tokens_are_estimated_to_some_twenty_per_cent() -> None:
    assert 80 <= estimate_tokens("bridge open " * 33) <= 120
    assert 80 <= estimate_tokens("大桥通车" * 40) <= 120


def test_chinese_takes_more_tokens_a_letter_than_english() -> None:
    assert estimate_tokens("the bridge has been opened") < 10
    assert estimate_tokens("大桥星期一已经通车了") > 5
