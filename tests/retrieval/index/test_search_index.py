"""What is found: words and meaning, filters, copies, verbatim passages."""

from datetime import timedelta

import numpy as np
import pytest

from retrieval.articles import Filters
from retrieval.index.passages import full_text
from retrieval.sources.outlets import Outlet
from tests.builders import NOON
from tests.retrieval.index.rig import FILLER, Archive, story

pytestmark = pytest.mark.slow


@pytest.fixture
def towns(archive: Archive) -> Archive:
    archive.add(
        story("Old bridge opens again", outlet="West Times", hours_ago=30),
        story("Bridge tolls rise", outlet="East Post", hours_ago=20),
        story("School burns down", outlet="East Post", hours_ago=10),
        story("Harbour festival begins", outlet="Far Wire", hours_ago=5),
        story("Market square flooded", outlet="Nobody Knows Daily", hours_ago=2),
    )
    return archive


def titles(hits: object) -> list[str]:
    return [hit.article.title for hit in hits]  # type: ignore[attr-defined]


def test_the_article_that_says_it_comes_first_with_a_verbatim_passage(towns: Archive) -> None:
    index = towns.open()
    index.sync()
    best, *rest = index.search("which school burned?")
    assert best.article.title == "School burns down"
    assert best.passage == full_text(best.article)[best.start : best.end]
    assert 0 < best.score <= 1
    assert all(hit.score <= best.score for hit in rest)
    assert {"bm25", "article_bm25", "cosine"} <= best.signals.keys()


def test_search_gives_each_article_once_and_passages_may_repeat_it(towns: Archive) -> None:
    index = towns.open()
    index.sync()
    ids = [hit.article.id for hit in index.search("bridge mayor square", k=20)]
    places = [(hit.article.id, hit.start) for hit in index.passages("bridge mayor square", k=20)]
    assert len(ids) == len(set(ids))
    assert len(places) == len(set(places)) > len({article for article, _ in places})


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(outlets=frozenset({"the east post"})), {"Bridge tolls rise", "School burns down"}),
        (Filters(perspectives=frozenset({("east-west", "west")})), {"Old bridge opens again"}),
        (
            Filters(since=NOON - timedelta(hours=10)),
            {"School burns down", "Harbour festival begins", "Market square flooded"},
        ),
        (Filters(until=NOON - timedelta(hours=10)), {"Old bridge opens again", "Bridge tolls rise"}),
        (Filters(topics=frozenset({"other"})), set()),
        (
            Filters(outlets=frozenset({"East Post"}), until=NOON - timedelta(hours=15)),
            {"Bridge tolls rise"},
        ),
        (Filters(outlets=frozenset({"Nobody Knows Daily"})), {"Market square flooded"}),
    ],
)
def test_filters_hold_for_words_and_for_meaning(towns: Archive, filters: Filters, expected: set[str]) -> None:
    index = towns.open()
    index.sync()
    assert set(titles(index.search("bridge school market harbour mayor", filters, k=20))) == expected
    # No word of this occurs anywhere: only the vectors answer.
    assert set(titles(index.search("zzz", filters, k=20))) == expected
    assert set(titles(index.passages("bridge mayor", filters, k=50))) == expected


def test_a_time_that_is_later_than_every_article_filters_nothing_and_that_of_the_newest_still_does(
    towns: Archive,
) -> None:
    index = towns.open()
    index.sync()
    words = "bridge school market harbour mayor"
    everything = index.search(words, k=20)
    newest = max(hit.article.published for hit in everything)
    assert index.search(words, Filters(until=newest + timedelta(seconds=1)), k=20) == everything
    kept = {hit.article.id for hit in index.search(words, Filters(until=newest), k=20)}
    assert kept == {hit.article.id for hit in everything if hit.article.published < newest} != set()


def test_an_outlet_the_registry_learns_later_is_found_without_indexing_again(archive: Archive) -> None:
    archive.add(story("Ferry returns", outlet="W. Times of the West"))
    index = archive.open()
    index.sync()
    west = Filters(perspectives=frozenset({("east-west", "west")}))
    assert index.search("ferry", west) == []
    archive.catalog.save_outlet(Outlet("W. Times of the West", country="US", ownership="private"), by=1, now=NOON)
    assert titles(index.search("ferry", west)) == ["Ferry returns"]


def test_what_is_preferred_ranks_higher_and_nothing_else_is_lost(archive: Archive) -> None:
    archive.add(
        story("Minister visits port", hours_ago=24 * 40),
        story("Minister tours port with a choir", hours_ago=3, outlet="East Post"),
        story("Wheat prices fall"),
    )
    index = archive.open()
    index.sync()
    week = Filters(since=NOON - timedelta(days=7))
    plain = titles(index.search("minister port", k=2))
    preferred = titles(index.search("minister port", k=2, prefer=week))
    assert plain == ["Minister visits port", "Minister tours port with a choir"]
    assert preferred == list(reversed(plain))


def test_copies_of_a_headline_do_not_fill_the_first_places(archive: Archive) -> None:
    outlets = ["West Times", "East Post", "Far Wire"]
    archive.add(*(story("Storm hits northern coast towns", outlet=outlet) for outlet in outlets))
    archive.add(story("Rescue boats reach coast after storm"))
    index = archive.open()
    index.sync()
    found = titles(index.search("storm northern coast", k=4))
    assert found[1] == "Rescue boats reach coast after storm"
    assert found.count("Storm hits northern coast towns") == 3


def test_without_content_the_newest_that_pass_are_given(towns: Archive) -> None:
    index = towns.open()
    index.sync()
    assert titles(index.search("  ", Filters(outlets=frozenset({"East Post"})))) == [
        "School burns down",
        "Bridge tolls rise",
    ]


def test_a_rewritten_article_is_quoted_as_it_is_now(archive: Archive) -> None:
    archive.add(story("Bridge opens", text=f"The bridge opens on Friday.{FILLER}"))
    index = archive.open()
    index.sync()
    archive.add(story("Bridge opens", text=f"The bridge stays closed, the mayor said on Saturday.{FILLER}"))
    (hit, *_) = index.search("bridge")
    assert hit.passage == full_text(hit.article)[hit.start : hit.end]
    assert "Saturday" in hit.passage


def test_vectors_are_unit_vectors_of_title_and_lead(towns: Archive) -> None:
    index = towns.open()
    index.sync()
    ids = towns.store.ids_matching(Filters())
    vectors = index.vectors([*ids, "nobody"])
    assert vectors.keys() == set(ids)
    assert all(abs(float(np.linalg.norm(vector)) - 1) < 1e-5 for vector in vectors.values())


def test_an_empty_index_finds_nothing(archive: Archive) -> None:
    index = archive.open()
    assert index.search("anything") == []
    assert index.passages("anything") == []
    assert index.vectors(["x"]) == {}
