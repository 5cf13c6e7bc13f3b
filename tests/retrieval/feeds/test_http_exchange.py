"""What a server is asked for, and what its refusals are called."""

import pytest

from retrieval.feeds.feeds import Feed
from retrieval.feeds.http_exchange import feed_request, http_error
from retrieval.ports import Response
from tests.builders import NOON

MEGABYTE = 1024 * 1024


def test_the_largest_feeds_seen_are_read_and_no_archive() -> None:
    assert 12 * MEGABYTE < feed_request(Feed("https://westtimes.example/rss")).max_bytes < 18 * MEGABYTE


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (304, "nothing is new"), (401, "password"), (403, "refuses"), (404, "does not exist"), (410, "gone for good"),
        (429, "too often"), (500, "error on its server"), (418, "gave no feed"),
    ],
)  # fmt: skip
def test_a_status_is_told_in_words(status: int, says: str) -> None:
    answer = Response(status, "https://westtimes.example/rss", {}, b"")
    assert says in str(http_error(answer, now=NOON))
