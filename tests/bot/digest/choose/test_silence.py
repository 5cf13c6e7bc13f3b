from collections.abc import Sequence
from dataclasses import replace

from bot.digest.choose.silence import LEAST_COMPARED, Window
from retrieval.articles import Article
from tests.builders import article

HEADLINES = (
    "Harbour crane topples in storm",
    "Library lends its first violin",
    "Orchard owners count frozen blossoms",
    "Railway cuts fares for students",
    "Stadium roof passes safety test",
    "Brewery hires forty drivers",
    "Museum finds lost map",
)
STORY = [article("Ansel court bans trawlers", id="w1", outlet="West Times")]


def east(count: int) -> list[Article]:
    return [article(title, id=f"e{n}", outlet="East Post") for n, title in enumerate(HEADLINES[:count])]


def silent(others: Sequence[Article], *, is_known: bool = True) -> dict[str, int]:
    window = Window([*STORY, *others], lambda told: "east" if told.outlet == "East Post" else "west", ["west", "east"])
    return dict(window.silent_sides(STORY, ["west"], is_known=lambda _: is_known))


def test_a_side_with_enough_to_tell_that_does_not_tell_a_story_is_silent() -> None:
    assert silent(east(LEAST_COMPARED)) == {"east": LEAST_COMPARED}


def test_of_a_side_with_fewer_articles_nothing_follows() -> None:
    assert silent(east(LEAST_COMPARED - 1)) == {}


def test_the_same_headline_printed_again_is_not_compared_twice() -> None:
    again = [article(HEADLINES[0], id=f"x{n}", outlet="East Post") for n in range(3)]
    assert silent([*east(LEAST_COMPARED - 1), *again]) == {}


def test_a_side_that_names_the_matter_is_not_silent() -> None:
    aside = article("Fishermen shrug at the trawlers ruling", id="e9", outlet="East Post")
    assert silent([*east(6), aside]) == {}


def test_where_an_outlet_of_unknown_country_tells_it_nobody_is_silent_for_sure() -> None:
    assert silent(east(6), is_known=False) == {}


def test_headlines_of_another_language_are_not_compared() -> None:
    spanish = [replace(told, language="es") for told in east(7)]
    assert silent(spanish) == {}
