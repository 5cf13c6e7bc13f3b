"""Which country a name stands for: every country by its adjective, its capital and its name in the languages asked in."""

import pytest

from retrieval.language.countries import (
    countries,
    country_codes,
    country_names,
    country_of,
    doubtful_names,
    name_in,
    press_marks,
    written_names,
)
from retrieval.question.wanted_sources.side_phrases import SideNamed, find_sides
from retrieval.sources.outlets import Outlet, Registry
from retrieval.sources.topics import Perspective, Topic

POLAND = Outlet("Gazeta Wista", (), ("wista.example",), "PL", "private")
GEORGIA = Outlet("Mtkvari Post", (), ("mtkvari.example",), "GE", "private")
REGISTRY = Registry([POLAND, GEORGIA])


def sides_in(question: str, *topics: Topic) -> list[SideNamed]:
    return find_sides(question, {topic.id: topic for topic in topics}, REGISTRY)


def topic_of(country: str) -> Topic:
    return Topic(
        id="rails",
        name="Rails",
        perspectives=(Perspective("own", "Own", frozenset({country})), Perspective("west", "West", frozenset({"US"}))),
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Polish", "PL"),
        ("dutch", "NL"),
        ("Holland", "NL"),
        ("Nigerian", "NG"),
        ("nigerien", "NE"),
        ("Argentine", "AR"),
        ("Iraqi", "IQ"),
        ("Kremlin", "RU"),
        ("South Korean", "KR"),
        ("Korean", "KR"),
        ("North Korean", "KP"),
        ("Congo", "CD"),
        ("Congolese", "CD"),
        ("Republic of the Congo", "CG"),
        ("Georgian", "GE"),
        ("Georgia", "GE"),
        ("Jordanian", "JO"),
        ("polacas", "PL"),
        ("Польша", "PL"),
        ("波兰", "PL"),
        ("美方", "US"),
        ("米国", "US"),
        ("पोलैंड", "PL"),
        ("پولینڈ", "PL"),
        ("Polônia", "PL"),
        ("estadounidense", "US"),
        ("venezolanos", "VE"),
        ("EUA", "US"),
        ("Британия", "GB"),
        ("Конго", "CD"),
        ("中方", "CN"),
        ("澳門", "MO"),
        ("アメリカ", "US"),
        ("マカオ", "MO"),
        ("अमेरिका", "US"),
        ("कांगो", "CD"),
        ("امریکہ", "US"),
        ("مکاؤ", "MO"),
        ("Brussels", ""),
        ("european", ""),
        ("Atlantis", ""),
    ],
)
def test_a_name_stands_for_its_country(name: str, code: str) -> None:
    assert country_of(name) == code


def test_every_state_has_a_name_in_every_language_asked_in() -> None:
    nameless = {
        (code, language)
        for code in country_codes()
        if countries()[code].people
        for language, names in countries()[code].foreign.items()
        if not names
    }
    assert nameless == set()


def test_nearly_every_state_is_known_by_an_adjective() -> None:
    bare = {code for code in country_codes() if not countries()[code].people}
    assert not bare & {"PL", "NL", "NG", "AR", "IQ", "SS", "TL", "XK"}
    assert len(country_codes() - bare) > 190


def test_a_name_that_means_something_else_too_is_no_sure_one() -> None:
    assert not {"georgia", "jordan", "того"} & country_names().keys()
    assert {"georgia", "jordan", "того"} <= doubtful_names().keys()


@pytest.mark.parametrize("name", ["Americans", "White House", "Sino", "Victoria", "eu"])
def test_running_text_says_more_than_a_question_means(name: str) -> None:
    assert not country_of(name)


@pytest.mark.parametrize("code", ["AC", "DG", "EA", "IC", "QO", "TA", "UN", "ZZ"])
def test_a_territory_or_a_union_is_no_country(code: str) -> None:
    assert code not in country_codes()
    assert not country_of(name_in(code, "en"))


def test_one_character_names_a_country_only_before_its_press() -> None:
    assert not country_of("美") and not country_of("中")
    assert (press_marks()["美"], press_marks()["中"]) == ("US", "CN")


def test_running_text_speaks_of_a_country_by_its_people_and_buildings() -> None:
    assert {"Americans", "White House", "Washington", "U.S.", "США"} <= set(written_names("US"))


@pytest.mark.parametrize(
    "question",
    [
        "What did Polish media say about the bridge?",
        "what does Warsaw's press write about the bridge",
        "press in Poland on the bridge",
        "the Polish view of the bridge",
        "¿Qué dicen los medios polacos sobre el puente?",
        "波兰媒体怎么看大桥",
    ],
)
def test_the_press_of_any_country_can_be_asked(question: str) -> None:
    assert [side.outlets for side in sides_in(question)] == [("Gazeta Wista",)]


@pytest.mark.parametrize(
    "question",
    [
        "How does Poland see the bridge?",
        "What does Poland say about the bridge?",
        "ポーランドは何と言っていますか",
        "что говорит Польша о мосте",
        "Polish and American media on the bridge",
    ],
)
def test_any_country_can_be_a_side(question: str) -> None:
    found = sides_in(question, topic_of("PL"))
    assert ("rails", "own") in {pair for side in found for pair in side.pairs}


def test_georgia_is_a_country_only_where_a_topic_has_it() -> None:
    assert sides_in("What did media in Georgia say?") == []
    assert [side.outlets for side in sides_in("What did Georgian media say?")] == [("Mtkvari Post",)]
    assert [side.pairs for side in sides_in("What did media in Georgia say?", topic_of("GE"))] == [(("rails", "own"),)]


@pytest.mark.parametrize(
    "question",
    ["What do Americans think of the bridge?", "White House press secretary resigns", "Polished media skills"],
)
def test_people_and_buildings_are_no_press(question: str) -> None:
    assert sides_in(question, topic_of("PL")) == []


def test_a_name_of_several_words_is_one_name() -> None:
    found = sides_in("media in Bosnia and Herzegovina on the bridge", topic_of("BA"))
    assert [side.pairs for side in found] == [(("rails", "own"),)]
