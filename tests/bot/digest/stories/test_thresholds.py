"""Golden cases of each limit, one on either side: invented headlines, read by the real embedder."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.stories.grouping import Story, group_stories
from bot.digest.stories.similarity import background_vector
from retrieval.articles import Article
from retrieval.embedding.embedders import open_embedder
from retrieval.ports import Embedder
from tests.builders import NOON, article

pytestmark = pytest.mark.slow

# What else the window tells: a topic of two neighbours, each of these a story of its own.
AROUND = (
    "Tessaly and Norland sign fishing quota for the northern shelf",
    "Norland central bank keeps interest rate at four percent",
    "Tessaly athletes win three medals at winter games in Ostrava",
    "Why Norland's young voters turn away from the old parties",
    "Tessaly opens first high-speed line between its two largest cities",
    "Norland chip maker Velin reports record profit for autumn",
    "Wheat prices rise as drought hits Tessaly's southern plains",
    "Norland museum returns bronze statues looted from Tessaly",
)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    folder: Path = tmp_path_factory.mktemp("models")
    return open_embedder("multilingual", folder, threads=1)


def stories(embedder: Embedder, *told: Article) -> list[Story]:
    window = [article(title, id=f"around{n}", published=NOON - timedelta(days=n % 3)) for n, title in enumerate(AROUND)]
    articles = [*window, *told]
    rows = embedder.embed_passages([f"{each.title}\n\n{each.body}".strip() for each in articles])
    return group_stories(
        articles,
        {each.id: row for each, row in zip(articles, rows, strict=True)},
        side_of=lambda _: None,
        now=NOON,
        background=background_vector(embedder),
    )


def grouped(embedder: Embedder, *told: Article) -> list[tuple[str, ...]]:
    """The stories of what is told, without those of the window around."""
    ids = {each.id for each in told}
    return [story.article_ids for story in stories(embedder, *told) if not ids.isdisjoint(story.article_ids)]


def headlines(*titles: str, days: Sequence[int] = ()) -> list[Article]:
    ages = days or (0,) * len(titles)
    return [
        article(title, id=f"h{n}", published=NOON - timedelta(days=age))
        for n, (title, age) in enumerate(zip(titles, ages, strict=True))
    ]


def test_an_act_its_denial_and_its_toll_are_one_story(embedder: Embedder) -> None:
    told = headlines(
        "Gunmen storm police station in Varna pass, killing nine officers",
        "Norland denies any role in Varna pass police station attack",
        "Tessaly blames Norland-backed militants for killing of officers in Varna pass",
        "Death toll in Varna pass police station attack rises to twelve",
    )
    assert [len(story) for story in grouped(embedder, *told)] == [4]


def test_a_country_and_a_theme_in_common_are_no_story(embedder: Embedder) -> None:
    told = headlines(
        "Norland widens sanctions on timber exporters",
        "How sanctions changed daily life in border towns",
        "Airline seeks licence to buy spare parts despite sanctions",
    )
    assert [len(story) for story in grouped(embedder, *told)] == [1, 1, 1]


def test_one_event_in_four_languages_is_one_story(embedder: Embedder) -> None:
    told = [
        article("Earthquake of magnitude 6.4 strikes Lima, three dead", id="en", language="en"),
        article("Un terremoto de magnitud 6,4 sacude Lima y deja tres muertos", id="es", language="es"),
        article("利马发生6.4级地震 三人死亡", id="zh", language="zh"),
        article("リマでマグニチュード6.4の地震、3人死亡", id="ja", language="ja"),
    ]
    assert [len(story) for story in grouped(embedder, *told)] == [4]


def test_the_same_act_days_later_is_another_event(embedder: Embedder) -> None:
    titles = (
        "Charter plane with 90 deported workers lands in Ostrava",
        "Plane carrying 74 deported workers lands in Ostrava",
    )
    assert len(grouped(embedder, *headlines(*titles))) == 1
    assert len(grouped(embedder, *headlines(*titles, days=(2, 0)))) == 2


def test_the_same_figures_or_none_days_later_may_be_the_event_still(embedder: Embedder) -> None:
    titles = (
        "Charter plane with 90 deported workers lands in Ostrava",
        "Plane carrying 90 deported workers landed in Ostrava",
    )
    assert len(grouped(embedder, *headlines(*titles, days=(2, 0)))) == 1


def test_each_day_between_two_headlines_asks_for_more_likeness(embedder: Embedder) -> None:
    titles = "Oil tanker Veska runs aground off Lindholm harbour", "Lindholm fishermen fear for nets as Veska leaks oil"
    assert len(grouped(embedder, *headlines(*titles, days=(1, 0)))) == 1
    assert len(grouped(embedder, *headlines(*titles, days=(6, 0)))) == 2


def test_a_later_event_of_the_affair_knows_the_earlier_one_and_no_stranger_does(embedder: Embedder) -> None:
    told = headlines(
        "Charter plane with 90 deported workers lands in Ostrava",
        "Plane carrying 74 deported workers lands in Ostrava",
        "Norland hospital nurses begin a strike over pay",
        days=(5, 0, 0),
    )
    links = {story.id: story.links for story in stories(embedder, *told)}
    assert links["h1"] == ("h0",)
    assert not any(found for identity, found in links.items() if identity != "h1")
