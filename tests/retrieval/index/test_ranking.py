"""How much words, meaning and a preference count."""

import pytest

from retrieval.index.candidates import Candidates
from retrieval.index.ranking import PREFERENCE, rank_articles, rank_passages

BY_WORDS, BY_MEANING = "a:0:9:1", "b:0:9:1"


def test_words_and_meaning_count_alike() -> None:
    found = Candidates({"a": 2.0, "b": 1.0}, {BY_WORDS: 2.0, BY_MEANING: 1.0}, {BY_WORDS: 0.1, BY_MEANING: 0.2})
    for ranked in (rank_articles([(found, 1.0)], 2), rank_passages([(found, 1.0)])):
        assert {each.article_id for each in ranked} == {"a", "b"}
        assert ranked[0].score == pytest.approx(ranked[1].score)


def test_of_words_whole_articles_and_passages_count_alike() -> None:
    found = Candidates({"a": 2.0, "b": 1.0}, {BY_WORDS: 1.0, BY_MEANING: 2.0})
    one, other = rank_articles([(found, 1.0)], 2)
    assert one.score == pytest.approx(other.score)


@pytest.mark.parametrize(("near", "first"), [(0.57, "b"), (0.4, "a")])
def test_what_is_preferred_wins_where_it_is_more_than_half_as_good(near: float, first: str) -> None:
    def cosines(of_b: float) -> Candidates:
        # Scaled from a floor at minus a half (half the way below the last of three) to one.
        return Candidates(cosines={BY_WORDS: 1.0, BY_MEANING: 1.5 * of_b - 0.5, "c:0:9:1": 0.0})

    preferred = Candidates(cosines={BY_MEANING: 1.0})
    ranked = rank_articles([(cosines(near), 1.0), (preferred, PREFERENCE)], 3)
    assert ranked[0].article_id == first
