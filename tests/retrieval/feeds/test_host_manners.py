"""Manners by host."""

import pytest

from retrieval.feeds.host_manners import is_shared_host, requests_at_once
from retrieval.web.domains import registrable_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("WWW.West.Example.", "west.example"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[2606:4700::1111]", "2606:4700::1111"),
        ("", ""),
    ],
)
def test_hosts_are_counted_by_what_somebody_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_houses_of_many_feeds_are_asked_one_at_a_time() -> None:
    assert [
        requests_at_once(host) for host in ("news.google.com", "old.reddit.com", "x.tumblr.com", "openrss.org")
    ] == [1] * 4
    assert requests_at_once("westtimes.example") == 2
    assert not is_shared_host("notgoogle.com")
