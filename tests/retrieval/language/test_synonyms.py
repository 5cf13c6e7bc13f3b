"""Which words stand for one another when it is looked whether a text speaks of what was asked."""

import pytest

from retrieval.answer.wanted import what_is_asked
from retrieval.language.synonyms import held_terms
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
