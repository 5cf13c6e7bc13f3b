from dataclasses import replace
from datetime import timedelta

import numpy as np

from bot.digest.bridges import bridge_sides
from bot.digest.clustering import compare_pairs
from bot.digest.likeness import measure_traits
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
