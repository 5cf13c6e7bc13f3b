"""How well a sentence answers: its signs, and which names must stand in one text."""

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer.evidence import WEIGHTS, WORDS_ALONE, Scale, Signs, make_scale
from retrieval.answers import Query
from tests.builders import article


def rare(terms: Collection[str]) -> dict[str, float]:
    return dict.fromkeys(terms, 1.0)


def scale(content: str) -> Scale:
    return make_scale(Query(content, content), rare)


@pytest.mark.parametrize(
    ("content", "title", "is_held"),
    [
        ("what did Maduro say", "Maduro in court", True),
        ("what did Maduro say", "Court opens", False),
        ("patrols in the South China Sea", "Patrols in the South China Sea", True),
        ("patrols in the South China Sea", "South Korea talks to China about sea trade", False),
        ("the Chinese exports", "China exports fall", True),
        ("sanctions eased in Caracas", "Venezuela: sanctions eased", True),
        ("did Brandt and Lund meet", "Brandt opens the bridge", False),
    ],
)
def test_the_names_of_a_question_must_stand_in_one_text(content: str, title: str, is_held: bool) -> None:
    assert scale(content).has_names(article(title)) is is_held


@pytest.mark.parametrize("weights", [*WEIGHTS.values(), WORDS_ALONE])
@given(
    share=st.floats(0, 1),
    rank=st.floats(0, 1),
    more=st.floats(0, 1),
)
def test_more_of_what_is_asked_never_makes_an_answer_less_likely(
    weights: object, share: float, rank: float, more: float
) -> None:
    assert hasattr(weights, "probability")
    less = weights.probability(Signs(share=share, rank=rank, cosine=0.8))
    assert weights.probability(Signs(share=min(1, share + more), rank=rank, cosine=0.8)) >= less
    assert weights.probability(Signs(share=share, rank=rank, cosine=0.9)) >= less


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_the_share_held_is_between_none_and_all(held: set[str], wanted: set[str]) -> None:
    whole = Scale(
        make_scale(Query("", " ".join(f"x{one}" for one in wanted)), rare).asked, rare({f"x{one}" for one in wanted})
    )
    assert 0 <= whole.share({f"x{one}" for one in held & wanted}) <= 1.0001
