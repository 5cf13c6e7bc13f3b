from dataclasses import replace

import numpy as np
import pytest

from bot.digest.choose.nearness import Nearness
from retrieval.articles import Article
from tests.builders import article

BAN = article("Ansel bans trawlers from the Karsul strait", id="a")
REPLY = article("Karsul fishermen defy trawlers order", id="b")
FLEET = article("Trawlers fleet grows", id="c")


def near(one: Article, other: Article, likeness: float | None) -> Nearness:
    if likeness is None:
        return Nearness([one, other])
    rest = float(np.sqrt(1 - likeness**2))
    meaning = {one.id: np.array([1, 0], np.float32), other.id: np.array([likeness, rest], np.float32)}
    return Nearness([one, other], meaning)


@pytest.mark.parametrize(
    ("other", "likeness", "is_one"),
    [(REPLY, 0.26, True), (REPLY, 0.24, False), (FLEET, 0.46, True), (FLEET, 0.44, False)],
)
def test_the_fewer_things_two_headlines_share_the_more_alike_they_must_be(
    other: Article, likeness: float, is_one: bool
) -> None:
    assert near(BAN, other, likeness).are_of_one_event(BAN, other) is is_one


@pytest.mark.parametrize(("likeness", "is_one"), [(0.61, True), (0.59, False)])
def test_in_quite_other_words_only_what_means_the_same_is_one_event(likeness: float, is_one: bool) -> None:
    other = article("Fishing boats have to leave", id="d")
    assert near(BAN, other, likeness).are_of_one_event(BAN, other) is is_one


def test_a_name_of_two_words_is_one_thing() -> None:
    one = article("Velmora miners find rare earth under the glacier", id="a")
    other = article("Tasrik taxes rare earth shipments", id="b")
    assert not near(one, other, 0.3).are_of_one_event(one, other)


def test_where_only_words_are_known_two_of_them_decide() -> None:
    assert near(BAN, REPLY, None).are_of_one_event(BAN, REPLY)
    assert not near(BAN, FLEET, None).are_of_one_event(BAN, FLEET)


def test_two_texts_that_were_grouped_are_of_one_event() -> None:
    one, other = replace(BAN, text="Ansel closed the strait."), replace(FLEET, text="The fleet has to leave.")
    assert near(one, other, 0.1).are_of_one_event(one, other)


def test_outlets_around_are_those_that_share_two_things_in_other_articles() -> None:
    window = Nearness([BAN, replace(REPLY, outlet="East Post"), FLEET])
    assert window.outlets_around([BAN], but=["a"]) == 1
    assert window.outlets_around([BAN], but=["a", "b"]) == 0
