"""Editions: a digest for the readers of one hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.model.digest import Digest, Hour
from bot.digest.model.digest_json import pack_digest, unpack_digest
from bot.digest.model.statements import statements
from tests.bot.digest.newsroom import (
    BRIDGE_EAST,
    BRIDGE_WEST,
    DAY,
    DUE,
    GRAIN_WEST,
    NOON,
    PANDAS_EAST,
    Newsroom,
    entry,
    open_newsroom,
)
from tests.builders import topic

TOPIC = "east-west"
NEXT_DAY = DAY + timedelta(days=1)
HALF_PAST_ONE = datetime(2026, 1, 7, 13, 30, tzinfo=UTC)
FERRY = entry("West orders six ferries for the Lena after the bridge falls", hours_ago=-9)
"""Published an hour after noon, nine hours after the topic's own digest."""


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return open_newsroom(tmp_path)


def told(digest: Digest) -> str:
    return " ".join(each.text for each in statements(digest).values())


def test_readers_of_a_later_hour_get_what_was_published_since_the_topics_own(room: Newsroom) -> None:
    """Sixty articles came between 12:30 and 13:31, and 198 of 200 readers of 13:57 got "a quiet day"."""
    room.publish(GRAIN_WEST, now=DUE)
    own = room.editor().build(TOPIC, DAY, now=DUE)
    room.publish(FERRY, now=HALF_PAST_ONE)
    later = room.editor().edition(TOPIC, DAY, Hour(HALF_PAST_ONE), now=HALF_PAST_ONE + timedelta(minutes=27))
    assert "ferries" in told(later) and "ferries" not in told(own)
    assert later.id == "east-west/2026-01-07@07T1330"


def test_an_edition_is_made_once_and_the_topics_own_digest_stays_as_it_is(room: Newsroom) -> None:
    room.publish(GRAIN_WEST, now=DUE)
    own = room.editor().build(TOPIC, DAY, now=DUE)
    room.publish(FERRY, now=NOON)
    first = room.editor().edition(TOPIC, DAY, Hour(HALF_PAST_ONE), now=HALF_PAST_ONE)
    room.publish(PANDAS_EAST, now=HALF_PAST_ONE)
    assert room.editor().edition(TOPIC, DAY, Hour(HALF_PAST_ONE), now=HALF_PAST_ONE + timedelta(hours=1)) == first
    assert room.digests.get(TOPIC, DAY) == own
    assert room.digests.edition(TOPIC, DAY, hour="07T1330") == first
    assert room.digests.days(TOPIC) == [DAY]


def test_at_the_topics_own_hour_it_is_the_topics_own_digest(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST, BRIDGE_EAST, now=DUE)
    assert room.editor().edition(TOPIC, DAY, Hour(DUE), now=DUE) == room.digests.get(TOPIC, DAY)


def test_what_the_edition_of_the_day_before_told_is_not_told_again(room: Newsroom) -> None:
    hour = Hour(HALF_PAST_ONE)
    room.publish(BRIDGE_WEST, GRAIN_WEST, FERRY, now=NOON)
    assert "grain" in told(room.editor().edition(TOPIC, DAY, hour, now=HALF_PAST_ONE))
    tomorrow = Hour(HALF_PAST_ONE + timedelta(days=1))
    room.publish(replace(GRAIN_WEST, url=GRAIN_WEST.url + "-again", published=HALF_PAST_ONE + timedelta(hours=1)))
    again = room.editor().edition(TOPIC, NEXT_DAY, tomorrow, now=tomorrow.until)
    assert "grain tariffs on the East to 15 percent" not in told(again)


def test_whoever_moves_to_a_later_hour_misses_nothing_that_came_between(tmp_path: Path) -> None:
    """Told at 04:00, then at 13:30 of the next day: 33 hours, not 24."""
    room = open_newsroom(tmp_path, about=topic(window=timedelta(days=1)))
    room.publish(GRAIN_WEST, now=DUE)
    room.editor().build(TOPIC, DAY, now=DUE)
    early = entry("East opens a canal beside the Lena for barges", hours_ago=-4)
    room.publish(early, now=NOON)
    tomorrow = HALF_PAST_ONE + timedelta(days=1)
    moved = room.editor().edition(TOPIC, NEXT_DAY, Hour(tomorrow, after=DUE), now=tomorrow)
    assert "canal" in told(moved) and "grain" not in told(moved)
    usual = room.editor().edition(TOPIC, NEXT_DAY, Hour(tomorrow), now=tomorrow)
    assert "canal" not in told(usual)
    assert moved.id != usual.id


def test_readers_whose_day_has_begun_before_the_topics_get_their_post(room: Newsroom) -> None:
    """Seven in the morning in Tokyo is the evening before for the topic, whose day was said not to have begun."""
    evening = datetime(2026, 1, 7, 22, 0, tzinfo=UTC)
    room.publish(FERRY, now=NOON)
    assert "ferries" in told(room.editor().edition(TOPIC, NEXT_DAY, Hour(evening), now=evening))


def test_days_that_were_missed_are_told_from_where_the_last_post_ended(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST, now=DUE)
    room.editor().build(TOPIC, DAY, now=DUE)
    room.publish(FERRY, now=NOON)
    until = HALF_PAST_ONE + timedelta(days=3)
    span = room.editor().edition(
        TOPIC, NEXT_DAY, Hour(until, after=DUE), last_day=NEXT_DAY + timedelta(days=2), now=until
    )
    assert "ferries" in told(span) and "killed" not in told(span)
    assert span.id == "east-west/2026-01-08..2026-01-10@10T1330-07T0400"


def test_what_a_reader_was_told_days_ago_is_not_told_again_though_the_window_is_longer(room: Newsroom) -> None:
    room.publish(GRAIN_WEST, FERRY, now=NOON)
    for days in range(3):
        at = HALF_PAST_ONE + timedelta(days=days)
        shown = room.editor().edition(TOPIC, DAY + timedelta(days=days), Hour(at), now=at)
        assert ("ferries" in told(shown)) is (days == 0)


def test_the_first_reader_of_an_hour_is_told_what_came_since_the_topics_own_digest_of_the_day_before(
    room: Newsroom,
) -> None:
    room.publish(GRAIN_WEST, now=DUE)
    room.editor().build(TOPIC, DAY, now=DUE)
    room.publish(FERRY, now=NOON)
    tomorrow = HALF_PAST_ONE + timedelta(days=1)
    shown = told(room.editor().edition(TOPIC, NEXT_DAY, Hour(tomorrow), now=tomorrow))
    assert "ferries" in shown and "grain" not in shown


def test_an_edition_is_read_from_the_database_as_it_was_written(room: Newsroom) -> None:
    room.publish(FERRY, now=NOON)
    made = room.editor().edition(TOPIC, DAY, Hour(HALF_PAST_ONE, after=DUE), now=HALF_PAST_ONE)
    assert unpack_digest(pack_digest(made)) == made


def test_old_editions_are_dropped_and_the_topics_own_digests_stay(room: Newsroom) -> None:
    room.publish(FERRY, now=NOON)
    own = room.editor().build(TOPIC, DAY, now=NOON)
    room.editor().edition(TOPIC, DAY, Hour(HALF_PAST_ONE), now=HALF_PAST_ONE)
    room.digests.prune_editions(HALF_PAST_ONE + timedelta(days=30))
    assert room.digests.edition(TOPIC, DAY, hour="07T1330") is None
    assert room.digests.get(TOPIC, DAY) == own
