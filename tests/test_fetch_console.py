"""The console's `fetch`, `doctor`, `articles` and `extract` against a farm of good and hostile feeds on loopback."""

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.console_script import run
from tests.builders import NOON
from tests.feedserver import FeedServer, Handler, Page, rss
from tests.hostile import GOOD, hostile_pages

pytestmark = pytest.mark.slow

GOOD_PATHS = [f"/good/{number}" for number in range(70)]
TOPIC = """
id: farm
name: Farm
perspectives:
  - {{id: west, name: West, outlets: {{countries: [US]}}}}
  - {{id: east, name: East, outlets: {{countries: [CN]}}}}
feeds:
{feeds}
"""
OUTLETS = """
- {name: West Times, aliases: [The West Times], domains: [westtimes.example], country: US, ownership: private}
- {name: East Post, domains: [eastpost.example], country: CN, ownership: state}
"""
HOUR = timedelta(hours=1)
STORY = "The council of the harbour town voted on Wednesday to open the old bridge to walkers before the winter. " * 12


@dataclass
class Desk:
    """One installation, worked from the console."""

    folder: Path
    server: FeedServer
    capsys: pytest.CaptureFixture[str]

    def watch(self, paths: Sequence[str]) -> None:
        topics = self.folder / "config" / "topics"
        topics.mkdir(parents=True, exist_ok=True)
        (topics.parent / "outlets.yaml").write_text(OUTLETS)
        feeds = "\n".join(f'  - url: "{self.server.url(path)}"' for path in paths)
        (topics / "farm.yaml").write_text(TOPIC.format(feeds=feeds))

    def command(self, *words: str, now: datetime = NOON) -> list[str]:
        folders = ["--data", str(self.folder / "data"), "--config", str(self.folder / "config")]
        return [*folders, "--now", now.isoformat(), *words]

    def say(self, *words: str, now: datetime = NOON, code: int = 0) -> Any:
        """What a command prints as JSON."""
        assert run(self.command(*words, "--json", now=now)) == code
        return json.loads(self.capsys.readouterr().out)

    def fetch(self, *words: str, now: datetime = NOON, code: int = 0) -> dict[str, dict[str, Any]]:
        """The results of `fetch --json`, by path."""
        fetched = self.say("fetch", *words, now=now, code=code)["feeds"]
        return {feed["url"].removeprefix(f"http://{self.server.authority}"): feed for feed in fetched}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    server = FeedServer()
    monkeypatch.setenv("COUNTERPOINT_ALLOW_PRIVATE_HOSTS", server.authority)
    made = Desk(tmp_path, server, capsys)
    made.watch([])
    yield made
    server.close()


def test_thirty_hostile_feeds_among_a_hundred_are_named_and_the_good_ones_complete(desk: Desk) -> None:
    bad = hostile_pages(desk.server.port)
    assert len(bad) == 30
    desk.server.pages |= {path: page for path, (page, _) in bad.items()}
    desk.server.pages |= {path: Page(rss(f"Story of {path}")) for path in GOOD_PATHS}
    desk.watch([*bad, *GOOD_PATHS])
    fetched = desk.fetch()
    assert {path: (feed["status"], feed["new"]) for path, feed in fetched.items() if path not in bad} == dict.fromkeys(
        GOOD_PATHS, ("ok", 1)
    )
    for path, (_, words) in bad.items():
        assert fetched[path]["status"] == "error", path
        assert words in fetched[path]["error"], path
    assert "/secret" not in desk.server.paths()
    told = {check["detail"] for check in desk.say("doctor")["checks"] if check["name"] == "feeds"}
    assert "100 feeds, 30 with trouble" in told
    for path, (_, words) in bad.items():
        assert any(detail.startswith(f"{desk.server.url(path)}: ") and words in detail for detail in told), path
    assert len(desk.say("articles")) == 70


def test_hours_can_be_replayed_and_no_server_is_asked_more_than_it_wants(desk: Desk) -> None:
    desk.server.pages |= {
        "/plain": Page(GOOD),
        "/tagged": [Page(GOOD, headers={"ETag": '"1"'}), Page(status=304)],
        "/slow": Page(GOOD, headers={"Cache-Control": "max-age=10800"}),
        "/busy": [Page(b"", 503, {"Retry-After": "14400"}), Page(GOOD)],
        "/gone": Page(b"", 410),
        "/lost": Page(b"", 404),
        "/moved": Page(status=301, headers={"Location": "/new"}),
        "/new": Page(GOOD),
    }
    desk.watch(["/plain", "/tagged", "/slow", "/busy", "/gone", "/lost", "/moved"])
    statuses: dict[str, str] = {}
    for hours in (0, 0.5, 1, 3, 5):
        for path, feed in desk.fetch(now=NOON + hours * HOUR).items():
            statuses[path] = statuses.get(path, "") + feed["status"][0]
    # One letter a fetch: ok, not_modified, error, skipped.
    assert statuses == {
        "/plain": "osooo",
        "/tagged": "osnnn",
        "/slow": "ossos",
        "/busy": "essso",
        "/gone": "essss",
        "/lost": "esses",
        "/moved": "osooo",
    }
    told = [check["detail"] for check in desk.say("doctor", now=NOON + 5 * HOUR)["checks"] if check["name"] == "feeds"]
    assert told[1] == "3 of 19 polls were answered 304, which saved 0.0 MB"
    asked = desk.server.paths()
    assert (asked.count("/plain"), asked.count("/slow"), asked.count("/gone"), asked.count("/moved")) == (4, 2, 1, 1)


