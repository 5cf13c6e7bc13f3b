"""A sentence that the next one takes back is quoted only together with it."""

from pathlib import Path

import pytest

from retrieval.answer.corrections import takes_back, with_correction
from tests.builders import NOON
from tests.retrieval.answering import archive, story

REPORT = (
    "In a report on Monday the Gazette said that 16 people had died in the Karsul flood. That was wrong. "
    "The number confirmed by the ministry is 14. Shops stayed shut."
)


def corrected(text: str, first: str) -> str:
    start = text.index(first)
    return text[slice(*with_correction(text, start, start + len(first)))]


def test_a_correction_belongs_to_what_it_corrects() -> None:
    first = REPORT[: REPORT.index(" That was")]
    assert corrected(REPORT, first) == REPORT[: REPORT.index(" Shops")]


def test_a_correction_that_says_what_is_right_is_enough() -> None:
    text = "Nine boats sank. This figure was later corrected to four by the harbour master, who had counted twice. It rained."
    assert corrected(text, "Nine boats sank.") == text[: text.index(" It rained")]


@pytest.mark.parametrize(
    "sentence",
    [
        "That was wrong.",
        "This is not correct, the ministry said.",
        "The figure was later withdrawn.",
        "It turned out to be false.",
        "In fact, four boats sank.",
        "The correct number is four.",
        "We regret the error.",
    ],
)
def test_words_that_take_back(sentence: str) -> None:
    assert takes_back(sentence)


@pytest.mark.parametrize(
    "sentence", ["That was wrongly parked.", "It was Monday.", "The number of boats rose.", "This is what Orlan said."]
)
def test_words_that_do_not(sentence: str) -> None:
    assert not takes_back(sentence)


def test_a_number_taken_back_is_never_quoted_alone(tmp_path: Path) -> None:
    with archive(tmp_path, story("Correction on Karsul", "Reuters", REPORT, at=NOON)) as answerer:
        answer = answerer.answer("How many people died in the Karsul flood?", now=NOON.replace(hour=23))
    assert answer.status == "answered"
    assert all("14" in one.text for one in answer.sentences if "16" in one.text)
