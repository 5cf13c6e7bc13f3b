"""Where Google News links lead, against a server that answers as Google does."""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import pytest

from bot.outbound.client import OutboundClient
from bot.outbound.googlenews import GoogleNewsLinks, article_key, decode_key, read_answer
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.feedserver import FeedServer, Page

TARGET = "https://westtimes.example/bridge?x=1"
LINK = "https://news.google.com/rss/articles/CBMiopaque_key-1?oc=5"
KEY_PATH = "/rss/articles/CBMiopaque_key-1"
ARTICLE_PAGE = Page(b'<c-wiz><div data-n-a-sg="Sig&amp;1" data-n-a-ts="1767787200"></div></c-wiz>')


class Remembered(dict[str, str]):
    """A link cache in memory."""

    def resolved_link(self, url: str) -> str | None:
        return self.get(url)

    def keep_resolved(self, links: Mapping[str, str], *, now: datetime) -> None:
        self.update(links)


def answer(target: str) -> Page:
    inner = json.dumps(["garturlres", target, 1])
    rows = [["wrb.fr", "Fbv4je", inner, None, None, None, "generic"], ["di", 12]]
    return Page(b")]}'\n\n123\n" + json.dumps(rows).encode() + b'\n25\n[["e",4]]\n')


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def cache() -> Remembered:
    return Remembered()


@pytest.fixture
def links(server: FeedServer, client: OutboundClient, cache: Remembered, clock: FakeClock) -> Iterator[GoogleNewsLinks]:
    server.pages[KEY_PATH] = ARTICLE_PAGE
    server.pages["/_/DotsSplashUi/data/batchexecute"] = answer(TARGET)
    yield GoogleNewsLinks(client, cache, clock, site=f"http://{server.authority}")


def old_key(url: str) -> str:
    data = b"\x08\x13\x22" + bytes([len(url)]) + url.encode() + b"\xd2\x01\x00"
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_an_old_link_holds_its_target(links: GoogleNewsLinks, server: FeedServer) -> None:
    assert links.resolve(f"https://news.google.com/rss/articles/{old_key(TARGET)}?oc=5") == TARGET
    assert server.asked == []


def test_a_new_link_is_asked_of_google_once(links: GoogleNewsLinks, server: FeedServer) -> None:
    assert [links.resolve(LINK), links.resolve(LINK)] == [TARGET, TARGET]
    page, question = server.asked
    assert page.path == KEY_PATH
    call = json.loads(parse_qs(question.body.decode())["f.req"][0])
    assert json.loads(call[0][0][1])[-3:] == ["CBMiopaque_key-1", 1767787200, "Sig&1"]


def test_other_addresses_are_left_alone(links: GoogleNewsLinks, server: FeedServer) -> None:
    for url in (
        TARGET,
        "https://news.google.com/topics/x",
        "https://news.google.com.evil.example/rss/articles/CBMi",
        "x",
        "",
    ):
        assert links.resolve(url) == url
    assert server.asked == []


@pytest.mark.parametrize(
    "page",
    [Page(b"<html>Before you continue</html>"), Page(b"", 429), Page(b"", 500),
     Page(status=302, headers={"Location": "https://consent.invalid/"})],
    ids=["consent", "429", "500", "elsewhere"],
)  # fmt: skip
def test_a_link_that_cannot_be_resolved_is_kept_and_google_left_alone_for_hours(
    page: Page, links: GoogleNewsLinks, server: FeedServer, cache: Remembered, clock: FakeClock
) -> None:
    server.pages[KEY_PATH] = [page, ARTICLE_PAGE]
    assert [links.resolve(LINK), links.resolve(LINK)] == [LINK, LINK]
    assert len(server.asked) == 1
    assert cache == {}
    clock.advance(timedelta(hours=5))
    assert (links.resolve(LINK), len(server.asked)) == (LINK, 1)
    clock.advance(timedelta(hours=2))
    assert links.resolve(LINK) == TARGET


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "javascript:alert(1)", "file:///etc/passwd", ""])
def test_a_target_that_may_not_be_fetched_is_not_believed(
    target: str, links: GoogleNewsLinks, server: FeedServer
) -> None:
    server.pages["/_/DotsSplashUi/data/batchexecute"] = answer(target)
    assert links.resolve(LINK) == LINK


def test_keys_are_found_in_all_spellings_of_the_path() -> None:
    for path in ("rss/articles", "articles", "read"):
        assert article_key(f"https://news.google.com/{path}/CBMiabc?hl=en") == "CBMiabc"
    assert article_key("https://news.google.com/rss/articles/") == ""


@pytest.mark.parametrize(
    "text", ["", "[]", "[1]", '[["wrb.fr","Fbv4je",null]]', '[["wrb.fr","Fbv4je","[]"]]', "{}", '"wrb"']
)
def test_a_strange_answer_gives_nothing(text: str) -> None:
    assert read_answer(text) == ""
    assert decode_key("%%%") == ""
