"""What a program is told: the console's shapes, matching sentences, refusals as answers, and what each side says."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.digest.show.public_json import digest_json
from bot.programs.reading_desk import ReadingDesk, Wish
from bot.programs.typed_filters import Missing
from retrieval.errors import BadInput
from tests.bot.digest.newsroom import BRIDGE_EAST, BRIDGE_WEST, DAY, GRAIN_WEST
from tests.bot.programs.reading_room import ReadingRoom, open_reading_room

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with open_reading_room(tmp_path_factory.mktemp("room")) as made:
        yield made


@pytest.fixture
def desk(room: ReadingRoom) -> ReadingDesk:
    return room.desk


def urls(shape: dict[str, list[dict[str, str]]]) -> set[str]:
    return {hit["url"] for hit in shape["hits"]}


def test_topics_name_their_sides_and_their_newest_day(desk: ReadingDesk) -> None:
    [topic] = desk.topics()["topics"]
    assert topic["id"] == "east-west" and topic["latest"] == f"{DAY}"
    assert {side["id"] for side in topic["perspectives"]} == {"east", "west"}
    assert desk.digests("east-west")["days"] == [f"{DAY}"]


def test_a_digest_is_the_one_that_the_console_prints(room: ReadingRoom) -> None:
    stored = room.newsroom.digests.get("east-west", DAY)
    assert stored is not None
    assert room.desk.digest("east-west", DAY) == room.desk.digest("east-west") == digest_json(stored)


def test_what_is_not_here_is_missing_and_what_is_here_is_named(desk: ReadingDesk) -> None:
    with pytest.raises(Missing, match="east-west"):
        desk.digests("nowhere")
    with pytest.raises(Missing, match="2020-01-01"):
        desk.digest("east-west", date(2020, 1, 1))
    with pytest.raises(Missing, match="side"):
        desk.search(Wish("bridge", side="north"))


def test_a_search_shows_the_sentence_that_matches(desk: ReadingDesk) -> None:
    shape = desk.search(Wish("Eastern river ministry blames steel"))
    assert shape["hits"][0]["url"] == BRIDGE_EAST.url
    assert "blames Western steel" in shape["hits"][0]["sentence"]
    assert shape["hits"][0]["perspective"] == "east"


def test_words_that_nobody_wrote_find_nothing(desk: ReadingDesk) -> None:
    assert desk.search(Wish("penguin xyzzy"))["hits"] == []
    assert urls(desk.search(Wish("Lena bridge"))) == {BRIDGE_EAST.url, BRIDGE_WEST.url}


def test_a_search_is_narrowed_by_side_outlet_and_days(desk: ReadingDesk) -> None:
    assert urls(desk.search(Wish("Lena bridge", side="west"))) == {BRIDGE_WEST.url}
    assert urls(desk.search(Wish("Lena bridge", outlet=BRIDGE_EAST.outlet))) == {BRIDGE_EAST.url}
    assert urls(desk.search(Wish("Lena bridge", first=date(2030, 1, 1)))) == set()
    assert urls(desk.search(Wish("Lena bridge", last=date(2020, 1, 1)))) == set()


def test_an_outlets_name_alone_finds_what_it_wrote_last(desk: ReadingDesk) -> None:
    assert urls(desk.search(Wish(GRAIN_WEST.outlet))) == {GRAIN_WEST.url}


def test_a_refusal_is_an_answer_without_citations(desk: ReadingDesk) -> None:
    refused = desk.ask("Who won the penguin race of Xyzzy?")
    assert (refused["status"], refused["citations"]) == ("no_answer", [])
    assert desk.ask("How many people died when the Lena bridge fell?")["status"] == "answered"


def test_a_comparison_quotes_each_side_by_its_own_outlets(desk: ReadingDesk) -> None:
    shape = desk.compare("Lena bridge")
    told = {side["perspective"]: side["lines"] for side in shape["sides"]}
    by_number = {cited["n"]: cited for cited in shape["citations"]}
    assert shape["status"] == "answered" and shape["silent"] == []
    for side, url in (("east", BRIDGE_EAST.url), ("west", BRIDGE_WEST.url)):
        assert {by_number[n]["url"] for line in told[side] for n in line["citations"]} == {url}
    assert all(cited["quote"] in f"{BRIDGE_EAST} {BRIDGE_WEST}" for cited in shape["citations"])


def test_a_side_that_says_nothing_is_called_silent(desk: ReadingDesk) -> None:
    assert desk.compare("grain tariffs on the East")["silent"] == ["east"]
    nobody = desk.compare("penguin xyzzy")
    assert (nobody["status"], nobody["citations"]) == ("no_answer", [])


def test_outlets_are_shown_with_their_sides(desk: ReadingDesk) -> None:
    west = {outlet["name"]: outlet["perspectives"] for outlet in desk.outlets(side="west")["outlets"]}
    assert west and set(map(str, west.values())) == {"{'east-west': 'west'}"}
    assert len(desk.outlets()["outlets"]) > len(west)


@pytest.mark.parametrize("question", ["", "   ", "x" * 1001])
def test_what_is_no_question_is_refused(desk: ReadingDesk, question: str) -> None:
    with pytest.raises(BadInput, match="1,000"):
        desk.ask(question)
