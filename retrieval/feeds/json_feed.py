"""Reads JSON Feed (versions 1 and 1.1) as untrusted data."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from retrieval.articles import Entry
from retrieval.errors import ParseError
from retrieval.feeds.entry import make_entry
from retrieval.language.detect import clean_language
from retrieval.messages import Phrase
from retrieval.web.plain_text import clean_title
from retrieval.web.urls import canonical_url


def is_json_feed(body: bytes) -> bool:
    """Whether a body is JSON at all (XML begins with another character)."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def parse_json_feed(body: bytes, *, url: str, now: datetime) -> tuple[str, str, str, tuple[Entry, ...]]:
    """(title, site address, language, entries). Raises ParseError when it is JSON of another kind."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise ParseError(Phrase("{url} is broken JSON, not a feed: check the address.", url=url)) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError(Phrase("{url} is JSON, but no JSON Feed: it has no items.", url=url))
    title = clean_title(_text(feed.get("title")))
    link = canonical_url(_text(feed.get("home_page_url")), base=url)
    language = clean_language(_text(feed.get("language")))
    entries = [
        make_entry(_as_raw(item), url=url, feed_title=title, feed_link=link, language=language, now=now)
        for item in feed["items"]
        if isinstance(item, dict)
    ]
    return title, link, language, tuple(entries)


def _as_raw(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item under the names feedparser gives the same things."""
    identity = item.get("id")
    content = _text(item.get("content_html")) or _text(item.get("content_text"))
    return {
        "id": str(identity) if isinstance(identity, str | int | float) else "",
        "link": _text(item.get("url")) or _text(item.get("external_url")),
        "title": _text(item.get("title")),
        "summary": _text(item.get("summary")),
        "content": [{"value": content, "language": _text(item.get("language"))}],
        "author": ", ".join(_author_names(item)),
        "published": _text(item.get("date_published")),
        "updated": _text(item.get("date_modified")),
    }


def _author_names(item: Mapping[str, Any]) -> list[str]:
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    return [name for author in authors if isinstance(author, dict) and (name := _text(author.get("name")))]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
