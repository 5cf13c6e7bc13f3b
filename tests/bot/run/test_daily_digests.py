import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest

from bot.run.daily_digests import DailyDigests, WriteFiles
from bot.run.site_files import publish_site
from bot.web.atom import TAG
from bot.web.site_archive import StoredArchive
from retrieval.errors import StorageError
from retrieval.sources.topics import Topic
from tests.bot.digest.newsroom import EVERYTHING, Newsroom, open_newsroom
from tests.builders import NOON, topic
from tests.fakes import FakeClock

TODAY = date(2026, 1, 7)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    made = open_newsroom(tmp_path)
    made.publish(*EVERYTHING, now=NOON)
    yield made
    made.database.close()


@pytest.fixture
def write(room: Newsroom, tmp_path: Path) -> WriteFiles:
    archive = StoredArchive(room.catalog, room.digests, room.editor(), lambda wish: [], FakeClock(NOON))
    return partial(publish_site, archive, room.digests, tmp_path / "site", public_url="https://news.example")


def test_a_topic_without_readers_has_its_digest_each_day_and_its_file(
    room: Newsroom, write: WriteFiles, tmp_path: Path
) -> None:
    daily = DailyDigests(room.catalog, room.editor(), room.digests, write_files=write)
    assert daily.publish(NOON) > 0
    assert room.digests.days("east-west")[0] == TODAY
    assert (tmp_path / "site" / "east-west" / f"{TODAY}.md").exists()
    assert daily.publish(NOON + timedelta(minutes=1)) == 0


def test_files_follow_a_digest_that_a_readers_post_made_first(
    room: Newsroom, write: WriteFiles, tmp_path: Path
) -> None:
    editor = room.editor()
    daily = DailyDigests(room.catalog, editor, room.digests, write_files=write)
    daily.publish(NOON - timedelta(days=1))
    editor.build("east-west", TODAY, now=NOON)
    daily.publish(NOON)
    assert (tmp_path / "site" / "east-west" / f"{TODAY}.md").exists()


def test_files_that_could_not_be_written_are_written_when_they_can_be(
    room: Newsroom, write: WriteFiles, tmp_path: Path
) -> None:
    (tmp_path / "site").write_text("in the way")
    daily = DailyDigests(room.catalog, room.editor(), room.digests, write_files=write)
    with pytest.raises(StorageError, match="cannot be written"):
        daily.publish(NOON)
    (tmp_path / "site").unlink()
    daily.publish(NOON + timedelta(minutes=1))
    assert (tmp_path / "site" / "feed.atom").exists()


def test_the_files_are_what_the_site_shows(room: Newsroom, write: WriteFiles, tmp_path: Path) -> None:
    DailyDigests(room.catalog, room.editor(), room.digests, write_files=write).publish(NOON)
    folder = tmp_path / "site" / "east-west"
    shown = json.loads((folder / f"{TODAY}.json").read_text())
    assert (shown["topic"], shown["date"]) == ("east-west", f"{TODAY}")
    for feed in (tmp_path / "site" / "feed.atom", folder / "feed.atom"):
        assert f"https://news.example/t/east-west/{TODAY}" in feed.read_text()
        assert f"<id>{TAG}east-west:{TODAY}</id>" in feed.read_text()
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "site").rglob("*.*")}
    write()
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "site").rglob("*.*")} == before


def test_days_missed_while_the_machine_was_down_are_caught_up_and_no_day_before_our_time(room: Newsroom) -> None:
    daily = DailyDigests(room.catalog, room.editor(), room.digests)
    daily.publish(NOON + timedelta(days=3))
    days = room.digests.days("east-west")
    assert {TODAY, TODAY + timedelta(days=3)} <= set(days)
    assert min(days) > TODAY - timedelta(days=7)


def test_before_the_topics_hour_nothing_is_due(room: Newsroom) -> None:
    DailyDigests(room.catalog, room.editor(), room.digests).publish(NOON.replace(hour=1))
    assert TODAY not in room.digests.days("east-west")


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
