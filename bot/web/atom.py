"""Makes Atom feeds of digests. The standard library builds the tree, so nothing from outside can break out of it."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.digest.model.digest import Digest

ATOM = "http://www.w3.org/2005/Atom"
ID = "urn:counterpoint:"
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(
    title: str,
    digests: Sequence[Digest],
    *,
    base_url: str,
    self_url: str,
    name: str,
    html_of: Callable[[Digest], str],
    now: datetime,
) -> bytes:
    """An Atom document, newest digest first as given. `base_url` ends in a slash.

    Ids are the same under whatever address the site was asked: readers know an entry by its id.
    """
    feed = Element("feed", {"xmlns": ATOM})
    _text(feed, "id", f"{ID}{name}")
    _text(feed, "title", title)
    _text(feed, "updated", max((digest.built_at for digest in digests), default=now).isoformat())
    SubElement(feed, "link", {"rel": "self", "href": self_url})
    SubElement(feed, "link", {"href": base_url})
    _text(SubElement(feed, "author"), "name", "Counterpoint")
    for digest in digests:
        page = f"{base_url}t/{digest.topic}/{digest.day}"
        entry = SubElement(feed, "entry")
        _text(entry, "id", f"{ID}{digest.topic}:{digest.day}")
        _text(entry, "title", digest.title)
        _text(entry, "updated", digest.built_at.isoformat())
        SubElement(entry, "link", {"href": page})
        SubElement(entry, "content", {"type": "html"}).text = FORBIDDEN_IN_XML.sub("", html_of(digest))
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _text(parent: Element, name: str, value: str) -> None:
    SubElement(parent, name).text = FORBIDDEN_IN_XML.sub("", value)
