from dataclasses import replace
from datetime import timedelta

import numpy as np

from bot.digest.stories.across_sides import bridge_sides
from bot.digest.stories.linkage import compare_pairs
from bot.digest.stories.similarity import Traits, measure_traits
from retrieval.articles import Article
from tests.builders import NOON, article

WEST = article("Western envoy visits Lena bridge after collapse", id="w", text="")
EAST = article("East rescuers at Lena bridge count the dead of the collapse", id="e", outlet="East Post")
OTHER = article("Grain harvest of Tessaly breaks all records", id="o", outlet="East Post")
MEANING = {
    "w": np.array([1, 0.2, 0, 0], np.float32),
    "e": np.array([0.9, 0.5, 0, 0], np.float32),
    "o": np.array([0, 0, 1, 0.1], np.float32),
}


def bridged(*articles: Article, sides: tuple[str, ...], known: tuple[tuple[int, ...], ...] = ()) -> list[list[int]]:
    traits = measure_traits(articles, MEANING)
    groups = [[row] for row in range(len(articles))]
    return bridge_sides(groups, traits, sides=sides, pairs=compare_pairs(traits), known=known)


def test_two_sides_that_tell_one_event_in_their_own_words_are_joined() -> None:
    assert bridged(WEST, EAST, OTHER, sides=("west", "east", "east")) == [[0, 1], [2]]


def test_two_articles_of_one_side_or_of_none_are_not_joined_here() -> None:
    assert bridged(WEST, EAST, OTHER, sides=("west", "west", "east")) == [[0], [1], [2]]
    assert bridged(WEST, EAST, OTHER, sides=("west", "", "east")) == [[0], [1], [2]]


def test_days_apart_is_another_event() -> None:
    late = replace(EAST, published=NOON + timedelta(days=2))
    assert bridged(WEST, late, OTHER, sides=("west", "east", "east")) == [[0], [1], [2]]


def test_stories_of_earlier_days_stay_apart_and_a_new_one_may_join_them() -> None:
    sides = ("west", "east", "east")
    assert bridged(WEST, EAST, OTHER, sides=sides, known=((0,), (1,))) == [[0], [1], [2]]
    assert bridged(WEST, EAST, OTHER, sides=sides, known=((0,),)) == [[0, 1], [2]]


def test_across_languages_meaning_alone_decides() -> None:
    foreign = replace(EAST, title="莱纳大桥坍塌二十人遇难", language="zh")
    assert bridged(WEST, foreign, OTHER, sides=("west", "east", "east")) == [[0, 1], [2]]


def joined(
    groups: list[list[int]], pairs: dict[tuple[int, int], float], *, sides: str, words: float = 0.2
) -> list[list[int]]:
    """What becomes of groups whose rows are so alike; all rows share one word that weighs as given. Sides are "w" or "e"."""
    size = len(sides)
    terms = tuple({0: words**0.5} for _ in range(size))
    traits = Traits(terms, np.zeros((size, 0), np.float32), np.zeros(size), ("en",) * size)
    return bridge_sides(groups, traits, sides=sides, pairs=pairs)


def test_of_a_story_that_several_outlets_carry_less_likeness_is_asked() -> None:
    pairs = {(0, 4): 0.19, (1, 4): 0.19, (0, 5): 0.15, (4, 6): 0.15}
    assert joined([[0, 1, 2, 3], [4], [5], [6]], pairs, sides="wwwweew", words=0.06) == [[0, 1, 2, 3, 4], [5], [6]]
    assert joined([[0], [1], [2], [3], [4], [5], [6]], pairs, sides="wwwweew", words=0.06) == [[n] for n in range(7)]


def test_two_that_are_near_nothing_else_are_one_with_less_likeness() -> None:
    assert joined([[0], [1], [2], [3]], {(0, 1): 0.21, (0, 2): 0.12, (1, 3): 0.2}, sides="weew") == [[0, 1], [2], [3]]
    assert joined([[0], [1], [2], [3]], {(0, 1): 0.21, (0, 2): 0.2, (1, 3): 0.2}, sides="weew") == [[0], [1], [2], [3]]


def test_a_story_of_both_sides_draws_in_what_one_side_tells_in_other_words_if_near_enough() -> None:
    assert joined([[0], [1], [2]], {(0, 1): 0.5, (0, 2): 0.3}, sides="wee") == [[0, 1, 2]]
    assert joined([[0], [1], [2]], {(0, 1): 0.5, (0, 2): 0.27}, sides="wee") == [[0, 1], [2]]


def test_likeness_without_words_in_common_is_a_theme_and_no_event() -> None:
    assert joined([[0], [1]], {(0, 1): 0.5}, sides="we", words=0.05) == [[0], [1]]
