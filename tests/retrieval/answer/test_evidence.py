"""When what was found is enough: names, their words together, signs, other languages, other times."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer.evidence import WEIGHTS, Evidence, Scale, Signs, find_signs, make_scale, weigh_evidence
from retrieval.answers import Query
from retrieval.articles import Filters, Hit
from retrieval.index.passages import full_text
from tests.builders import NOON, article

SOURCED = Filters(outlets=frozenset({"West Times"}))
LONG = "Which harbour master refused the tanker entry after the storm"


def rare(terms: Collection[str]) -> dict[str, float]:
    return dict.fromkeys(terms, 1.0)


def hit(title: str, text: str = "", *, cosine: float = 0.0, **changes: object) -> Hit:
    made = article(title, text=text, **changes)
    whole = full_text(made)
    return Hit(made, whole, 0, len(whole), 0.5, {"cosine": cosine})


def weigh(query: Query, *hits: Hit, embedder: str = "") -> Evidence:
    return weigh_evidence(query, hits, make_scale(query, rare), embedder=embedder)


def sourced(content: str) -> Query:
    return Query(f"What did West Times say about {content}?", content, SOURCED)


@pytest.mark.parametrize(
    ("content", "title", "is_enough"),
    [
        ("Maduro", "Maduro in court", True),
        ("maduro", "Maduro in court", True),
        ("Maduro", "Court opens", False),
        ("South China Sea", "Patrols in the South China Sea", True),
        ("South China Sea", "South Korea talks to China about sea trade", False),
        ("Chinese exports", "China exports fall", True),
        ("Chinese", "China exports fall", False),
        ("rare earths", "Rare earth prices jump", True),
        ("rare earths", "Earth day", False),
        ("2,500 tonnes", "Ship with 2500 tonnes of rice", True),
    ],
)
def test_a_source_is_asked_for_what_holds_the_name(content: str, title: str, is_enough: bool) -> None:
    assert weigh(sourced(content), hit(title)).is_enough is is_enough


def test_a_name_may_stand_anywhere_in_the_article() -> None:
    found = replace(hit("Court opens", "Maduro was there."), passage="Court opens")
    assert weigh(sourced("Maduro's court"), found).is_enough


def test_nothing_found_says_that_nothing_passes() -> None:
    assert weigh(sourced("Maduro")).reason == "nothing stored passes what you asked for"


def test_the_reason_tells_a_missing_name_from_a_missing_fact() -> None:
    assert weigh(sourced("Maduro"), hit("Court opens")).reason == "no article holds the names you asked for"
    assert "none says" in weigh(sourced("rice prices"), hit("Court opens")).reason


def test_a_question_without_a_name_is_answered_when_the_signs_are_good() -> None:
    query = Query(LONG, LONG)
    good = hit("Harbour master refuses tanker entry after storm", "The harbour master refused the tanker.")
    assert weigh(query, good).is_enough
    assert not weigh(query, hit("Storm hits the hills", "Roofs came off.")).is_enough


def test_the_cosine_counts_only_for_an_embedder_it_was_fitted_for() -> None:
    near = hit("Storm hits the harbour", "A tanker waited.", cosine=0.95)
    query = Query(LONG, LONG)
    assert (
        weigh(query, near, embedder="multilingual-e5-small-int8").score > weigh(query, near, embedder="unknown").score
    )


def test_what_is_old_is_no_answer_about_this_week() -> None:
    query = Query(LONG, LONG, prefer=Filters(since=NOON - timedelta(days=3), until=NOON))
    good = hit("Harbour master refuses tanker entry after storm", "The harbour master refused the tanker.")
    old = replace(good, article=replace(good.article, published=NOON - timedelta(days=300)))
    assert weigh(query, good).is_enough
    assert not weigh(query, old).is_enough


def test_across_scripts_meaning_decides() -> None:
    query = Query("新华社对军事演习怎么说", "在台湾周围的军事演习", SOURCED)
    embedder = "multilingual-e5-small-int8"
    assert weigh(query, hit("Drills around the island", cosine=0.9), embedder=embedder).is_enough
    assert not weigh(query, hit("Drills around the island", cosine=0.8), embedder=embedder).is_enough


def test_meaning_alone_never_answers_within_one_language() -> None:
    found = hit("Walruses on the beach", cosine=0.99)
    assert not weigh(sourced("penguins"), found, embedder="multilingual-e5-small-int8").is_enough


def test_signs_are_those_of_the_best() -> None:
    query = Query(LONG, LONG)
    signs = find_signs(make_scale(query, rare), [hit("Storm", cosine=0.2), hit(LONG, cosine=0.7)])
    assert (signs.passage, signs.article, signs.cosine) == (1.0, 1.0, 0.7)
    assert signs.first < 0.5


@pytest.mark.parametrize("name", WEIGHTS)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 0.3))
def test_more_of_what_is_asked_never_makes_an_answer_less_likely(
    name: str, low: float, more: float, step: float
) -> None:
    weights = WEIGHTS[name]
    before = Signs(passage=low, first=more, article=low, cosine=0.8)
    after = Signs(passage=low + step, first=more + step, article=low + step, cosine=0.8 + step)
    assert weights.probability(after) >= weights.probability(before)


@given(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abcdefgh"), min_size=1))
def test_the_share_held_is_between_none_and_all(held: set[str], wanted: set[str]) -> None:
    scale = make_scale(Query("", ""), rare)
    mine = Scale(replace(scale.asked, terms=frozenset(wanted)), rare(wanted))
    assert 0 <= mine.share(frozenset(held) & frozenset(wanted)) <= 1
    assert mine.share(frozenset(wanted)) == pytest.approx(1)
