"""Polling over a real client, a real database and a real server; only the clock is ours."""

import gzip
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.outbound.client import OutboundClient, user_agent
from retrieval.articles import Filters
from retrieval.database import Database, open_database
from retrieval.errors import StorageError
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.feeds import Feed, FeedResult
from retrieval.feeds.host_queues import make_lanes
from retrieval.feeds.http_exchange import complete_address, host_and_port
from retrieval.feeds.parser import ParsedFeed, parse_feed
from retrieval.feeds.poll_schedule import DAY, HOUR
from retrieval.feeds.poller import Poller
from retrieval.intake.ingest import IngestReport, Intake
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.builders import NOON, topic
from tests.feedserver import FeedServer, Handler, Page, rss
from tests.hostile import GOOD, hostile_pages, move

pytestmark = pytest.mark.slow

# Loading the certificates of the world takes longer than a whole test.
TLS = ssl.create_default_context()


class World:
    """One installation: a database, a client that may reach the test servers, and time that we move."""

    def __init__(self, database: Database, *servers: FeedServer) -> None:
        self.database = database
        self.server = servers[0]
        self.feeds = FeedStore(database)
        self.articles = ArticleStore(database, Catalog(database, [], []))
        self.client = OutboundClient(
            user_agent=user_agent("https://example.org"),
            allowed_private=frozenset(server.authority for server in servers),
            tls=TLS,
        )
        self.parse: Callable[..., ParsedFeed] = parse_feed
        self.now = NOON

    def watch(self, *paths: str) -> None:
        self.feeds.sync_topics([topic(id="t", feeds=tuple(self.server.url(path) for path in paths))], now=self.now)

    def poll(self, *urls: str, topic: str = "", workers: int = 8) -> list[FeedResult]:
        poller = Poller(self.client, self.feeds, self.articles, self.parse, workers=workers)
        return poller.poll_feeds(now=self.now, urls=urls, topic=topic)

    def poll_one(self, path: str = "/feed") -> FeedResult:
        (result,) = self.poll(self.server.url(path))
        return result

    def feed(self, path: str = "/feed") -> Feed:
        found = self.feeds.get(self.server.url(path))
        assert found is not None
        return found

    def later(self, step: timedelta) -> "World":
        self.now += step
        return self


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'world.db'}")
    opened.create_all()
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[FeedServer]:
    running = FeedServer()
    yield running
    running.close()


@pytest.fixture
def other() -> Iterator[FeedServer]:
    running = FeedServer("127.0.0.2")
    yield running
    running.close()


@pytest.fixture
def world(database: Database, server: FeedServer, other: FeedServer) -> Iterator[World]:
    made = World(database, server, other)
    yield made
    made.client.close()


def statuses(results: Sequence[FeedResult]) -> list[str]:
    return [result.status for result in results]


# What comes of a poll


