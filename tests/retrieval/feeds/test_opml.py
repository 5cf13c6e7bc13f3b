"""Feed lists in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import ParseError
from retrieval.feeds.opml import ListedFeed, parse_opml, render_opml

LIST = b"""<?xml version="1.0"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="West"><outline type="rss" text="West Times" xmlUrl=" https://westtimes.example/feed " htmlUrl="https://westtimes.example"/>
<outline text="Deep"><outline title="Far Wire" text="fw" XMLURL="https://farwire.example/rss"/></outline></outline>
<outline text="https://eastpost.example/feed" xmlUrl="https://eastpost.example/feed"/>
<outline text="again" xmlUrl="https://westtimes.example/feed"/><outline text="a note"/></body></opml>"""


def test_a_list_gives_each_feed_once_with_its_folder() -> None:
    assert parse_opml(LIST) == [
        ListedFeed("https://westtimes.example/feed", "West Times", "West", "https://westtimes.example"),
        ListedFeed("https://farwire.example/rss", "Far Wire", "Deep"),
        ListedFeed("https://eastpost.example/feed"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<rss/>",
        b"<opml><body>",
        b'<!DOCTYPE opml [<!ENTITY a "x">]><opml><body><outline xmlUrl="&a;"/></body></opml>',
        b'<!DOCTYPE opml SYSTEM "http://127.0.0.1/evil.dtd"><opml/>',
        b'<?xml version="1.0" encoding="no-such"?><opml/>',
    ],
)
def test_what_is_no_plain_opml_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_opml(data)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).map(str.strip)


@given(
    st.lists(
        st.builds(ListedFeed, st.integers(0, 9).map(lambda n: f"https://a.example/{n}?x=1&y=<"), _TEXT, _TEXT),
        max_size=6,
    )
)
def test_what_was_written_is_read_again(feeds: list[ListedFeed]) -> None:
    unique = list({feed.url: feed for feed in feeds}.values())
    again = parse_opml(render_opml(unique, title="Feeds & <more>"))
    assert sorted(again, key=repr) == sorted(unique, key=repr)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_list_or_a_typed_error(data: bytes) -> None:
    try:
        parse_opml(data)
    except ParseError:
        return


@pytest.mark.parametrize(("depth", "is_found"), [(45, True), (60, False)])
def test_nobody_nests_folders_so_deep(depth: int, is_found: bool) -> None:
    folders = '<outline text="f">' * depth + '<outline xmlUrl="https://westtimes.example/feed"/>' + "</outline>" * depth
    found = parse_opml(f'<opml version="2.0"><body>{folders}</body></opml>'.encode())
    assert bool(found) == is_found
