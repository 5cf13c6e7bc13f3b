from dataclasses import replace

import pytest

from retrieval.sources.outlets import Outlet
from retrieval.sources.sides import Sides
from retrieval.sources.topics import Topic
from tests.builders import EAST_POST, FAR_WIRE, WEST_TIMES, article, registry, topic

PORTAL = Outlet("Portal", (), ("portal.example",), "US", "private", is_aggregator=True)
GUESS = Outlet("Harbour Gazette", (), (), "US", is_guess=True)


def sides(*topics: Topic) -> Sides:
    made = topics or (topic(),)
    return Sides(registry(EAST_POST, WEST_TIMES, FAR_WIRE, PORTAL, GUESS), {one.id: one for one in made})


@pytest.mark.parametrize(
    ("outlet", "original", "side"),
    [
        ("West Times", "", "west"),
        ("East Post", "", "east"),
        ("Far Wire", "", None),
        ("West Times", "East Post", "east"),
        ("West Times", "Far Wire", None),
        ("Harbour Gazette", "", None),
        ("Portal", "", None),
        ("Portal", "East Post", "east"),
        ("Portal", "West Times", "west"),
    ],
)
def test_the_side_is_that_of_whose_words_they_are(outlet: str, original: str, side: str | None) -> None:
    told = article(outlet=outlet, original_outlet=original, url="https://anywhere.example/1")
    assert sides().side_of(told, "east-west") == side


def test_an_aggregator_known_by_its_address_alone_gives_no_side_to_a_name_nobody_knows() -> None:
    told = article(
        outlet="Nobody's Daily", url="https://portal.example/1", stated_perspectives=(("east-west", "west"),)
    )
    assert sides().side_of(told, "east-west") is None


def test_a_topic_may_place_an_aggregator_by_name() -> None:
    plain = topic()
    west = replace(plain.perspectives[0], outlet_names=frozenset({"portal"}))
    placed = replace(plain, perspectives=(west, plain.perspectives[1]))
    assert sides(placed).side_of(article(outlet="Portal"), "east-west") == "west"


def test_the_outlets_of_a_side_are_those_whose_articles_are_on_it() -> None:
    asked = sides()
    for side in ("west", "east"):
        by_rule = {o.name for o in asked.registry if asked.side_of(article(outlet=o.name, url=""), "east-west") == side}
        assert asked.outlet_names("east-west", side) == by_rule
    assert asked.outlet_names("east-west", "west") == {"West Times"}


def test_a_stated_side_counts_only_where_nobody_knows_the_outlet() -> None:
    stated = (("east-west", "east"),)
    unknown = article(outlet="Nobody's Daily", url="https://nobody.example/1", stated_perspectives=stated)
    assert sides().side_of(unknown, "east-west") == "east"
    assert sides().side_of(replace(unknown, stated_perspectives=(("east-west", "north"),)), "east-west") is None
    assert sides().side_of(article(stated_perspectives=stated), "east-west") == "west"
    assert sides().side_of(unknown, "no-such-topic") is None
