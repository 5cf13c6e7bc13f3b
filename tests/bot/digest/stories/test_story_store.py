from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.stories.grouping import Membership, Story
from bot.digest.stories.story_store import StoryStore
from retrieval.database import open_database
from tests.builders import NOON, article

FIRST, SECOND = article("Bridge falls", id="a"), article("Bridge rebuilt", id="b", published=NOON)
DAY = timedelta(days=1)


def story(*ids: str, identity: str = "a") -> Story:
    return Story(identity, "Bridge falls", ids, ("west",), FIRST.published, NOON, "new", 1)


@pytest.fixture
def memory(tmp_path: Path) -> StoryStore:
    database = open_database(f"sqlite:///{tmp_path}/stories.db")
    database.create_all()
    return StoryStore(database)


def test_a_story_is_remembered_with_its_beginning_by_whoever_asks_later(memory: StoryStore) -> None:
    memory.remember("east-west", [story("a", "b")], [FIRST, SECOND], decided_at=NOON)
    assert memory.recall("east-west", ["b"], until=NOON + DAY) == [Membership("b", "a", FIRST.published)]


def test_a_day_does_not_know_what_was_decided_at_or_after_it(memory: StoryStore) -> None:
    memory.remember("east-west", [story("a")], [FIRST], decided_at=NOON)
    assert memory.recall("east-west", ["a"], until=NOON) == []


def test_topics_do_not_share_their_memory(memory: StoryStore) -> None:
    memory.remember("east-west", [story("a")], [FIRST], decided_at=NOON)
    assert memory.recall("north-south", ["a"], until=NOON + DAY) == []


def test_what_was_decided_first_stays(memory: StoryStore) -> None:
    memory.remember("east-west", [story("a", "b")], [FIRST, SECOND], decided_at=NOON)
    moved = replace(story("b", identity="b"))
    memory.remember("east-west", [moved], [SECOND], decided_at=NOON + DAY)
    assert [each.story_id for each in memory.recall("east-west", ["b"], until=NOON + 3 * DAY)] == ["a"]
