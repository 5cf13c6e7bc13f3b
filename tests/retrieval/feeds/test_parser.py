import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles import Entry
from retrieval.errors import ParseError
from retrieval.feeds.parser import ParsedFeed, parse_feed
from retrieval.instants import day_alone
from tests.builders import NOON

URL = "https://feeds.gazette.example/rss"


def rss(*items: str, channel: str = "<title>Harbour Gazette</title>") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0">\n<channel>{channel}{body}</channel></rss>'.encode()


def parse(body: bytes, **headers: str) -> ParsedFeed:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return parse_feed(body, url=URL, headers=told, now=NOON)


def only(*items: str) -> Entry:
    [entry] = parse(rss(*items)).entries
    return entry


def item(title: str = "Bridge opens", link: str = "https://gazette.example/1", more: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def test_an_item_becomes_an_entry() -> None:
    entry = only(
        item(
            more="<guid>guid-1</guid><description>&lt;p&gt;It opened.&lt;/p&gt;</description><author>Jo Doe</author>"
            "<pubDate>Wed, 07 Jan 2026 08:00:00 GMT</pubDate>"
        )
    )
    assert entry == Entry(
        url="https://gazette.example/1",
        title="Bridge opens",
        guid="guid-1",
        summary="It opened.",
        author="Jo Doe",
        published=datetime(2026, 1, 7, 8, tzinfo=UTC),
    )


def test_atom_gives_title_text_summary_and_dates() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Gazette</title><entry>
        <title type="html">Br&amp;uuml;cke &amp;lt;b&amp;gt;offen&amp;lt;/b&amp;gt;</title><link href="/1"/><id>tag:1</id>
        <published>2026-01-07T08:00:00Z</published><updated>2026-01-07T09:00:00Z</updated><summary>Kurz.</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Erster Absatz.</p><p>Zweiter.</p></div></content>
        </entry></feed>"""
    [entry] = parse(body).entries
    assert (entry.title, entry.url, entry.guid) == ("Brücke offen", "https://feeds.gazette.example/1", "tag:1")
    assert (entry.summary, entry.text) == ("Kurz.", "Erster Absatz.\n\nZweiter.")
    assert (entry.published, entry.updated) == (NOON - timedelta(hours=4), NOON - timedelta(hours=3))


def test_scripts_in_titles_and_links_of_other_kinds_do_not_pass() -> None:
    entry = only(item("&lt;script&gt;alert(1)&lt;/script&gt;hello &lt;img onerror=x&gt;", "javascript:alert(1)"))
    assert (entry.title, entry.url) == ("hello", "")


def test_bare_ampersands_are_words() -> None:
    entry = only(item("AT&T & the Q&amp;A &nbsp;&eacute;", "https://gazette.example/?a=1&b=2"))
    assert (entry.title, entry.url) == ("AT&T & the Q&A é", "https://gazette.example/?a=1&b=2")


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("1767772800", NOON - timedelta(hours=4)),
        ("20260107T080000Z", NOON - timedelta(hours=4)),
        ("2026年1月7日", day_alone(NOON.date())),
        ("-0001-11-30T00:00:00+00:00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 07 Jan 2027 08:00:00 GMT", None),
        ("soon", None),
        ("Δευ, 05 Ιαν 2026 12:00:00 GMT", NOON - timedelta(days=2)),
    ],
)
def test_dates_are_believed_or_left_out(written: str, published: datetime | None) -> None:
    assert only(item(more=f"<pubDate>{written}</pubDate>")).published == published


def test_utf16_that_calls_itself_utf8_is_read() -> None:
    body = rss(item("Brücke")).decode().replace('"1.0"', '"1.0" encoding="utf-8"').encode("utf-16")
    assert parse(body, content_type="text/xml; charset=utf-8").entries[0].title == "Brücke"


def test_a_missing_guid_and_link_leave_the_rest() -> None:
    entry = only("<title>Bridge opens</title>")
    assert (entry.title, entry.guid, entry.url) == ("Bridge opens", "", "")


def test_a_permanent_guid_or_an_enclosure_stands_in_for_a_link() -> None:
    assert only("<title>T</title><guid>https://gazette.example/9</guid>").url == "https://gazette.example/9"
    cast = '<title>T</title><enclosure url="https://gazette.example/9.mp3" type="audio/mpeg" length="1"/>'
    assert only(cast).url == "https://gazette.example/9.mp3"


def test_search_feeds_name_the_outlet_and_their_list_of_links_is_no_summary() -> None:
    entry = only(
        item(
            "Bridge opens - Far Wire",
            "https://news.google.com/rss/articles/CBMiAUFVX3lxTFBhYmNkZWZnaGlqa2xtbm9w?oc=5",
            '<source url="https://farwire.example">Far Wire</source>'
            "<description>&lt;ol&gt;&lt;li&gt;a&lt;/li&gt;&lt;/ol&gt;</description>",
        )
    )
    assert (entry.title, entry.outlet, entry.outlet_url) == ("Bridge opens", "Far Wire", "https://farwire.example/")
    assert (entry.summary, entry.text) == ("", "")


def test_a_title_keeps_what_is_not_the_outlets_name() -> None:
    entry = only(item("Bridge - opens", more='<source url="https://farwire.example">Far Wire</source>'))
    assert entry.title == "Bridge - opens"


def test_the_feeds_title_names_the_outlet_when_the_host_says_nothing_or_agrees() -> None:
    channel = "<title>Harbour Gazette</title>"
    local = parse(rss(item(link="http://127.0.0.1:8080/1"), channel=channel)).entries[0]
    named = parse(rss(item(link="https://harbourgazette.example/1"), channel=channel)).entries[0]
    other = parse(rss(item(link="https://elsewhere.example/1"), channel=channel)).entries[0]
    assert (local.outlet, named.outlet, other.outlet) == ("Harbour Gazette", "Harbour Gazette", "")


def test_the_full_text_is_kept_beside_the_summary() -> None:
    body = rss(
        item(
            more="<description>Short.</description><content:encoded><![CDATA[<p>One.</p><p>Two & three.</p>]]></content:encoded>"
        )
    )
    body = body.replace(b"<rss ", b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" ')
    [entry] = parse(body).entries
    assert (entry.summary, entry.text) == ("Short.", "One.\n\nTwo & three.")


def test_a_description_as_long_as_an_article_is_its_text() -> None:
    paragraph = "The old bridge opened again, and many came to see it. " * 8
    entry = only(
        item(more=f"<description>&lt;p&gt;{paragraph}&lt;/p&gt;&lt;p&gt;{paragraph * 4}&lt;/p&gt;</description>")
    )
    assert len(entry.text) > 1500
    assert entry.text.startswith(entry.summary)
    assert len(entry.summary) < 600


def test_a_summary_that_repeats_the_title_is_none() -> None:
    assert only(item(more="<description>Bridge opens!</description>")).summary == ""


def test_the_feeds_wishes_are_read() -> None:
    feed = parse(
        rss(
            channel="<title>G</title><language>en-gb</language><link>https://gazette.example</link><ttl>90</ttl>"
            "<skipHours><hour>0</hour><hour>3</hour><hour>24</hour><hour>99</hour></skipHours>"
            "<skipDays><day>Sunday</day><day>Someday</day></skipDays>"
        )
    )
    assert feed.ttl == timedelta(minutes=90)
    assert (set(feed.skip_hours), set(feed.skip_days)) == ({0, 3}, {"sunday"})
    assert (feed.title, feed.link, feed.language, feed.entries) == ("G", "https://gazette.example/", "en", ())


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>7</sy:updateFrequency>", timedelta(days=1)),
        ("<sy:updatePeriod>monthly</sy:updatePeriod><sy:updateFrequency>30</sy:updateFrequency>", timedelta(days=1)),
        ("<sy:updatePeriod>yearly</sy:updatePeriod><sy:updateFrequency>365</sy:updateFrequency>", timedelta(days=1)),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
    ],
)
def test_a_pause_is_asked_for_in_minutes_or_periods(channel: str, ttl: timedelta | None) -> None:
    body = rss(channel=channel).replace(b"<rss ", b'<rss xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" ')
    assert parse(body).ttl == ttl


@pytest.mark.parametrize(
    "body", [b"<html><body>no</body></html>", b"<opml></opml>", b"{}", b'{"items": 3}', b"{broken", b""]
)
def test_what_is_no_feed_is_a_parse_error_that_names_the_address(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"feeds\.gazette\.example"):
        parse(body)


def test_a_json_feed_is_a_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Gazette",
        "home_page_url": "https://harbourgazette.example",
        "language": "en-GB",
        "items": [
            {
                "id": 7,
                "url": "https://harbourgazette.example/1?utm_source=json",
                "title": "Bridge <b>opens</b>",
                "content_html": "<p>All of it.</p>",
                "summary": "It.",
                "date_published": "2026-01-07T08:00:00Z",
                "authors": [{"name": "Jo"}, {"name": "Al"}],
            },
            {"id": "no-link"},
            "not an item",
        ],
    }
    parsed = parse(json.dumps(feed).encode())
    assert parsed.title == "Harbour Gazette"
    assert parsed.entries[0] == Entry(
        url="https://harbourgazette.example/1",
        title="Bridge opens",
        guid="7",
        summary="It.",
        text="All of it.",
        outlet="Harbour Gazette",
        author="Jo, Al",
        language="en",
        published=NOON - timedelta(hours=4),
    )
    assert [entry.url for entry in parsed.entries[1:]] == [""]


def test_a_feed_cut_in_the_middle_gives_what_there_is() -> None:
    body = rss(*(item(f"Story {i}") for i in range(5)))
    assert len(parse(body[: len(body) * 2 // 3]).entries) >= 2


PIECES = [
    *(b"<item>", b"</item>", b"<title>", b"</title>", b"<link>", b"<![CDATA[", b"]]>", b"&", b"&#0;", b"<", b"{", b"x"),
    *(b"\xff\xfe", b"<pubDate>-1</pubDate>", b"<guid>", b"<!-- "),
]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=30))
def test_any_bytes_give_entries_or_a_parse_error(pieces: list[bytes]) -> None:
    for body in (b"".join(pieces), b'<rss version="2.0"><channel>' + b"".join(pieces)):
        try:
            entries = parse(body).entries
        except ParseError:
            continue
        assert all(entry.url == "" or entry.url.startswith("http") for entry in entries)


NAMES = st.sampled_from(["items", "id", "url", "title", "authors", "name"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["items", "title", "language", "home_page_url"]), JSON, max_size=4))
def test_any_json_gives_entries_or_a_parse_error(feed: dict[str, Any]) -> None:
    try:
        assert isinstance(parse(json.dumps(feed).encode()).entries, tuple)
    except ParseError as error:
        assert "JSON" in str(error)


@pytest.mark.parametrize(("letters", "is_text"), [(1400, False), (1700, True)])
def test_a_description_of_two_paragraphs_is_a_summary_and_a_longer_one_the_text(letters: int, is_text: bool) -> None:
    found = only(item(more=f"<description>{'The ferry sails. ' * (letters // 17)}</description>"))
    assert bool(found.text) == is_text


@pytest.mark.parametrize(("letters", "is_whole"), [(140, True), (180, False)])
def test_a_name_is_no_longer_than_a_line(letters: int, is_whole: bool) -> None:
    name = "n" * letters
    found = only(item(more=f'<author>{name}</author><source url="https://gazette.example/">{name}</source>'))
    assert (found.author == name, found.outlet == name) == (is_whole, is_whole)
