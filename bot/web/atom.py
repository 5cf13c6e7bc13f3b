"""Makes Atom feeds of digests. The standard library builds the tree, so nothing from outside can break out of it."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.digest.model.digest import Digest
from bot.web.page_values import Archive

ATOM = "http://www.w3.org/2005/Atom"
DIGESTS_A_FEED = 20
ID = "urn:counterpoint:"
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def archive_feed(archive: Archive, topic_id: str | None = None, *, public_url: str = "") -> bytes | None:
    """The newest digests of a topic, or of all, as an Atom document; None where there is no such topic.

    Without a public address links begin with a slash: whoever reads the feed knows where it came from.
    """
    topics = [topic for topic in archive.topics() if topic_id in (None, topic.id)]
    if not topics:
        return None
    newest = sorted(((day, topic.id) for topic in topics for day in topic.days[:DIGESTS_A_FEED]), reverse=True)
    digests = [digest for day, topic in newest[:DIGESTS_A_FEED] if (digest := archive.digest(topic, day))]
    name = topics[0].name if topic_id else "all topics"
    base_url = f"{public_url.rstrip('/')}/"
    return atom_feed(
        f"Counterpoint: {name}",
        digests,
        base_url=base_url,
        self_url=f"{base_url}t/{topic_id}/feed.atom" if topic_id else f"{base_url}feed.atom",
        name=topic_id or "all",
        html_of=lambda digest: archive.digest_html(digest, str),
        now=archive.now(),
    )


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