def test_a_feed_becomes_articles_of_its_topics(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    (result,) = world.poll()
    assert result == FeedResult(world.server.url(), "ok", new=2, next_check=NOON + HOUR)
    assert world.articles.count() == 2


def test_polling_unchanged_and_changed_feeds(world: World) -> None:
    world.server.pages["/feed"] = [Page(GOOD), Page(GOOD), Page(rss("Bridge opens", "Dam breaks"))]
    world.watch("/feed")
    counts = []
    for _ in range(3):
        (result,) = world.poll()
        counts.append((result.status, result.new))
        world.later(HOUR)
    assert counts == [("ok", 2), ("ok", 0), ("ok", 1)]


def test_the_same_body_again_is_not_parsed_again_unless_it_is_for_another_topic(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    parsed: list[str] = []

    def counting(body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
        parsed.append(url)
        return parse_feed(body, url=url, headers=headers, now=now)

    world.parse = counting
    for _ in range(3):
        assert statuses(world.poll()) == ["ok"]
        world.later(HOUR)
    assert len(parsed) == 1
    feeds = (world.server.url(),)
    world.feeds.sync_topics([topic(id="t", feeds=feeds), topic(id="late", feeds=feeds)], now=world.now)
    world.poll()
    assert len(parsed) == 2
    assert len(world.articles.find(Filters(topics=frozenset({"late"})))) == 2


def test_only_the_feeds_of_one_topic_are_polled_when_asked(world: World) -> None:
    world.server.pages |= {"/a": Page(GOOD), "/b": Page(GOOD)}
    world.feeds.sync_topics(
        [topic(id="a", feeds=(world.server.url("/a"),)), topic(id="b", feeds=(world.server.url("/b"),))], now=NOON
    )
    assert [result.url for result in world.poll(topic="b")] == [world.server.url("/b")]
    assert world.server.paths() == ["/b"]


# F1: validators


def test_validators_are_sent_back_verbatim_and_a_304_costs_nothing(world: World) -> None:
    world.server.pages["/feed"] = [
        Page(GOOD, headers={"ETag": 'W/"x, y"', "Last-Modified": "Wednesday, 07-Jan-26 08:00:00 GMT"}),
        Page(status=304),
    ]
    world.poll_one()
    assert world.later(HOUR).poll_one().status == "not_modified"
    first, second = world.server.asked
    assert not {"if-none-match", "if-modified-since"} & first.headers.keys()
    assert second.headers["if-none-match"] == 'W/"x, y"'
    assert second.headers["if-modified-since"] == "Wednesday, 07-Jan-26 08:00:00 GMT"
    assert world.feed().saved_bytes == len(GOOD)


def test_validators_are_renewed_when_only_they_changed_and_dropped_when_gone(world: World) -> None:
    world.server.pages["/feed"] = [
        Page(GOOD, headers={"ETag": '"1"'}),
        Page(GOOD, headers={"ETag": '"2"'}),
        Page(GOOD),
        Page(GOOD),
    ]
    for _ in range(4):
        world.poll_one()
        world.later(HOUR)
    assert [asked.headers.get("if-none-match") for asked in world.server.asked] == [None, '"1"', '"2"', None]


def test_validators_of_errors_pages_and_cut_off_bodies_are_not_kept(world: World) -> None:
    def cut(handler: Handler) -> None:
        handler.wfile.write(b'HTTP/1.1 200 OK\r\nETag: "cut"\r\nContent-Length: 9999\r\n\r\n' + GOOD[:100])
        handler.close_connection = True

    world.server.pages["/feed"] = [
        Page(GOOD, headers={"ETag": '"good"'}),
        Page(b"oops", 500, {"ETag": '"error"'}),
        Page(b"<html>Please wait</html>", headers={"ETag": '"page"'}),
        cut,
        Page(gzip.compress(GOOD)[:-9], headers={"ETag": '"zip"', "Content-Encoding": "gzip"}),
        Page(GOOD),
    ]
    for _ in range(6):
        world.poll_one()
        world.later(DAY)
    sent = [asked.headers.get("if-none-match") for asked in world.server.asked]
    assert sent == [None, *['"good"'] * 5]


def test_validators_are_not_sent_to_a_page_they_do_not_come_from(world: World) -> None:
    world.server.pages |= {"/feed": [Page(GOOD, headers={"ETag": '"1"'}), move(302, "/new")], "/new": Page(GOOD)}
    world.poll_one()
    world.later(HOUR).poll_one()
    assert [("if-none-match" in asked.headers) for asked in world.server.asked if asked.path == "/new"] == [False]


def test_unchanged_feeds_answer_304_from_the_second_poll_on(world: World) -> None:
    def careful(handler: Handler) -> Page:
        is_known = handler.headers.get("If-None-Match") == '"v1"'
        return Page(status=304) if is_known else Page(GOOD, headers={"ETag": '"v1"'})

    world.server.pages |= {f"/{number}": careful for number in range(20)}
    world.watch(*(f"/{number}" for number in range(20)))
    assert statuses(world.poll()) == ["ok"] * 20
    for _ in range(3):
        assert statuses(world.later(HOUR).poll()) == ["not_modified"] * 20


# F2: at most once an hour


def test_no_feed_is_asked_twice_within_the_hour_not_even_by_hand_or_after_a_restart(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    world.poll()
    for minutes in (0, 1, 58):
        world.now = NOON + timedelta(minutes=minutes)
        again = World(world.database, world.server)
        again.now = world.now
        for result in (*again.poll(), again.poll_one()):
            assert result.status == "skipped"
            assert result.next_check == NOON + HOUR
            assert "Not due before 2026-01-07 13:00 UTC" in result.error
    assert len(world.server.asked) == 1
    world.now = NOON + HOUR
    assert statuses(world.poll()) == ["ok"]


def test_one_poll_is_one_request(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    world.poll()
    assert world.server.paths() == ["/feed"]


def test_two_processes_do_not_poll_the_same_feed(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    (seen_by_both,) = world.feeds.due(now=NOON)
    assert world.feeds.claim(seen_by_both, now=NOON) is not None
    assert world.feeds.claim(seen_by_both, now=NOON) is None


# F3: what the server asks for


@pytest.mark.parametrize(
    ("headers", "extra", "hours"),
    [
        ({"Cache-Control": "max-age=10800"}, "", 3),
        ({"Expires": format_datetime(NOON + 4 * HOUR, usegmt=True), "Date": format_datetime(NOON, usegmt=True)}, "", 4),
        ({}, "<ttl>300</ttl>", 5),
        ({"Cache-Control": "max-age=31536000"}, "", 24),
        ({}, "<skipHours><hour>13</hour><hour>14</hour></skipHours>", 3),
        ({}, "<skipDays><day>Wednesday</day></skipDays>", 12),
    ],
)
def test_the_feed_says_when_it_wants_to_be_asked_again(
    headers: Mapping[str, str], extra: str, hours: int, world: World
) -> None:
    world.server.pages["/feed"] = Page(rss("Bridge opens", extra=extra), headers=headers)
    assert world.poll_one().next_check == NOON + hours * HOUR


# F4: Retry-After


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["10800", format_datetime(NOON + 3 * HOUR, usegmt=True)])
def test_retry_after_is_kept_to_the_minute(status: int, value: str, world: World) -> None:
    world.server.pages["/feed"] = [Page(b"", status, {"Retry-After": value}), Page(GOOD)]
    assert world.poll_one().next_check == NOON + 3 * HOUR
    for minutes in (60, 120, 179):
        world.now = NOON + timedelta(minutes=minutes)
        assert world.poll_one().status == "skipped"
    world.now = NOON + 3 * HOUR
    assert world.poll_one().status == "ok"
    assert len(world.server.asked) == 2


def test_a_429_pauses_the_whole_host_and_a_503_only_the_feed(world: World, other: FeedServer) -> None:
    world.server.pages |= {"/a": Page(b"", 429, {"Retry-After": "10800"}), "/b": Page(GOOD)}
    other.pages |= {"/c": Page(b"", 503, {"Retry-After": "10800"}), "/d": Page(GOOD)}
    world.poll(world.server.url("/a"))
    world.poll(other.url("/c"))
    (b, d) = world.poll(world.server.url("/b"), other.url("/d"))
    assert (b.status, d.status) == ("skipped", "ok")
    assert "asked us to pause until 2026-01-07 15:00 UTC" in b.error
    assert b.next_check == NOON + 3 * HOUR
    assert "/b" not in world.server.paths()
    world.later(3 * HOUR)
    assert statuses(world.poll(world.server.url("/b"))) == ["ok"]


def test_a_host_that_refuses_three_times_in_a_row_is_left_alone_at_once(world: World) -> None:
    paths = [f"/{number}" for number in range(12)]
    world.server.pages |= {path: Page(b"", 429) for path in paths}
    world.watch(*paths)
    results = world.poll()
    assert statuses(results).count("error") <= 4
    assert len(world.server.asked) <= 4


# F5: errors


def test_410_ends_polling_and_the_admin_is_told_once(world: World) -> None:
    world.server.pages["/feed"] = Page(b"", 410)
    world.watch("/feed")
    assert statuses(world.poll()) == ["error"]
    for _ in range(3):
        assert statuses(world.later(DAY).poll()) == ["skipped"]
    assert len(world.server.asked) == 1
    assert [notice.url for notice in world.feeds.take_notices(now=world.now)] == [world.server.url()]
    assert world.feeds.take_notices(now=world.now) == []


@pytest.mark.parametrize("status", [404, 500, 403])
def test_a_broken_feed_is_asked_less_and_less(status: int, world: World) -> None:
    world.server.pages["/feed"] = Page(b"", status)
    world.watch("/feed")
    for _ in range(7 * 24):
        world.poll()
        world.later(HOUR)
    assert 8 <= len(world.server.asked) <= 12
    assert world.feed().failures == len(world.server.asked)


def test_a_feed_that_recovers_is_asked_every_hour_again(world: World) -> None:
    world.server.pages["/feed"] = [Page(b"", 500), Page(b"", 500), Page(GOOD)]
    for _ in range(2):
        world.poll_one()
        world.later(DAY)
    assert world.poll_one().next_check == world.now + HOUR
    assert world.feed().error == ""


# F6: redirects


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_move_is_remembered(status: int, world: World) -> None:
    world.server.pages |= {"/feed": move(status, "/new"), "/new": Page(GOOD, headers={"ETag": '"1"'})}
    for _ in range(3):
        assert world.poll_one().status == "ok"
        world.later(HOUR)
    assert world.server.paths() == ["/feed", "/new", "/new", "/new"]
    assert world.server.asked[-1].headers["if-none-match"] == '"1"'


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_move_is_not_remembered(status: int, world: World) -> None:
    world.server.pages |= {"/feed": move(status, "/new"), "/new": Page(GOOD)}
    for _ in range(2):
        world.poll_one()
        world.later(HOUR)
    assert world.server.paths() == ["/feed", "/new", "/feed", "/new"]


def test_a_move_to_something_bad_is_not_remembered(world: World) -> None:
    world.server.pages |= {"/feed": move(301, "/new"), "/new": Page(b"<html>Parked</html>")}
    assert world.poll_one().status == "error"
    world.later(DAY).poll_one()
    assert world.server.paths() == ["/feed", "/new", "/feed", "/new"]


# F10: dormant feeds


def test_a_feed_without_news_for_a_month_is_asked_daily(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    world.poll()
    world.later(timedelta(days=31)).poll()
    before = len(world.server.asked)
    for _ in range(72):
        world.later(HOUR).poll()
    assert len(world.server.asked) - before == 3


# Discovery


def test_the_address_of_a_page_leads_to_its_feed(world: World) -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    world.server.pages |= {"/": Page(page), "/feed": Page(GOOD)}
    result = world.poll_one("/")
    assert (result.status, result.new, result.url) == ("ok", 2, world.server.url("/"))
    world.later(HOUR).poll_one("/")
    assert world.server.paths() == ["/", "/feed", "/feed"]


def test_a_page_in_place_of_a_feed_that_worked_is_an_error_only(world: World) -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/elsewhere"></head></html>'
    world.server.pages["/feed"] = [Page(GOOD), Page(page)]
    world.poll_one()
    assert world.later(HOUR).poll_one().status == "error"
    assert "/elsewhere" not in world.server.paths()


def test_meta_refresh_and_canonical_links_are_not_followed(world: World, other: FeedServer) -> None:
    target = other.url("/secret")
    page = f'<html><meta http-equiv="refresh" content="0;url={target}"><link rel="canonical" href="{target}"></html>'
    world.server.pages["/feed"] = Page(page.encode())
    assert world.poll_one().status == "error"
    assert other.asked == []


@pytest.mark.parametrize(
    "typed",
    ["file:///etc/passwd", "http://169.254.169.254/", "http://localhost/", "ftp://a.example/", "http://[::1", ""],
)
def test_a_bad_typed_address_is_a_named_error(typed: str, world: World) -> None:
    (result,) = world.poll(typed)
    assert result.status == "error"
    assert result.error


def test_what_people_type_becomes_an_address() -> None:
    assert complete_address(" westtimes.example/feed ") == "https://westtimes.example/feed"
    assert complete_address("feed://westtimes.example/x") == "http://westtimes.example/x"
    assert complete_address("feed:https://westtimes.example/x") == "https://westtimes.example/x"
    assert complete_address("http://westtimes.example/") == "http://westtimes.example/"


# F9: hosts


def test_feeds_of_one_host_share_a_lane_by_registrable_domain() -> None:
    feeds = [Feed(f"https://{host}/feed") for host in ("a.west.co.uk", "b.west.co.uk", "east.co.uk", "www.east.co.uk")]
    assert sorted((lane.host, len(lane.waiting)) for lane in make_lanes(feeds)) == [
        ("east.co.uk", 2),
        ("west.co.uk", 2),
    ]
    assert host_and_port("https://u@West.example:8443/x") == "west.example:8443"


def test_one_host_is_never_asked_more_than_twice_at_once(world: World) -> None:
    waiting = threading.Semaphore(0)

    def linger(handler: Handler) -> Page:
        waiting.acquire(timeout=0.01)
        return Page(GOOD)

    paths = [f"/{number}" for number in range(12)]
    world.server.pages |= dict.fromkeys(paths, linger)
    world.watch(*paths)
    assert statuses(world.poll(workers=12)) == ["ok"] * 12
    assert world.server.most_at_once <= 2


# S9: feeds that kill the process


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def test_a_feed_that_kills_the_process_three_times_is_set_aside_and_takes_no_other_with_it(world: World) -> None:
    world.server.pages |= {"/bad": Page(b"<rss>deadly</rss>"), "/good": Page(GOOD)}
    world.watch("/bad", "/good")

    def deadly(body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
        if url.endswith("/bad"):
            raise Killed
        return parse_feed(body, url=url, headers=headers, now=now)

    world.parse = deadly
    for _ in range(3):
        with pytest.raises(Killed):
            world.poll()
        assert world.feed("/bad").attempts > 0
        world.later(HOUR)
    results = {result.url: result for result in world.poll()}
    assert results[world.server.url("/bad")].status == "skipped"
    assert "died 3 times" in results[world.server.url("/bad")].error
    assert results[world.server.url("/good")].status in ("ok", "not_modified")
    assert world.server.paths().count("/bad") == 3
    assert statuses(world.later(DAY).poll(world.server.url("/bad"))) == ["skipped"]


def test_after_a_crash_the_feed_rests_for_an_hour_like_any_other(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    (feed,) = world.feeds.due(now=NOON)
    world.feeds.claim(feed, now=NOON)
    assert statuses(world.poll()) == ["skipped"]
    assert statuses(world.later(HOUR).poll()) == ["ok"]
    assert world.feed().attempts == 0


# S10: hostile feeds among good ones


def test_thirty_hostile_feeds_hurt_none_of_seventy_good_ones(world: World) -> None:
    bad = {path: page for path, (page, _) in hostile_pages(world.server.port).items()}
    good = {f"/good/{number}": Page(rss(f"Story {number}", f"More {number}")) for number in range(70)}
    assert len(bad) == 30
    world.server.pages |= {**bad, **good}
    world.watch(*bad, *good)
    results = {result.url: result for result in world.poll(workers=32)}
    for path in good:
        assert (results[world.server.url(path)].status, results[world.server.url(path)].new) == ("ok", 2)
    for path in bad:
        result = results[world.server.url(path)]
        assert result.status == "error", path
        assert result.error
        assert result.next_check is not None or path == "/bad/status-410"
    assert "/secret" not in world.server.paths()
    named = {line.url: line.error for line in world.feeds.health(now=NOON) if line.state in ("failing", "gone")}
    assert named.keys() == {world.server.url(path) for path in bad}
    assert all(named.values())


def test_a_surprise_in_one_feed_is_its_own_result(world: World) -> None:
    world.server.pages |= {"/a": Page(GOOD), "/b": Page(GOOD)}
    world.watch("/a", "/b")

    def surprising(body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
        if url.endswith("/a"):
            raise RuntimeError("a bug of ours")
        return parse_feed(body, url=url, headers=headers, now=now)

    world.parse = surprising
    a, b = world.poll()
    assert (a.status, b.status) == ("error", "ok")
    assert "RuntimeError" in a.error


def test_a_poll_can_be_stopped_between_feeds(world: World) -> None:
    world.server.pages["/feed"] = Page(GOOD)
    world.watch("/feed")
    poller = Poller(world.client, world.feeds, world.articles, parse_feed, should_stop=lambda: True)
    assert statuses(poller.poll_feeds(now=NOON)) == ["skipped"]
    assert world.server.asked == []
    assert world.feed() == replace(world.feed(), attempts=0, polls=0)


_POLL_AND_HANG = """
import sys
from datetime import UTC, datetime
from bot.outbound.client import OutboundClient
from retrieval.sources.catalog import Catalog
from retrieval.database import open_database
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.parser import parse_feed
from retrieval.feeds.poller import Poller
from retrieval.store import ArticleStore
database = open_database(sys.argv[1])
client = OutboundClient(user_agent="x", allowed_private=frozenset(sys.argv[2:3]))
poller = Poller(client, FeedStore(database), ArticleStore(database, Catalog(database, [], [])), parse_feed)
poller.poll_feeds(now=datetime(2026, 1, 7, 12, tzinfo=UTC))
"""


def test_a_real_kill_in_the_middle_of_a_fetch_leaves_the_attempt_behind(world: World) -> None:
    asked, release = threading.Event(), threading.Event()

    def hang(handler: Handler) -> None:
        asked.set()
        release.wait(20)
        handler.close_connection = True

    world.server.pages["/feed"] = hang
    world.watch("/feed")
    url = world.database.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen([sys.executable, "-c", _POLL_AND_HANG, url, world.server.authority])
    assert asked.wait(20)
    process.kill()
    process.wait()
    release.set()
    assert (world.feed().attempts, world.feed().next_check) == (1, NOON + HOUR)
    assert statuses(world.poll()) == ["skipped"]


class Fragile:
    """An article store that cannot take one feed, or nothing at all."""

    def __init__(self, store: ArticleStore, trouble: Callable[[Intake], Exception | None]) -> None:
        self._store = store
        self._trouble = trouble

    def take_in(self, intakes: Sequence[Intake], *, now: datetime) -> list[IngestReport]:
        for intake in intakes:
            if error := self._trouble(intake):
                raise error
        return self._store.take_in(intakes, now=now)


def test_a_feed_that_cannot_be_stored_is_its_own_error_though_it_is_stored_with_others(world: World) -> None:
    paths = [f"/{number}" for number in range(6)]
    world.server.pages |= {path: Page(GOOD) for path in paths}
    world.watch(*paths)
    fragile = Fragile(world.articles, lambda intake: ValueError("odd") if intake.feed.endswith("/3") else None)
    results = Poller(world.client, world.feeds, fragile, parse_feed).poll_feeds(now=NOON)
    assert [result.status for result in results] == ["ok", "ok", "ok", "error", "ok", "ok"]
    assert "ValueError" in results[3].error
    assert world.feed("/3").error_kind == "bug"


def test_a_database_that_refuses_ends_the_poll_with_its_own_words_and_leaves_the_attempts(world: World) -> None:
    world.server.pages |= {"/a": Page(GOOD), "/b": Page(GOOD)}
    world.watch("/a", "/b")
    full = Fragile(world.articles, lambda _: StorageError("The disk is full."))
    with pytest.raises(StorageError, match="disk is full"):
        Poller(world.client, world.feeds, full, parse_feed).poll_feeds(now=NOON)
    assert world.feed("/a").attempts == 1
    assert statuses(world.later(HOUR).poll()) == ["ok", "ok"]
