"""Numbers of sources in questions."""

import pytest

from bot.talk.commands.remembered_answers import number_pointed_at, number_within, with_outlet


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("What did [14] say?", 14),
        ("[2]", 2),
        ("tell me more about [3] please", 3),
        ("what does source 2 say", 2),
        ("show me citation no. 1", 1),
        ("open footnote #4", 4),
    ],
)
def test_a_question_for_a_source_alone_names_its_number(question: str, number: int) -> None:
    assert number_pointed_at(question) == number


@pytest.mark.parametrize(
    "question",
    ["What did [2] say about rice?", "What does Article 5 say?", "What did 14 say?", "Who lives at number 10?"],
)
def test_any_other_question_points_at_no_source_alone(question: str) -> None:
    assert number_pointed_at(question) is None


def test_a_number_within_a_question_stands_for_its_outlet() -> None:
    assert number_within("What did [2] say about rice?") == 2
    assert with_outlet("What did [2] say about rice?", "East Post") == "What did East Post say about rice?"
    assert number_within("What did energy source 4 cost?") is None
