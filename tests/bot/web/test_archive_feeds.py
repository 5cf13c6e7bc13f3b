"""The feeds of the archive over real digests: what each holds, and ids that survive a change of address."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest
from starlette.testclient import TestClient

from bot.digest.model.digest import Digest
from bot.digest.show.digest_parts import side_alone, story_alone
from bot.web.hosting import Health
from bot.web.site import create_site
from tests.bot.digest.newsroom import BRIDGE_EAST, BRIDGE_WEST, DAY, GRAIN_WEST
from tests.bot.programs.reading_room import ReadingRoom, archive_over, open_reading_room

pytestmark = pytest.mark.slow

NAMES = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingRoom]:
    with open_reading_room(tmp_path_factory.mktemp("room")) as made:
        yield made


@pytest.fixture
def digest(room: ReadingRoom) -> Digest:
    stored = room.newsroom.digests.get("east-west", DAY)
    assert stored is not None
    return stored


def feed(room: ReadingRoom, path: str, *, public_url: str = "") -> Element:
    archive = archive_over(room.newsroom, room.desk)
    site = create_site(archive, health=lambda: Health(True), metrics=lambda: b"", public_url=public_url)
    answer = TestClient(site).get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    return fromstring(answer.content)


def texts(root: Element, name: str) -> list[str]:
    return [element.text or "" for element in root.findall(f".//atom:{name}", NAMES)]


def bridge(digest: Digest) -> str:
    return next(block.id for block in digest.stories if "bridge" in f"{block.lines}")


def paths(digest: Digest) -> Sequence[str]:
    story = bridge(digest)
    own = (f"/t/east-west/stories/{story}/feed.atom", "/t/east-west/sides/east/feed.atom")
    return ("/feed.atom", "/t/east-west/feed.atom", *own)


def test_the_feed_of_a_story_tells_that_story_only_with_its_sources(room: ReadingRoom, digest: Digest) -> None:
    [told] = texts(feed(room, f"/t/east-west/stories/{bridge(digest)}/feed.atom"), "content")
    assert BRIDGE_EAST.url in told and BRIDGE_WEST.url in told
    assert GRAIN_WEST.url not in told


def test_the_feed_of_a_side_tells_what_its_outlets_say(room: ReadingRoom) -> None:
    [told] = texts(feed(room, "/t/east-west/sides/east/feed.atom"), "content")
    assert BRIDGE_EAST.url in told
    assert BRIDGE_WEST.url not in told


def test_every_entry_says_when_it_was_published_and_when_changed(room: ReadingRoom, digest: Digest) -> None:
    for path in paths(digest):
        root = feed(room, path)
        assert texts(root, "published") == [f"{DAY}T00:00:00Z"]
        assert texts(root, "updated")[-1] >= texts(root, "published")[0]


def test_ids_are_tags_that_differ_between_feeds_and_survive_a_change_of_address(
    room: ReadingRoom, digest: Digest
) -> None:
    here, there = (
        [texts(feed(room, path, public_url=address), "id") for path in paths(digest)]
        for address in ("", "https://news.example")
    )
    assert here == there
    assert all(name.startswith("tag:") for names in here for name in names)
    assert len({names[0] for names in here}) == 4


@pytest.mark.parametrize("path", ["stories/nowhere", "sides/north"])
def test_what_is_not_here_has_no_feed(room: ReadingRoom, path: str) -> None:
    archive = archive_over(room.newsroom, room.desk)
    site = TestClient(create_site(archive, health=lambda: Health(True), metrics=lambda: b""))
    assert site.get(f"/t/east-west/{path}/feed.atom").status_code == 404
    assert site.get(f"/t/nowhere/{path}/feed.atom").status_code == 404


def test_pages_name_the_feeds_of_what_they_show(room: ReadingRoom, digest: Digest) -> None:
    archive = archive_over(room.newsroom, room.desk)
    site = TestClient(create_site(archive, health=lambda: Health(True), metrics=lambda: b""))
    assert f'href="/t/east-west/stories/{bridge(digest)}/feed.atom"' in site.get(f"/t/east-west/{DAY}").text
    assert 'href="/t/east-west/sides/west/feed.atom"' in site.get("/t/east-west").text


def test_a_part_of_a_digest_cites_only_its_own_sources(digest: Digest) -> None:
    for part in (story_alone(digest, bridge(digest)), side_alone(digest, "west", "The West")):
        assert part is not None
        assert 0 < len(part.sources) < len(digest.sources)
        assert part.notes == () and part.day == digest.day
    assert side_alone(replace(digest, sources=()), "west", "The West") is None
