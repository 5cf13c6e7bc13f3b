"""Names that are one or two slips away."""

import pytest

from retrieval.spelling import nearest_name


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


def test_of_names_as_near_the_commoner_is_meant() -> None:
    assert nearest_name("Marla", ["Marba", "Marka", "Marka"]) == "Marka"
