"""Whether a sentence tells that something happened, and which report was the first."""

from datetime import timedelta

import pytest

from retrieval.answer.happened import asks_when_it_happened, first_reports, is_yet_to_come
from retrieval.answer.wanted import what_is_asked
from tests.builders import NOON

ASKED = what_is_asked("When did Brandt visit Orvane", "time")


@pytest.mark.parametrize(
    "sentence",
    [
        "Brandt to visit Orvane in April",
        "Brandt says he will visit Orvane",
        "Talks held before Brandt’s Orvane visit",
        "Brandt visit to Orvane expected in spring",
        "Deal clouds Brandt’s 2027 Orvane trip",
        "Orvane invites Brandt for a visit",
    ],
)
def test_what_is_planned_is_yet_to_come(sentence: str) -> None:
    assert is_yet_to_come(sentence, ASKED, NOON)


@pytest.mark.parametrize(
    "sentence",
    [
        "Brandt visits Orvane, and it may change the talks",
        "Brandt’s visit to Orvane ends",
        "Brandt flew to Orvane for a visit",
        "In 2025 Brandt visited Orvane",
    ],
)
def test_what_is_told_has_happened(sentence: str) -> None:
    assert not is_yet_to_come(sentence, ASKED, NOON)


def test_only_a_question_of_the_past_asks_when_it_happened() -> None:
    assert asks_when_it_happened("<b>When did Brandt visit?</b>")
    assert asks_when_it_happened("On what day was Maduro seized?")
    assert not asks_when_it_happened("When will Brandt visit?")


def test_each_run_of_reports_has_one_first() -> None:
    days = [NOON + timedelta(days=n) for n in (30, 2, 0, 3, 31)]
    assert first_reports(days, lambda day: day) == [NOON, NOON + timedelta(days=30)]
