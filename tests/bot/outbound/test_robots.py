"""robots.txt for article pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.outbound.client import OutboundClient
from bot.outbound.robots import PageClient
from retrieval.errors import FetchError
from retrieval.ports import Request
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.feedserver import FeedServer, Page

RULES = b"User-agent: Counterpoint\nDisallow: /closed/\n\nUser-agent: *\nDisallow: /\n"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def read(server: FeedServer, client: OutboundClient, clock: FakeClock) -> Callable[[str], bytes]:
    pages = PageClient(client, clock)
    server.pages["/open/a"] = Page(b"text")
    server.pages["/closed/a"] = Page(b"secret")
    return lambda path: pages.get(Request(server.url(path))).body


def test_what_robots_txt_allows_is_read_and_the_rules_are_asked_once(
    server: FeedServer, read: Callable[[str], bytes]
) -> None:
    server.pages["/robots.txt"] = Page(RULES)
    assert [read("/open/a"), read("/open/a")] == [b"text", b"text"]
    assert server.paths() == ["/robots.txt", "/open/a", "/open/a"]


def test_what_robots_txt_forbids_is_never_asked_for(server: FeedServer, read: Callable[[str], bytes]) -> None:
    server.pages["/robots.txt"] = Page(RULES)
    with pytest.raises(FetchError) as caught:
        read("/closed/a")
    assert caught.value.kind == "robots"
    assert server.paths() == ["/robots.txt"]


def test_a_redirect_does_not_lead_around_robots_txt(server: FeedServer, read: Callable[[str], bytes]) -> None:
    server.pages["/robots.txt"] = Page(RULES)
    server.pages["/open/b"] = Page(status=302, headers={"Location": "/closed/a"})
    with pytest.raises(FetchError):
        read("/open/b")
    assert "/closed/a" not in server.paths()


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_site_without_robots_txt_is_open(status: int, server: FeedServer, read: Callable[[str], bytes]) -> None:
    server.pages["/robots.txt"] = Page(b"Disallow: /", status)
    assert read("/closed/a") == b"secret"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_robots_txt_is_broken_is_closed_for_an_hour(
    status: int, server: FeedServer, read: Callable[[str], bytes], clock: FakeClock
) -> None:
    server.pages["/robots.txt"] = [Page(status=status), Page(b"")]
    for _ in range(2):
        with pytest.raises(FetchError):
            read("/open/a")
    clock.advance(timedelta(minutes=50))
    with pytest.raises(FetchError):
        read("/open/a")
    assert server.paths() == ["/robots.txt"]
    clock.advance(timedelta(minutes=11))
    assert read("/open/a") == b"text"


def test_rules_are_asked_again_after_a_day(server: FeedServer, read: Callable[[str], bytes], clock: FakeClock) -> None:
    server.pages["/robots.txt"] = [Page(b""), Page(b"User-agent: *\nDisallow: /")]
    assert read("/open/a") == b"text"
    clock.advance(timedelta(hours=20))
    assert read("/open/a") == b"text"
    clock.advance(timedelta(hours=5))
    with pytest.raises(FetchError):
        read("/open/a")


@pytest.mark.parametrize("noise", [b"\xff\xfe\x00", b"Disallow", b"User-agent: *\nDisallow: [", b"x" * 600_000])
def test_a_senseless_robots_txt_forbids_nothing(noise: bytes, server: FeedServer, read: Callable[[str], bytes]) -> None:
    server.pages["/robots.txt"] = Page(noise)
    assert read("/open/a") == b"text"


@pytest.mark.parametrize(("letters", "is_closed"), [(450_000, True), (600_000, False)])
def test_rules_are_read_as_far_as_anybody_writes_them(
    letters: int, is_closed: bool, server: FeedServer, read: Callable[[str], bytes]
) -> None:
    server.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /\n#" + b"x" * letters)
    if is_closed:
        with pytest.raises(FetchError):
            read("/open/a")
    else:
        assert read("/open/a") == b"text"