def test_articles_say_which_feeds_carried_them_and_on_which_side_they_are(desk: Desk) -> None:
    desk.server.pages |= {
        "/west": Page(rss("Bridge opens")),
        "/again": Page(rss("Bridge opens")),
        "/east": Page(rss("River rises", host="https://eastpost.example").replace(b"West Times", b"East Post")),
    }
    desk.watch(["/west", "/again", "/east"])
    desk.fetch()
    articles = {article["title"]: article for article in desk.say("articles", "--topic", "farm")}
    bridge, river = articles["Bridge opens"], articles["River rises"]
    assert bridge["feeds"] == sorted(desk.server.url(path) for path in ("/again", "/west"))
    assert (bridge["guid"], bridge["url"]) == ("Bridge opens", "https://westtimes.example/bridge-opens")
    assert (bridge["outlet"], bridge["perspectives"]) == ("West Times", {"farm": "west"})
    assert (river["outlet"], river["perspectives"]) == ("East Post", {"farm": "east"})
    assert bridge["published"] == "2026-01-07T00:00:00Z"


def test_an_address_that_is_typed_is_fetched_whether_it_is_a_feed_or_a_page_that_announces_one(desk: Desk) -> None:
    link = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>Hi</body></html>'
    desk.server.pages |= {
        "/": Page(link.encode()),
        "/feed": Page(GOOD),
        "/direct": Page(rss("Ferry sinks")),
        "/dumb": Page(b"<!doctype html><html><body>No feed here.</body></html>"),
    }
    fetched = desk.fetch(*(word for path in ("/", "/direct", "/dumb") for word in ("--url", desk.server.url(path))))
    assert [(feed["status"], feed["new"]) for feed in fetched.values()] == [("ok", 2), ("ok", 1), ("error", 0)]
    assert "web page, not a feed" in fetched["/dumb"]["error"]
    desk.fetch("--url", desk.server.url("/"), now=NOON + HOUR)
    assert desk.server.paths() == ["/", "/feed", "/direct", "/dumb", "/feed"] or set(desk.server.paths()) >= {"/feed"}
    assert desk.server.paths()[-1] == "/feed"


def test_an_address_inside_the_machine_is_refused_when_nobody_listed_it(desk: Desk) -> None:
    hidden = FeedServer("127.0.0.2")
    try:
        fetched = desk.say("fetch", "--url", hidden.url("/feed"), code=1)["feeds"]
        assert "COUNTERPOINT_ALLOW_PRIVATE_HOSTS" in fetched[0]["error"]
        page = desk.say("extract", hidden.url("/story"), code=1)
        assert "COUNTERPOINT_ALLOW_PRIVATE_HOSTS" in page["error"]
        assert hidden.asked == []
    finally:
        hidden.close()


def test_an_address_that_was_refused_may_be_typed_again_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.server.pages["/feed"] = Page(GOOD)
    monkeypatch.delenv("COUNTERPOINT_ALLOW_PRIVATE_HOSTS")
    assert desk.fetch("--url", desk.server.url(), code=1)["/feed"]["status"] == "error"
    monkeypatch.setenv("COUNTERPOINT_ALLOW_PRIVATE_HOSTS", desk.server.authority)
    assert [desk.fetch("--url", desk.server.url())["/feed"]["status"] for _ in range(2)] == ["ok", "skipped"]


