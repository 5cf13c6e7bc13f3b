import pytest

from bot.digest.choose.ties import Ties

WINDOW = [f"China and Japan argue about fish, day {n}" for n in range(9)]


@pytest.mark.parametrize(
    ("one", "other", "days", "tied"),
    [
        ("Harbour bridge of Ansel closed", "Ansel opens one lane of the harbour bridge", 1, True),
        ("Ansel closes a road", "Museum of Ansel shows maps", 1, False),
        ("China and Japan argue about fish", "Japan and China argue about fish prices", 1, False),
        ("Harbour fire of Ansel kills 4", "Harbour fire of Ansel kills 9", 1, True),
        ("Flight with 142 fishermen lands in Ansel", "Flight with 146 fishermen lands in Ansel", 2, False),
    ],
    ids=["one affair", "one word", "what all write about", "a toll that grows", "the next of its kind"],
)
def test_a_later_headline_is_tied_by_specific_words(one: str, other: str, days: float, tied: bool) -> None:
    assert Ties([*WINDOW, one, other]).are_tied(one, other, days=days) is tied
