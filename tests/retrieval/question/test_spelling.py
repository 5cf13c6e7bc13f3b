"""Names that are one or two slips away."""

import pytest

from retrieval.question.spelling import nearest_asking, nearest_name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Karsull", "Karsul"),
        ("Krasul", "Karsul"),
        ("karsul", ""),
        ("Retuers", "Reuters"),
        ("Takaichii", "Takaichi"),
        ("Orvan", "Orvane"),
        ("Pel", ""),
        ("Karachi", ""),
    ],
)
def test_the_nearest_name_is_found_if_it_is_near(word: str, name: str) -> None:
    assert nearest_name(word, ["Karsul", "Karsul", "Reuters", "Takaichi", "Orvane", "Pell"]) == name


def test_an_irregular_verb_is_no_misspelt_name() -> None:
    assert nearest_name("went", ["West"]) == ""
    assert nearest_name("Wesst", ["West"]) == "West"


def test_of_names_as_near_the_commoner_is_meant() -> None:
    assert nearest_name("Marla", ["Marba", "Marka", "Marka"]) == "Marka"


@pytest.mark.parametrize(
    ("word", "right"), [("wat", "what"), ("sya", "say"), ("repotr", "report"), ("say", ""), ("lune", "")]
)
def test_a_word_of_asking_may_be_misspelt_too(word: str, right: str) -> None:
    assert nearest_asking(word) == right
