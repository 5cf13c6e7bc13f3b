"""The judge of answers."""

from datetime import UTC, datetime

import pytest

from retrieval.answers import Answer, Citation, Query, Sentence
from retrieval.errors import BadInput
from retrieval.evaluation.evaluation import Case, count_forged, evaluate, holds, judge, read_case, summarise
from tests.builders import article

ONE = article("Bridge opens", text="It cost 340 million crowns.")
GOOD = Answer("q", "answered", "x [1]", Query("q", "q"), (Sentence("x", (1,)),), (Citation(1, ONE, "Bridge opens"),))
NONE = Answer("q", "no_answer", "nothing", Query("q", "q"))


@pytest.mark.parametrize(
    ("case", "answer", "outcome"),
    [
        (Case("", "q", answers=("340 Million",)), GOOD, "right"),
        (Case("", "q", answers=("40 million",)), GOOD, "wrong"),
        (Case("", "q", outlets=frozenset({"the west times"})), GOOD, "right"),
        (Case("", "q", outlets=frozenset({"East Post"})), GOOD, "wrong"),
        (Case("", "q", urls=frozenset({"https://other.example"})), GOOD, "wrong"),
        (Case("", "q", is_unanswerable=True), GOOD, "answered wrongly"),
        (Case("", "q", is_unanswerable=True), NONE, "refused rightly"),
        (Case("", "q"), NONE, "refused"),
    ],
)
def test_an_answer_is_judged_by_what_is_known(case: Case, answer: Answer, outcome: str) -> None:
    assert judge(case, answer) == outcome


@pytest.mark.parametrize(
    ("answer", "forged"),
    [
        (GOOD, 0),
        (Answer("q", "answered", "", Query("q", "q"), (Sentence("x", (1, 7)),), GOOD.citations), 1),
        (
            Answer(
                "q", "answered", "", Query("q", "q"), (Sentence("x", (1,)),), (Citation(1, ONE, "It cost nothing"),)
            ),
            1,
        ),
        (Answer("q", "answered", "", Query("q", "q"), (Sentence("x", (1,)),), (Citation(1, ONE, ""),)), 1),
        (Answer("q", "answered", "", Query("q", "q"), (), GOOD.citations), 1),
        (Answer("q", "no_answer", "", Query("q", "q"), (), GOOD.citations), 2),
    ],
)
def test_forged_is_what_does_not_resolve_or_is_not_in_the_text(answer: Answer, forged: int) -> None:
    assert count_forged(answer, {ONE.id: ONE}.get) == forged


def test_an_article_that_is_not_stored_is_forged() -> None:
    assert count_forged(GOOD, lambda _: None) == 1


def test_a_run_is_summarised() -> None:
    cases = [Case("1", "a", answers=("340 million",)), Case("2", "b", is_unanswerable=True), Case("3", "c")]
    results = evaluate(cases, lambda case: NONE if case.id == "2" else GOOD, {ONE.id: ONE}.get)
    summary = summarise(results)
    assert (summary.questions, summary.right, summary.refused, summary.balanced, summary.forged) == (
        3,
        1.0,
        1.0,
        1.0,
        0,
    )
    assert summary.quoted == 0.0


def test_a_line_becomes_a_case() -> None:
    line = {"id": 7, "question": "Who?", "now": "2026-01-07T12:00:00", "outlets": ["Reuters"], "answer": "Ada"}
    assert read_case(line) == Case("7", "Who?", datetime(2026, 1, 7, 12, tzinfo=UTC), frozenset({"Reuters"}), ("Ada",))


@pytest.mark.parametrize(
    "line", [{}, {"question": " "}, {"question": "q", "now": "soon"}, {"question": "q", "answer": 3}]
)
def test_a_bad_line_is_named(line: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        read_case(line)


@pytest.mark.parametrize(
    ("text", "answer", "is_held"),
    [
        ("The U.S.A. won", "usa", False),
        ("It's Ada Brandt!", "ada brandt", True),
        ("flute", "flu", False),
        ("x", "", False),
    ],
)
def test_answers_are_whole_words(text: str, answer: str, is_held: bool) -> None:
    assert holds(text, [answer]) is is_held
