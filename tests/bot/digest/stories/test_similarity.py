import pytest

from bot.digest.stories.similarity import measure_traits, sparse_dot
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import terms
from tests.builders import article


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("exercises", "drills"),
        ("Japanese", "Tokyo"),
        ("quake", "earthquakes"),
        ("postponed", "delays"),
        ("semiconductors", "chip"),
        ("British", "UK"),
    ],
)
def test_two_words_for_one_thing_are_one_term(one: str, other: str) -> None:
    assert list(as_concepts(terms(one))) == list(as_concepts(terms(other)))


def test_other_words_stay_as_they_are() -> None:
    assert list(as_concepts(["bridg", "ansel"])) == ["bridg", "ansel"]


def test_naming_a_thing_twice_changes_nothing() -> None:
    once = list(as_concepts(terms("Japanese troops begin drills near the Lena bridge")))
    assert list(as_concepts(once)) == once


def likeness_of(one: str, other: str) -> float:
    told = [article(title, id=str(number), text="") for number, title in enumerate((one, other, "Grain prices fall"))]
    first, second, _ = measure_traits(told, {}).terms
    return sparse_dot(first, second)


def test_headlines_that_share_no_word_but_a_thing_are_alike() -> None:
    assert likeness_of("Navy begins drills off Ansel", "Fleet in exercises near Tessaly") > 0


def test_the_year_alone_makes_no_two_headlines_alike() -> None:
    assert likeness_of("Ansel plans for 2026", "Tessaly zoo opens in 2026") == 0
    assert likeness_of("Ansel remembers 1848", "Tessaly shows paintings of 1848") > 0
