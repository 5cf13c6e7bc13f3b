import numpy as np

from bot.digest.choose.nearness import Nearness
from retrieval.articles import Article
from tests.builders import article

BAN = article("Ansel court bans trawlers off Skerry", id="ban", outlet="West Times")
SAME = article("Skerry trawlers have to leave, Ansel court rules", id="same", outlet="East Post")
SUBJECT = article("Skerry hotels hope for a warm summer", id="subject", outlet="East Post")
STRANGER = article("Orchard owners count frozen blossoms", id="far", outlet="East News")
ALL = (BAN, SAME, SUBJECT, STRANGER)


def meaning(likeness: float) -> dict[str, np.ndarray]:
    """Of two articles that are so much alike."""
    return {
        "ban": np.array([1.0, 0.0], np.float32),
        "other": np.array([likeness, (1 - likeness**2) ** 0.5], np.float32),
    }


def other(title: str) -> Article:
    return article(title, id="other", outlet="East Post")


def are_one(title: str, likeness: float) -> bool:
    return Nearness([BAN, other(title)], meaning(likeness)).are_of_one_event(BAN, other(title))


def test_two_headlines_with_two_things_in_common_are_of_one_event() -> None:
    near = Nearness(ALL)
    assert near.are_of_one_event(BAN, SAME)
    assert not near.are_of_one_event(BAN, SUBJECT)


def test_the_fewer_things_in_common_the_more_alike_they_have_to_be() -> None:
    two, one, none = (
        "Ansel fleet owners mourn their trawlers",
        "Trawlers must go home",
        "Nets hauled in for good",
    )
    assert are_one(two, 0.3)
    assert not are_one(two, 0.2)
    assert are_one(one, 0.36)
    assert not are_one(one, 0.3)
    assert are_one(none, 0.5)
    assert not are_one(none, 0.4)


def test_a_name_of_two_words_is_one_thing() -> None:
    assert not are_one("Ansel court celebrates a birthday", 0.3)


def test_who_shares_the_subject_in_the_beginning_of_a_text_may_speak_of_it() -> None:
    clever = article("Nets hauled in for good", text="An Ansel court has spoken on trawlers.", id="clever")
    near = Nearness([*ALL, clever], {each.id: np.eye(5, dtype=np.float32)[n] for n, each in enumerate([*ALL, clever])})
    assert near.is_near(BAN, clever)
    assert not near.is_near(BAN, STRANGER)


def test_outlets_that_speak_of_the_same_are_counted_once_each() -> None:
    more = [article(f"Ansel trawlers wait, day {n}", id=f"m{n}", outlet="East Post") for n in range(2)]
    near = Nearness([*ALL, *more])
    assert near.outlets_around([BAN], ["ban"]) == 1
    assert near.outlets_around([BAN], ["ban", "same", "m0", "m1"]) == 0


def test_across_languages_meaning_alone_says_that_it_is_one_event() -> None:
    def are_one_abroad(likeness: float) -> bool:
        foreign = article("Los arrastreros vuelven a puerto", id="other", outlet="Este", language="es")
        return Nearness([BAN, foreign], meaning(likeness)).are_of_one_event(BAN, foreign)

    assert are_one_abroad(0.33)
    assert not are_one_abroad(0.27)
