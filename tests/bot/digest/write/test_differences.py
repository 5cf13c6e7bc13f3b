from bot.digest.write.differences import name_contradiction
from retrieval.articles import Article
from tests.builders import article


def west(title: str, text: str = "") -> tuple[str, list[Article]]:
    return "west", [article(title, text=text, outlet="West Times")]


def east(title: str, text: str = "") -> tuple[str, list[Article]]:
    return "east", [article(title, text=text, outlet="East Post")]


def test_different_tolls_are_named_with_who_says_which() -> None:
    found = name_contradiction(
        [west("Bridge fall kills 12 in Port Ansel"), east("Twenty hurt, 20 people dead in Port Ansel")]
    )
    assert found == "deaths: 12 (West Times) against 20 (East Post)"


def test_a_number_in_words_is_the_same_number() -> None:
    assert name_contradiction([west("Bridge fall kills twelve"), east("At Port Ansel 12 were killed")]) == ""


def test_a_side_that_gives_two_figures_itself_proves_nothing() -> None:
    both = ("west", [article("Bridge fall kills 12"), article("Bridge fall kills 14")])
    assert name_contradiction([both, east("Bridge fall kills 20")]) == ""


def test_counts_of_different_things_are_no_contradiction() -> None:
    assert name_contradiction([west("12 ships leave Port Ansel"), east("20 aircraft leave Port Ansel")]) == ""
    assert name_contradiction([west("12 ships leave Port Ansel"), east("20 ships leave Port Ansel")]) != ""


def test_different_days_for_one_deed_are_named() -> None:
    found = name_contradiction(
        [
            west("Bridge", "The harbour bridge of Port Ansel opened to traffic on Monday."),
            east("Bridge", "The harbour bridge of Port Ansel opened to traffic on Tuesday."),
        ]
    )
    assert found == "day: Monday (West Times) against Tuesday (East Post)"


def test_one_side_alone_contradicts_nobody() -> None:
    assert name_contradiction([west("Bridge fall kills 12")]) == ""
