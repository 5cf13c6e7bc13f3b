"""Which words stand for one another when it is looked whether a text speaks of what was asked."""

import pytest

from retrieval.answer.wanted import what_is_asked
from retrieval.language.synonyms import as_concepts, held_terms
from retrieval.language.terms import term_set


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("death toll in Karsul", "14 people were killed in Karsul"),
        ("deaths in Karsul", "Two people died in Karsul"),
        ("Who lost a phone", "Official loses phone"),
        ("capture of Orlan", "The seizure of Orlan was condemned"),
        ("Velmora sold arms", "Weapons sale to Velmora approved"),
        ("quarrel between Japan and China", "Chinese feud with Japan worsens"),
        ("Orlan in the United States", "Orlan flown to the US"),
        ("Orlan in the US", "Orlan is in the United States"),
    ],
)
def test_a_text_may_say_it_in_other_words(asked: str, text: str) -> None:
    wanted = what_is_asked(asked).terms
    assert held_terms(wanted, term_set(text)) == wanted


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("death toll in Karsul", "A death certificate for Karsul"),
        ("raid", "A strike began"),
        ("Velmora sold arms", "Velmora bought arms"),
        ("prices rise in Karsul", "Prices fall in Karsul"),
    ],
)
def test_other_things_are_not_taken_for_it(asked: str, text: str) -> None:
    wanted = what_is_asked(asked).terms
    assert held_terms(wanted, term_set(text)) < wanted


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Orlan in the United Arab Emirates", "Orlan lands in the UAE"),
        ("Polish bridge", "A bridge of Poland"),
        ("attack on Karsul", "Karsul hit by a strike"),
        ("ban on Velmora steel", "Velmora steel under new restrictions"),
        ("growth of Velmora exports", "Velmora exports surge"),
        ("explosion in Karsul", "A bombing in Karsul"),
    ],
)
def test_what_is_near_or_the_same_answers(asked: str, text: str) -> None:
    wanted = what_is_asked(asked).terms
    assert held_terms(wanted, term_set(text)) == wanted


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Velmora condemned Karsul", "A blast in Velmora and Karsul"),
        ("When did Orlan meet Karsul", "Orlan talks with Karsul by phone"),
    ],
)
def test_a_blast_condemns_nobody_and_talks_are_no_meeting(asked: str, text: str) -> None:
    wanted = what_is_asked(asked).terms
    assert held_terms(wanted, term_set(text)) < wanted


def test_what_is_only_near_makes_no_two_reports_one_story() -> None:
    for one, other in (
        ("attack", "strike"),
        ("ban", "curb"),
        ("growth", "surge"),
        ("meeting", "talks"),
        ("blast", "slams"),
    ):
        assert list(as_concepts(term_set(one))) != list(as_concepts(term_set(other)))
    assert list(as_concepts(term_set("blast"))) == list(as_concepts(term_set("bombing")))


def test_an_island_is_no_country() -> None:
    assert list(as_concepts(term_set("island"))) == ["island"]
    assert list(as_concepts(term_set("Warsaw"))) == list(as_concepts(term_set("Polish")))
