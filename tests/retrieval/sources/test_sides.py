from dataclasses import replace

import pytest

from retrieval.sources.outlets import Outlet
from retrieval.sources.sides import Sides
from retrieval.sources.topics import Perspective, Topic
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
        by_name = {o.name for o in asked.registry if asked.side_of_name("east-west", o.name) == side}
        by_rule = {o.name for o in asked.registry if asked.side_of(article(outlet=o.name, url=""), "east-west") == side}
        assert by_name == by_rule
    assert asked.side_of_name("east-west", "West Times") == "west"


def test_a_stated_side_counts_only_where_nobody_knows_the_outlet() -> None:
    stated = (("east-west", "east"),)
    unknown = article(outlet="Nobody's Daily", url="https://nobody.example/1", stated_perspectives=stated)
    assert sides().side_of(unknown, "east-west") == "east"
    assert sides().side_of(replace(unknown, stated_perspectives=(("east-west", "north"),)), "east-west") is None
    assert sides().side_of(article(stated_perspectives=stated), "east-west") == "west"
    assert sides().side_of(unknown, "no-such-topic") is None


DAWN = Outlet("Dawn (Pakistan)", ("Dawn.com",), ("dawn.example",), "PK")
NATION_EAST = Outlet("The Nation (East)", (), ("nation-east.example",), "CN")
NATION_FAR = Outlet("The Nation (Farland)", (), ("nation-far.example",), "TH")
NATION_WEST = Outlet("The Nation (West)", (), ("nation-west.example",), "US")
PALACE = Outlet("The Palace (website)", (), ("palace.example",), "US")


def among(*outlets: Outlet) -> Sides:
    made = topic(
        perspectives=(
            Perspective("west", "The West", frozenset({"US"}), frozenset({"Harbour Letter"})),
            Perspective("east", "The East", frozenset({"CN", "PK"})),
        )
    )
    return Sides(registry(*outlets), {"east-west": made})


@pytest.mark.parametrize("name", ["Dawn", "DAWN", "Dawn (Pakistan)", "Dawn.com"])
def test_a_short_name_that_one_outlet_has_is_its_own(name: str) -> None:
    known = among(DAWN)
    assert known.side_of(article(outlet=name, url="https://news.google.com/rss/1"), "east-west") == "east"
    assert known.registry.find_name(name) == DAWN


def test_the_countries_of_a_topic_decide_between_namesakes() -> None:
    told = article(outlet="The Nation", url="")
    assert among(NATION_EAST, NATION_FAR).side_of(told, "east-west") == "east"
    by_google = article(outlet="The Nation", url="https://news.google.com/rss/articles/1")
    assert among(NATION_EAST, NATION_FAR).side_of(by_google, "east-west") == "east"
    assert among(NATION_EAST, NATION_WEST).side_of(told, "east-west") is None
    assert among(NATION_EAST, NATION_WEST).registry.find_name("The Nation") is None


def test_an_address_decides_between_namesakes_and_a_strange_one_rules_them_all_out() -> None:
    known = among(NATION_EAST, NATION_WEST)
    assert known.side_of(article(outlet="The Nation", url="https://nation-west.example/1"), "east-west") == "west"
    assert known.side_of(article(outlet="The Nation", url="https://nation.elsewhere.example/1"), "east-west") is None


def test_an_institution_is_not_its_site() -> None:
    assert among(PALACE).registry.find_name("The Palace") is None


def test_an_outlet_that_only_the_topic_names_is_on_the_side_that_names_it() -> None:
    told = article(outlet="Harbour Letter", url="https://harbour-letter.example/1")
    assert among(DAWN).side_of(told, "east-west") == "west"
