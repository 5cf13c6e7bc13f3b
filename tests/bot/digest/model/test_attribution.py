import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.model.attribution import attributed, taken_apart
from bot.digest.model.digest import Bullet

WEST = ("West Times",)
FORMS = {
    "West Times: The bridge opens.": Bullet("The bridge opens.", (1,), WEST),
    "West Times, East Post (opinion): The toll is too high.": Bullet(
        "The toll is too high.", (1,), ("West Times", "East Post"), is_opinion=True
    ),
    "West Times asks: Who built it?": Bullet("Who built it?", (1,), WEST, manner="asks"),
    "West Times headline: “A bridge at last”": Bullet("A bridge at last", (1,), WEST, manner="heads"),
    "West Times headline: “At last” in Lena": Bullet("“At last” in Lena", (1,), WEST, manner="heads"),
    "The bridge opens.": Bullet("The bridge opens.", (1,)),
}


@pytest.mark.parametrize("shown", FORMS)
def test_a_sentence_is_shown_with_who_says_it_and_how(shown: str) -> None:
    assert str(attributed(FORMS[shown])) == shown


@pytest.mark.parametrize("shown", FORMS)
def test_a_file_of_ours_is_read_back_into_the_same_fields(shown: str) -> None:
    assert taken_apart(shown, (1,), ["West Times", "East Post"]) == FORMS[shown]


def test_only_an_outlet_that_is_cited_is_taken_for_a_speaker() -> None:
    assert taken_apart("China: we will answer.", (1,), ["Xinhua"]) == Bullet("China: we will answer.", (1,))
    assert taken_apart("West Times wrote of it: nobody came.", (1,), ["West Times"]).said_by == ()
    assert taken_apart("West Times: ", (1,), ["West Times"]).text == "West Times: "


pieces = st.sampled_from(["A", "A, B", "B", ": ", ", ", " asks", " headline", " (opinion)", "“", "”", '"', "x y", "."])


@given(st.lists(pieces, max_size=9).map("".join), st.lists(st.sampled_from(["A", "B", "A, B", ""]), max_size=3))
def test_whatever_a_file_says_it_is_shown_again_as_it_was(text: str, outlets: list[str]) -> None:
    assert str(attributed(taken_apart(text, (), outlets))) == text
