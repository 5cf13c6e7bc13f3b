"""Finds the feeds that a page of a site announces. Guesses nothing and fetches nothing."""

from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

MAX_PAGE_CHARACTERS = 1_000_000
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml"}
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed a page announces."""

    url: str
    title: str = ""


def find_feed_links(page: bytes, *, url: str) -> list[FeedLink]:
    """The feeds a page announces by `<link rel="alternate">`, the articles' feed before comment feeds; [] when there are none."""
    links = _Links(url)
    # ASCII is all that matters of such links, so the encoding of the page does not.
    with suppress(AssertionError):
        # The parser gives up on some broken declarations; what stood before them counts.
        links.feed(page[:MAX_PAGE_CHARACTERS].decode("utf-8", "replace"))
    return sorted(dict.fromkeys(links.found), key=lambda link: "comments" in f"{link.url} {link.title}".casefold())


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._base = url
        self.found: list[FeedLink] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self._base = _join(self._base, values["href"]) or self._base
        if tag == "link" and _announces_feed(values):
            target = _join(self._base, values["href"])
            if target:
                self.found.append(FeedLink(target, values.get("title", "").strip()[:200]))


def _join(base: str, link: str) -> str:
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


def _announces_feed(values: dict[str, str]) -> bool:
    kind = values.get("type", "").split(";")[0].strip().casefold()
    return bool(values.get("href")) and "alternate" in values.get("rel", "").casefold().split() and kind in _FEED_TYPES