def test_what_went_wrong_with_a_typed_address_is_told_by_doctor_for_a_week(desk: Desk) -> None:
    desk.server.pages |= {
        "/gone": Page(b"", 410),
        "/page": Page(b"<html><body>Hello</body></html>"),
        "/good": Page(GOOD),
    }
    fetched = desk.fetch(*(word for path in ("/gone", "/page", "/good") for word in ("--url", desk.server.url(path))))
    assert [feed["next_check"] is None for feed in fetched.values()] == [True, False, False]
    told = [check["detail"] for check in desk.say("doctor")["checks"] if check["name"] == "feeds"]
    assert told == [
        "0 feeds, 0 with trouble",
        f"{desk.server.url('/gone')}: {desk.server.url('/gone')} is gone for good (HTTP 410).",
        f"{desk.server.url('/page')}: {desk.server.url('/page')} is a web page, not a feed: give the address of its feed.",
    ]
    later = desk.say("doctor", now=NOON + timedelta(days=8))["checks"]
    assert [check["detail"] for check in later if check["name"] == "feeds"] == ["0 feeds, 0 with trouble"]


def test_items_without_a_web_address_are_articles_too_and_each_only_once(desk: Desk) -> None:
    items = (
        "<item><title>Rates &amp;amp; trade</title><link>javascript:alert(1)</link></item>"
        "<item><title>Rates &amp;amp; trade</title><description>Other words.</description></item>"
        "<item><description>No title, no address.</description></item>"
    )
    feed = f"<rss version='2.0'><channel><title>East Post</title>{items}</channel></rss>".encode()
    desk.server.pages |= {"/bare": [Page(feed), Page(feed.replace(b"<channel>", b"<channel> "))]}
    assert desk.fetch("--url", desk.server.url("/bare"))["/bare"]["new"] == 3
    assert desk.fetch("--url", desk.server.url("/bare"), now=NOON + HOUR)["/bare"]["new"] == 0
    articles = desk.say("articles", now=NOON + HOUR)
    assert sorted(article["title"] for article in articles) == [
        "No title, no address.",
        "Rates & trade",
        "Rates & trade",
    ]
    assert {(article["url"], article["outlet"]) for article in articles} == {("", "East Post")}


def test_a_feed_in_the_middle_of_which_the_program_is_killed_three_times_is_set_aside(desk: Desk) -> None:
    asked = threading.Event()
    release = threading.Event()

    def kill_whoever_asks(handler: Handler) -> None:
        asked.set()
        release.wait(60)
        handler.close_connection = True

    desk.server.pages |= {"/killer": kill_whoever_asks, "/good": Page(GOOD)}
    desk.watch(["/killer", "/good"])
    for number in range(3):
        asked.clear()
        child = os.fork()
        if child == 0:
            os._exit(run(desk.command("fetch", now=NOON + number * HOUR)))
        assert asked.wait(60)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    release.set()
    fetched = desk.fetch(now=NOON + 3 * HOUR)
    assert fetched["/good"]["status"] == "ok"
    assert fetched["/killer"]["status"] == "skipped"
    assert "died 3 times" in fetched["/killer"]["error"]
    assert desk.server.paths().count("/killer") == 3
    advice = [
        check["advice"] for check in desk.say("doctor", now=NOON + 3 * HOUR)["checks"] if check["name"] == "feeds"
    ]
    assert any("set aside after 3 crashes" in sentence for sentence in advice)


def page(title: str, body: str, head: str = "") -> Page:
    html = f"<html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return Page(html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def test_article_pages_are_read_where_they_are_open_and_named_where_they_are_not(desk: Desk) -> None:
    desk.server.pages |= {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /closed\n"),
        "/story": page("Bridge opens", f"<p>{STORY}</p>", '<meta property="og:site_name" content="West Times">'),
        "/closed/story": page("Closed", f"<p>{STORY}</p>"),
        "/wall": page("Bridge opens", "<p>The council met. </p><p>Subscribe to continue reading this article.</p>"),
        "/missing": page("Page not found", "<p>Sorry, the page you are looking for does not exist.</p>"),
        "/consent": page("Before you continue", "<p>We use cookies. Accept all cookies or manage preferences.</p>"),
        "/error": Page(b"", 503),
        "/old/story": Page(status=302, headers={"Location": "/"}),
        "/": page("West Times", f"<p>{STORY}</p>"),
    }
    story = desk.say("extract", desk.server.url("/story"))
    assert (story["title"], story["outlet"], story["language"], story["error"]) == (
        "Bridge opens",
        "West Times",
        "en",
        None,
    )
    assert story["text"].count("open the old bridge") == 12
    reasons = {
        path: desk.say("extract", desk.server.url(path), code=1)
        for path in ("/closed/story", "/wall", "/missing", "/consent", "/error", "/old/story")
    }
    kinds = {path: told["error"].partition(":")[0] for path, told in reasons.items()}
    assert kinds == {
        "/closed/story": "robots",
        "/wall": "paywall",
        "/missing": "soft_404",
        "/consent": "consent",
        "/error": "fetch",
        "/old/story": "soft_404",
    }
    assert all(told["text"] == "" for told in reasons.values())
    assert "/closed/story" not in desk.server.paths()
