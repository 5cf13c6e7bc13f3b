"""Makes Atom feeds. The standard library builds the tree, so nothing from outside can break out of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
# Readers know an entry by its id: it is no address, so that it is the same wherever the site is found (RFC 4151).
TAG = "tag:counterpoint-news.github.io,2026:"
# Of a tag, what need not be escaped (RFC 4151, 2.1).
TAG_MARKS = ":/"
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`name` makes its id; `page` is its address within the site; `published` never changes, `updated` when it does."""

    name: str
    title: str
    page: str
    html: str
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries newest first. `path` is where it is served, `page` what it is of."""

    name: str
    title: str
    path: str
    page: str
    entries: Sequence[FeedEntry]


def atom_document(feed: Feed, *, now: datetime, public_url: str = "") -> bytes:
    """The feed as an Atom document.

    Without a public address links begin with a slash: whoever reads the feed knows where it came from.
    """
    base_url = f"{public_url.rstrip('/')}/"
    root = Element("feed", {"xmlns": ATOM})
    _text(root, "id", f"{TAG}{quote(feed.name, safe=TAG_MARKS)}")
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max((entry.updated for entry in feed.entries), default=now)))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{base_url}{quote(feed.path)}"})
    SubElement(root, "link", {"href": f"{base_url}{quote(feed.page)}"})
    _text(SubElement(root, "author"), "name", "Counterpoint")
    for each in feed.entries:
        entry = SubElement(root, "entry")
        _text(entry, "id", f"{TAG}{quote(each.name, safe=TAG_MARKS)}")
        _text(entry, "title", each.title)
        _text(entry, "published", _instant(each.published))
        _text(entry, "updated", _instant(each.updated))
        SubElement(entry, "link", {"href": f"{base_url}{quote(each.page)}"})
        SubElement(entry, "content", {"type": "html"}).text = FORBIDDEN_IN_XML.sub("", each.html)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = FORBIDDEN_IN_XML.sub("", value)
