"""Figures, days and persons of something else than was asked for."""

from datetime import UTC, datetime

import pytest

from retrieval.answer.agreement import agrees, is_ahead, is_exact
from retrieval.answer.wanted import what_is_asked
from retrieval.answers import Query
from retrieval.articles import Filters
from tests.builders import NOON


def agree(question: str, kind: str, sentence: str, title: str = "", *, prefer: Filters | None = None) -> bool:
    query = Query(question, question, answer_kind=kind, prefer=prefer)
    return agrees(sentence, title, what_is_asked(question, kind), query)


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [("Rice fell 5 % in 2024.", False), ("Rice fell 5 %.", True), ("In 2025 rice fell 3 %.", True)],
)
def test_a_figure_of_another_year_is_none_of_this_one(sentence: str, is_told: bool) -> None:
    year = Filters(since=datetime(2025, 1, 1, tzinfo=UTC), until=datetime(2026, 1, 1, tzinfo=UTC))
    assert agree("how much did rice fall", "number", sentence, prefer=year) is is_told


def test_who_did_it_stands_with_what_was_done() -> None:
    question = "Who won the Halmere Regatta final?"
    assert not agree(question, "person", "Halmere Regatta begins with Ada Brandt at the start.")
    assert agree(question, "person", "Ada Brandt won the Halmere Regatta.")


def test_of_many_things_the_things_are_named() -> None:
    question = "How many steps does the Orvane Tower have?"
    assert not agree(question, "number", "The Orvane Tower closed for 5 hours after 20 visitors were trapped.")
    assert agree(question, "number", "The Orvane Tower has 812 steps.")


def test_a_figure_of_two_together_is_not_exact() -> None:
    asked = what_is_asked("how many tents does Norway get", "number")
    assert not is_exact("Four thousand tents go to Norway and Iceland.", asked)
    assert is_exact("Norway gets 2,500 tents and Iceland 1,500.", asked)


def test_a_month_is_no_exact_day() -> None:
    asked = what_is_asked("date of the first Brandt memo", "time")
    assert not is_exact("Brandt warned in late January.", asked)
    assert is_exact("The warning came in a memo of Jan. 29.", asked)


@pytest.mark.parametrize(
    ("sentence", "is_planned"),
    [
        ("Brandt to visit Orvane in April", True),
        ("Talks held ahead of Brandt’s Orvane visit", True),
        ("Deal clouds Brandt’s 2027 Orvane trip", True),
        ("Brandt’s visit to Orvane ends", False),
        ("Brandt flew to Orvane for a visit", False),
    ],
)
def test_what_is_planned_is_still_ahead(sentence: str, is_planned: bool) -> None:
    assert is_ahead(sentence, what_is_asked("When did Brandt visit Orvane", "time"), NOON) is is_planned
