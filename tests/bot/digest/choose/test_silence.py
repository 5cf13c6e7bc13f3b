from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.digest.articles.voices import Origin
from bot.digest.choose.candidates import Candidate
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.selection import Pick
from bot.digest.choose.silence import LEAST_COMPARED, Window
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from retrieval.ports import Vectors
from tests.builders import NOON, article

HEADLINES = (
    "Harbour crane topples in storm",
    "Library lends its first violin",
    "Orchard owners count frozen blossoms",
    "Railway cuts fares for students",
    "Stadium roof passes safety test",
    "Brewery hires forty drivers",
    "Museum finds lost map",
)
STORY = [
    article("Ansel court bans trawlers", id="w1", outlet="West Times"),
    article("Trawlers have to leave after Ansel verdict", id="w2", outlet="West Herald"),
    article("Ansel verdict empties ports of trawlers", id="w3", outlet="West Post"),
]


def east(count: int) -> list[Article]:
    return [article(title, id=f"e{n}", outlet="East Post") for n, title in enumerate(HEADLINES[:count])]


def pick_of(told: Sequence[Article], *, origins: int = 3, relevance: float = 1.0) -> Pick:
    ids = tuple(each.id for each in told)
    found = tuple(Origin("", (identity,)) for identity in ids) if origins > 1 else (Origin("", ids),)
    story = Story("w1", "", ids, ("west",), NOON, NOON, "new", 1, found)
    return Pick(story, (Candidate(told[0], "west", "news", relevance),), 1.0, articles=tuple(told))


def silent(
    others: Sequence[Article],
    *,
    is_known: bool = True,
    pick: Pick | None = None,
    meaning: Mapping[str, Vectors] | None = None,
) -> dict[str, int]:
    everything = [*STORY, *others]
    near = Nearness(everything, {each.id: meaning[each.id] for each in everything} if meaning else None)
    window = Window(everything, lambda told: "east" if told.outlet == "East Post" else "west", ["west", "east"], near)
    return dict(window.silent_sides(pick or pick_of(STORY), is_known=lambda _: is_known))


def test_nobody_is_silent_of_a_story_that_could_not_be_expected_of_him() -> None:
    others = east(LEAST_COMPARED)
    plain = article("Trawlers of Ansel rust in the sun", id="w1", outlet="West Times")
    assert silent(others, pick=pick_of([plain])) == {}
    assert silent(others, pick=pick_of(STORY, origins=1)) == {}
    assert silent(others, pick=pick_of(STORY, relevance=0.6)) == {}


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


def test_of_one_outlets_report_silence_is_said_where_somebody_acted() -> None:
    acted = replace(pick_of(STORY[:1]), act="deed")
    assert silent(east(LEAST_COMPARED), pick=acted) == {"east": LEAST_COMPARED}


def test_a_word_in_common_is_no_telling_where_the_meaning_is_another() -> None:
    aside = article("Trawlers race for the spring cup", id="e9", outlet="East Post")
    others = [*east(LEAST_COMPARED), aside]
    far = dict.fromkeys([each.id for each in others], np.array([0.0, 1.0], np.float32))
    meaning = far | dict.fromkeys([each.id for each in STORY], np.array([1.0, 0.0], np.float32))
    assert silent(others, meaning=meaning) == {"east": LEAST_COMPARED + 1}
    assert silent(others, meaning=meaning | {"e9": np.array([0.6, 0.8], np.float32)}) == {}
