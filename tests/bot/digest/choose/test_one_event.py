from collections.abc import Mapping

import numpy as np

from bot.digest.choose.nearness import Nearness
from bot.digest.choose.one_event import part_story
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from retrieval.ports import Vectors
from tests.builders import NOON, article


def member(identity: str, title: str, side: str) -> Candidate:
    return Candidate(article(title, id=identity, outlet=f"{side} outlet {identity}"), side, "news", 0.5)


BAN = member("a", "Ansel court bans trawlers off Skerry", "west")
AGAIN = member("b", "Trawlers off Skerry banned by Ansel court", "west")
ECHO = member("c", "Skerry trawlers have to leave, Ansel court rules", "east")
SUBJECT = member("d", "Skerry hotels hope for a warm summer", "east")


def parted(
    *members: Candidate, meaning: Mapping[str, Vectors] | None = None
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The ids and sides of each part."""
    ids = tuple(each.article.id for each in members)
    sides = tuple(dict.fromkeys(each.side for each in members))
    story = Story(ids[0], "", ids, sides, NOON, NOON, "new", len(ids))
    parts = part_story(story, members, Nearness([each.article for each in members], meaning))
    return [(part.article_ids, part.perspectives) for part, _ in parts]


def test_a_side_that_tells_the_same_event_stays_in_the_story() -> None:
    assert parted(BAN, AGAIN, ECHO) == [(("a", "b", "c"), ("west", "east"))]


def test_a_side_that_shares_the_subject_alone_tells_a_story_of_its_own() -> None:
    assert parted(BAN, AGAIN, SUBJECT) == [(("a", "b"), ("west",)), (("d",), ("east",))]


def test_who_tells_the_same_as_the_other_sides_second_voice_stays_too() -> None:
    follower = member("e", "Ansel hotels cheer Skerry trawlers ruling", "east")
    assert parted(BAN, AGAIN, ECHO, follower) == [(("a", "b", "c", "e"), ("west", "east"))]


def test_a_story_of_one_side_is_left_whole() -> None:
    assert parted(BAN, member("f", "Skerry hotels hope for a warm summer", "west")) == [(("a", "f"), ("west",))]


def test_what_may_be_the_same_event_and_may_be_another_is_told_nowhere() -> None:
    def alike(likeness: float) -> Mapping[str, Vectors]:
        other = np.array([likeness, (1 - likeness**2) ** 0.5], np.float32)
        return {"a": np.array([1, 0], np.float32), "d": other}

    assert parted(BAN, SUBJECT, meaning=alike(0.32)) == [(("a", "d"), ("west",))]
    assert parted(BAN, SUBJECT, meaning=alike(0.25)) == [(("a",), ("west",)), (("d",), ("east",))]


def test_no_two_parts_have_one_id_though_the_first_article_of_the_story_is_told_apart() -> None:
    members = (SUBJECT, BAN, AGAIN)
    story = Story("d", "", ("d", "a", "b"), ("east", "west"), NOON, NOON, "new", 3)
    parts = part_story(story, members, Nearness([each.article for each in members]))
    assert [part.id for part, _ in parts] == ["d", "d-apart"]
