from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.stories.grouping import Membership, Story, group_stories, story_phase
from bot.digest.stories.linkage import compare_pairs, group_traits
from bot.digest.stories.similarity import Traits
from retrieval.articles import Article
from retrieval.ports import Vectors
from tests.builders import NOON, article
from tests.fakes import FakeEmbedder

TITLES = (
    "Harbour bridge of Port Ansel opens after nine years",
    "Port Ansel opens its harbour bridge, nine years late",
    "Harbour bridge in Port Ansel finally opens to cars",
    "Minister Orla Venn resigns over the grain contracts",
    "Orla Venn steps down in grain contracts affair",
    "Volleyball league postpones the final in Tessaly",
)


def side_of(told: Article) -> str | None:
    return {"West Times": "west", "East Post": "east"}.get(told.outlet)


def articles() -> list[Article]:
    return [
        article(
            title,
            id=f"a{number}",
            outlet=("West Times", "East Post")[number % 2],
            published=NOON - timedelta(hours=20 - number),
        )
        for number, title in enumerate(TITLES)
    ]


def vectors(told: list[Article]) -> dict[str, Vectors]:
    rows = FakeEmbedder().embed_passages([each.title for each in told])
    return {each.id: row for each, row in zip(told, rows, strict=True)}


def grouped(told: list[Article], **changes: object) -> list[Story]:
    return group_stories(told, vectors(told), side_of=side_of, now=NOON, **changes)  # type: ignore[arg-type]


def test_articles_on_one_event_are_one_story_and_others_stay_apart() -> None:
    assert [story.article_ids for story in grouped(articles())] == [("a0", "a1", "a2"), ("a3", "a4"), ("a5",)]


def test_words_alone_are_enough_where_there_are_no_vectors() -> None:
    told = articles()
    found = group_stories(told, {}, side_of=side_of, now=NOON)
    assert [story.article_ids for story in found] == [("a0", "a1", "a2"), ("a3", "a4"), ("a5",)]


def test_a_story_is_named_after_its_first_article_and_knows_its_sides() -> None:
    bridge = grouped(articles())[0]
    assert (bridge.id, bridge.perspectives, bridge.first_seen) == ("a0", ("west", "east"), NOON - timedelta(hours=20))


@given(st.permutations(range(len(TITLES))))
def test_the_order_of_articles_changes_nothing(order: list[int]) -> None:
    told = articles()
    assert grouped([told[place] for place in order]) == grouped(told)


@given(st.sets(st.integers(0, len(TITLES) - 1), min_size=1))
def test_every_article_is_in_exactly_one_story(chosen: set[int]) -> None:
    told = [articles()[place] for place in sorted(chosen)]
    members = [identity for story in grouped(told) for identity in story.article_ids]
    assert sorted(members) == sorted(each.id for each in told)


def test_a_remembered_story_keeps_its_id_and_beginning_after_its_first_article_left_the_window() -> None:
    begun = NOON - timedelta(days=6)
    late = articles()[1:]
    bridge = grouped(late, known=[Membership("a1", "a0", begun)])[0]
    assert (bridge.id, bridge.first_seen, bridge.article_ids) == ("a0", begun, ("a1", "a2"))


def test_stories_that_were_told_apart_before_are_never_joined() -> None:
    known = [Membership("a0", "first", NOON), Membership("a1", "second", NOON)]
    stories = {story.id: story for story in grouped(articles(), known=known)}
    assert "a0" in stories["first"].article_ids
    assert "a1" in stories["second"].article_ids


def test_a_text_printed_by_many_outlets_is_one_voice() -> None:
    wire = "The harbour bridge of Port Ansel opened on Monday after nine years of works, the port authority said. " * 3
    told = [
        article(TITLES[0], id=f"w{n}", outlet=f"Paper {n}", text=wire, url=f"https://p{n}.example/a") for n in range(5)
    ]
    (story,) = grouped(told)
    assert (len(story.article_ids), story.voices) == (5, 1)


def test_a_story_is_new_then_develops_while_articles_come_and_fades_when_none_does() -> None:
    day = timedelta(days=1)
    assert story_phase(NOON - day / 2, NOON, NOON) == "new"
    assert story_phase(NOON - 3 * day, NOON - day / 2, NOON) == "developing"
    assert story_phase(NOON - 3 * day, NOON - 2 * day, NOON) == "fading"


def test_headlines_lie_thick_where_an_event_is_told_much_and_texts_where_events_look_alike() -> None:
    pairs = {(0, 1): 0.84, (2, 3): 0.84, (0, 2): 0.4, (0, 3): 0.4, (1, 2): 0.4, (1, 3): 0.4}
    texts = Traits(({},) * 4, np.zeros((4, 0), np.float32), np.zeros(4))
    assert group_traits(texts, threshold=-0.08, pairs=pairs) == [[0, 1], [2, 3]]
    headlines = replace(texts, bare=frozenset(range(4)))
    assert group_traits(headlines, threshold=-0.08, pairs=pairs) == [[0, 1, 2, 3]]


def test_groups_of_headlines_are_compared_as_wholes_and_texts_pair_by_pair() -> None:
    """Each row leans on the event by as much as on chance; the sum of four leans on the event more than any of them."""
    event, alone = np.eye(6, dtype=np.float32)[0], np.eye(6, dtype=np.float32)[1:6]
    rows = np.array([(event + own) / np.sqrt(2) for own in alone[:4]] + [0.58 * event + 0.81 * alone[4]], np.float32)
    texts = Traits(({0: 1.0},) * 4 + ({},), rows, np.zeros(5))
    assert group_traits(texts, threshold=0.0) == [[0, 1, 2, 3], [4]]
    pairs = compare_pairs(texts)
    assert max(pairs[row, 4] for row in range(4)) < 0.25
    near = replace(texts, bare=frozenset(range(5)))
    assert group_traits(near, threshold=-0.2) == [[0, 1, 2, 3, 4]]
    assert group_traits(texts, threshold=-0.2) == [[0, 1, 2, 3], [4]]
