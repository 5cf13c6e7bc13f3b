"""Reads and writes lists of feeds as OPML 2.0."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from retrieval.errors import ParseError
from retrieval.messages import Phrase

MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """One feed of a list; `group` is the folder it stands in (a topic's id or name), empty at the top."""

    url: str
    title: str = ""
    group: str = ""
    site_url: str = ""


def parse_opml(data: bytes) -> list[ListedFeed]:
    """The feeds of a list, each address once, in order. Raises ParseError when it is no OPML (or tries entities)."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (XmlError, DefusedXmlException, ValueError, LookupError) as error:
        raise ParseError(Phrase("This feed list cannot be read: it is not plain OPML (XML).")) from error
    if root.tag.casefold() != "opml":
        sentence = "This is not a feed list: it starts with <{tag}> where <opml> belongs."
        raise ParseError(Phrase(sentence, tag=root.tag[:40]))
    feeds: dict[str, ListedFeed] = {}
    for feed in _outlines(root, group="", depth=0):
        feeds.setdefault(feed.url, feed)
    return list(feeds.values())


def render_opml(feeds: Iterable[ListedFeed], *, title: str) -> bytes:
    """The list as OPML, one folder a group. `parse_opml` gives the same feeds back, group by group."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    groups: dict[str, Element] = {"": body}
    for feed in feeds:
        if feed.group not in groups:
            groups[feed.group] = SubElement(body, "outline", text=feed.group, title=feed.group)
        attributes = {"type": "rss", "text": feed.title or feed.url, "title": feed.title, "xmlUrl": feed.url}
        if feed.site_url:
            attributes["htmlUrl"] = feed.site_url
        SubElement(groups[feed.group], "outline", attributes)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _outlines(element: Element, *, group: str, depth: int) -> Iterator[ListedFeed]:
    if depth > MAX_DEPTH:
        return
    for child in element:
        values = {name.casefold(): value.strip() for name, value in child.attrib.items()}
        name = values.get("title") or values.get("text", "")
        if url := values.get("xmlurl"):
            yield ListedFeed(url, "" if name == url else name, group, values.get("htmlurl", ""))
        is_folder = child.tag.casefold() == "outline" and not url
        yield from _outlines(child, group=name if is_folder else group, depth=depth + 1)
