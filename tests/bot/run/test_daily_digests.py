from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, cast

from bot.run.daily_digests import DailyDigests
from retrieval.sources.topics import Topic
from tests.bot.digest.newsroom import EVERYTHING, open_newsroom
from tests.builders import NOON, topic

TODAY = date(2026, 1, 7)


def test_a_topic_without_readers_has_its_digest_each_day_and_its_file(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path)
    room.publish(*EVERYTHING, now=NOON)
    daily = DailyDigests(room.catalog, room.editor(), room.digests, folder=tmp_path / "site")
    assert daily.publish(NOON) > 0
    assert room.digests.days("east-west")[0] == TODAY
    assert (tmp_path / "site" / "east-west" / f"{TODAY}.md").exists()
    assert daily.publish(NOON + timedelta(minutes=1)) == 0
    room.database.close()


def test_days_missed_while_the_machine_was_down_are_caught_up_and_no_day_before_our_time(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path)
    room.publish(*EVERYTHING, now=NOON)
    daily = DailyDigests(room.catalog, room.editor(), room.digests)
    daily.publish(NOON + timedelta(days=3))
    days = room.digests.days("east-west")
    assert {TODAY, TODAY + timedelta(days=3)} <= set(days)
    assert min(days) > TODAY - timedelta(days=7)
    room.database.close()


def test_before_the_topics_hour_nothing_is_due(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path)
    room.publish(*EVERYTHING, now=NOON)
    DailyDigests(room.catalog, room.editor(), room.digests).publish(NOON.replace(hour=1))
    assert TODAY not in room.digests.days("east-west")
    room.database.close()


def test_a_week_is_caught_up() -> None:
    asked: list[int] = []

    class Nothing:
        topics: ClassVar = {"east-west": topic()}

        def is_due(self, topic: Topic, day: date, *, now: datetime) -> bool:
            asked.append((TODAY - day).days)
            return False

    nothing = cast(Any, Nothing())
    assert DailyDigests(nothing, nothing, nothing).publish(NOON) == 0
    assert asked == [7, 6, 5, 4, 3, 2, 1, 0]
