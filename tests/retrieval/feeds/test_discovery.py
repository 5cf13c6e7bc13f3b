"""Feeds that pages announce."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.feeds.discovery import FeedLink, find_feed_links

PAGE = "https://westtimes.example/world/"


def links(head: str) -> list[FeedLink]:
    return find_feed_links(f"<html><head>{head}</head><body>News</body></html>".encode(), url=PAGE)


def test_announced_feeds_are_found_with_their_titles() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="World" href="feed.xml">
    <LINK REL='Alternate nofollow' TYPE='application/atom+xml; charset=utf-8' HREF='//cdn.westtimes.example/atom?a=1&amp;b=2'>
    <link rel=alternate type=application/feed+json href=/feed.json>"""
    assert links(head) == [
        FeedLink("https://westtimes.example/world/feed.xml", "World"),
        FeedLink("https://cdn.westtimes.example/atom?a=1&b=2"),
        FeedLink("https://westtimes.example/feed.json"),
    ]


def test_other_links_are_left() -> None:
    assert links(
        """<link rel="stylesheet" href="a.css"><link rel="alternate" hreflang="de" href="/de">
        <link rel="alternate" type="application/rss+xml"><a rel="alternate" type="application/rss+xml" href="/x">x</a>
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <meta http-equiv="refresh" content="0; url=http://127.0.0.1/"><link rel="canonical" href="http://127.0.0.1/">"""
    ) == []  # fmt: skip


def test_the_articles_come_before_the_comments() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel="alternate" type="application/rss+xml" title="News" href="/feed">"""
    assert [link.url for link in links(head)] == [
        "https://westtimes.example/feed",
        "https://westtimes.example/comments/feed",
    ]


def test_links_are_relative_to_the_base_of_the_page() -> None:
    found = links('<base href="/other/"><link rel="alternate" type="application/rss+xml" href="feed">')
    assert [link.url for link in found] == ["https://westtimes.example/other/feed"]


@given(st.binary(max_size=400))
def test_any_bytes_give_web_addresses_only(noise: bytes) -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="' + noise
    for link in find_feed_links(page + b'">', url=PAGE):
        assert link.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("trap", [b"<![CA x]> <p>", b"<![\x11kb]> <p>"])
def test_markup_that_the_parser_gives_up_on_does_not_lose_what_stood_before(trap: bytes) -> None:
    page = b'<link rel="alternate" type="application/rss+xml" href="/feed">' + trap
    assert [link.url for link in find_feed_links(page, url="https://westtimes.example/")] == [
        "https://westtimes.example/feed"
    ]


@pytest.mark.parametrize("kind", ["rss+xml", "atom+xml", "feed+json", "rdf+xml"])
def test_every_kind_of_feed_is_announced(kind: str) -> None:
    page = f'<link rel="alternate" type="application/{kind}" href="/f">'.encode()
    assert [link.url for link in find_feed_links(page, url="https://westtimes.example/")] == [
        "https://westtimes.example/f"
    ]


@pytest.mark.parametrize(("letters", "is_found"), [(900_000, True), (1_200_000, False)])
def test_feeds_are_announced_near_the_top_of_a_page(letters: int, is_found: bool) -> None:
    page = b" " * letters + b'<link rel="alternate" type="application/rss+xml" href="/f">'
    assert bool(find_feed_links(page, url="https://westtimes.example/")) == is_found
