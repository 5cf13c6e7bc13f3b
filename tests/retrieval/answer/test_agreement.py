"""Figures, days and persons of something else than was asked for."""

from datetime import UTC, datetime

import pytest

from retrieval.answer.agreement import agrees, is_exact
from retrieval.answer.wanted import what_is_asked
from retrieval.answers import Query
from retrieval.articles import Filters


def agree(question: str, kind: str, sentence: str, title: str = "", *, prefer: Filters | None = None) -> bool:
    query = Query(question, question, answer_kind=kind, prefer=prefer)
    return agrees(sentence, title, what_is_asked(question, kind), query)


def test_another_countrys_figure_is_none_of_this_one() -> None:
    question = "how much did Norway's fish exports rise"
    assert agree(question, "number", "Norway's fish exports rose 6 per cent.")
    assert not agree(question, "number", "Iceland's fish exports rose 12 per cent.")
    assert not agree(question, "number", "Fish exports of Iceland rose 12 per cent.")
    assert agree(question, "number", "Fish exports rose 6 per cent.")


def test_what_is_somebody_elses_is_not_what_was_asked_about() -> None:
    question = "How much did the profit of Brandt Motors rise?"
    assert agree(question, "number", "Brandt's profit rose 6 per cent.")
    assert not agree(question, "number", "Lund's profit rose 8 per cent, Brandt Motors said.")


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
