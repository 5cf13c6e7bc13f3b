import numpy as np
import pytest

from bot.digest.stories.candidate_pairs import likely_pairs
from bot.digest.stories.similarity import Traits, measure_traits, pairs_likeness, sparse_dot
from retrieval.ports import Vectors
from tests.builders import article

ARTICLES = [
    article("Lena bridge collapses at dawn", id="a", text="The Lena bridge fell into the river."),
    article("Engineers study fallen Lena bridge", id="b", text="Why the Lena bridge fell."),
    article("Grain harvest breaks records", id="c", text="Farmers of Tessaly are glad."),
]


def traits_of(meaning: dict[str, Vectors]) -> Traits:
    return measure_traits(ARTICLES, meaning)


def test_articles_that_share_rare_terms_are_a_pair_and_strangers_are_not() -> None:
    assert likely_pairs(traits_of({})).tolist() == [[0, 1]]


def test_neighbours_by_meaning_are_pairs_without_a_common_word() -> None:
    rows = {"a": [1.0, 0.0], "b": [0.0, 1.0], "c": [0.9, 0.1]}
    found = likely_pairs(traits_of({key: np.array(row, np.float32) for key, row in rows.items()}))
    assert [0, 2] in found.tolist()
    assert all(one < other for one, other in found)


def test_many_articles_are_compared_within_cells_and_near_ones_still_meet() -> None:
    random = np.random.default_rng(3)
    centres = random.normal(size=(30, 8))
    rows = np.repeat(centres, 2, axis=0) + random.normal(0, 0.001, (60, 8))
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    traits = Traits(({},) * 60, unit, np.zeros(60))
    found = {tuple(pair) for pair in likely_pairs(traits, exact_limit=10).tolist()}
    assert {(n, n + 1) for n in range(0, 60, 2)} <= found


def test_the_likeness_of_a_pair_is_the_weighted_sum_of_words_and_meaning() -> None:
    rows = {key: np.array(row, np.float32) for key, row in (("a", [1, 0]), ("b", [0.8, 0.6]), ("c", [0, 1]))}
    traits = traits_of(rows)
    (likeness,) = pairs_likeness(traits, np.array([[0, 1]]))
    words = sparse_dot(traits.terms[0], traits.terms[1])
    assert likeness == pytest.approx(0.4 * words + 0.6 * float(traits.meaning[0] @ traits.meaning[1]))
