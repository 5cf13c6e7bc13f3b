"""How many redirects are followed, and which answers are some."""

import pytest

from bot.outbound.client import OutboundClient
from bot.outbound.redirects import refuse_endless
from retrieval.errors import FetchError
from retrieval.ports import Request
from tests.feedserver import FeedServer, Page

URL = "https://westtimes.example/feed"


def test_five_are_followed_and_no_sixth() -> None:
    for followed in range(5):
        refuse_endless(URL, URL, followed=followed)
    with pytest.raises(FetchError):
        refuse_endless(URL, URL, followed=5)


@pytest.mark.parametrize(
    ("status", "is_followed"), [(301, 1), (302, 1), (303, 1), (307, 1), (308, 1), (300, 0), (305, 0)]
)
def test_only_what_means_elsewhere_is_followed(
    status: int, is_followed: int, server: FeedServer, client: OutboundClient
) -> None:
    server.pages["/old"] = Page(b"old", status, {"Location": "/new"})
    server.pages["/new"] = Page(b"new")
    assert client.get(Request(server.url("/old"))).body == (b"new" if is_followed else b"old")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_is_not_too_large(status: int, server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(b"", status, {"Content-Length": "99999999"})
    assert client.get(Request(server.url(), max_bytes=1000)).status == status
