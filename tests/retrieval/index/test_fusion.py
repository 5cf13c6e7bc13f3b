import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.fusion import Ranking, find_copies, fuse_rankings, scaled_scores

IDS = st.sampled_from("abcdefgh")
RANKINGS = st.lists(
    st.builds(Ranking, st.dictionaries(IDS, st.floats(-5, 30, allow_nan=False)), st.sampled_from([0.5, 1.0, 2.0])),
    max_size=5,
)


def test_what_both_find_comes_before_what_one_finds() -> None:
    words = Ranking({"both": 9.0, "words only": 9.0, "x": 1.0}, 1.0)
    vectors = Ranking({"both": 0.9, "vectors only": 0.9, "x": 0.1}, 1.0)
    assert next(iter(fuse_rankings([words, vectors]))) == "both"


def test_a_heavier_ranking_decides() -> None:
    one, other = {"a": 2.0, "b": 1.0}, {"b": 2.0, "a": 1.0}
    assert list(fuse_rankings([Ranking(one, 2.0), Ranking(other, 1.0)])) == ["a", "b"]


def test_first_in_everything_is_one_and_the_last_of_the_depth_is_nothing() -> None:
    fused = fuse_rankings([Ranking({"a": 3.0, "b": 2.0, "c": 1.0}, 1.0)], depth=3)
    assert fused == {"a": 1.0, "b": 0.5, "c": 0.0}


def test_the_last_of_a_short_list_is_not_nothing() -> None:
    assert scaled_scores({"a": 3.0, "b": 1.0})["b"] > 0.3


@given(RANKINGS, st.randoms())
def test_the_order_of_rankings_and_of_their_ids_does_not_matter(rankings: list[Ranking], dice: object) -> None:
    turned = [Ranking(dict(reversed(list(ranking.scores.items()))), ranking.weight) for ranking in reversed(rankings)]
    assert list(fuse_rankings(rankings).items()) == list(fuse_rankings(turned).items())


@given(RANKINGS)
def test_scores_are_between_nothing_and_one_and_fall(rankings: list[Ranking]) -> None:
    scores = list(fuse_rankings(rankings).values())
    assert all(0 <= score <= 1.000001 for score in scores)
    assert scores == sorted(scores, reverse=True)


def test_a_near_copy_is_found_and_the_first_is_none() -> None:
    words = {
        "first": frozenset({"storm", "hits", "the", "northern", "coast"}),
        "copy": frozenset({"storm", "hits", "the", "northern", "coast", "again"}),
        "other": frozenset({"parliament", "votes", "on", "budget"}),
        "short": frozenset({"live"}),
        "short too": frozenset({"live"}),
    }
    assert find_copies(words) == {"copy"}


@pytest.mark.parametrize(("found", "is_whole"), [(45, True), (55, False)])
def test_fifty_of_a_ranking_count(found: int, is_whole: bool) -> None:
    scaled = scaled_scores({f"{place:02}": 100.0 - place for place in range(found)})
    assert (len(scaled) == found) == is_whole
    assert (min(scaled.values()) > 0) == is_whole
