"""Finds the publisher's address behind a Google News link: decodes it where the link holds it, else asks Google, slowly.

Our own, since the libraries for it open connections of their own: see docs/decisions/0022.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Protocol
from urllib.parse import quote, urlsplit

from bot.outbound.allowed_addresses import parse_target
from bot.outbound.client import OutboundClient
from retrieval.errors import FetchError
from retrieval.messages import Phrase
from retrieval.ports import Clock, Request

SITE = "https://news.google.com"
MAX_PAGE_BYTES = 4 * 1024 * 1024
# A consent page or a 429 will not go away by asking: links stay as they are, and Google is left in peace (docs/decisions/0022).
PAUSE_AFTER_FAILURE = timedelta(hours=6)

_PATH = re.compile(r"/(?:rss/)?(?:articles|read)/([A-Za-z0-9_-]+=*)")
_PLAIN_URL = re.compile(rb"https?://[\x21-\x7e]+")
_SIGNATURE = re.compile(r'data-n-a-sg="([^"]+)"')
_TIMESTAMP = re.compile(r'data-n-a-ts="(\d+)"')


class LinkCache(Protocol):
    """Remembers resolved links (`retrieval.feeds.feed_store.FeedStore`)."""

    def resolved_link(self, url: str) -> str | None: ...
    def keep_resolved(self, links: Mapping[str, str], *, now: datetime) -> None: ...


class GoogleNewsLinks:
    """Resolves links, at most one a second (the client's pace for Google), each once, and not at all for hours after a no."""

    def __init__(self, client: OutboundClient, cache: LinkCache, clock: Clock, *, site: str = SITE) -> None:
        self._client = client
        self._cache = cache
        self._clock = clock
        self._site = site
        self._closed_until: datetime | None = None

    def resolve(self, url: str) -> str:
        """The publisher's address; the link itself when it is none of Google's, or cannot be resolved now."""
        key = article_key(url)
        if not key:
            return url
        if known := self._cache.resolved_link(url):
            return known
        target = _web_address(decode_key(key)) or self._ask(key)
        if not target:
            return url
        self._cache.keep_resolved({url: target}, now=self._clock.now())
        return target

    def _ask(self, key: str) -> str:
        now = self._clock.now()
        if self._closed_until and now < self._closed_until:
            return ""
        try:
            return self._exchange(key)
        except FetchError:
            self._closed_until = now + PAUSE_AFTER_FAILURE
            return ""

    def _exchange(self, key: str) -> str:
        page = self._client.get(Request(f"{self._site}/rss/articles/{key}", max_bytes=MAX_PAGE_BYTES))
        text = page.body.decode("utf-8", "replace")
        signature, timestamp = _SIGNATURE.search(text), _TIMESTAMP.search(text)
        # Elsewhere than asked is a consent page, which holds no article.
        if page.status != 200 or not page.url.startswith(self._site) or not signature or not timestamp:
            raise FetchError(Phrase("Google News does not tell where its links lead."), url=page.url, kind="unresolved")
        form = question_form(key, unescape(signature[1]), int(timestamp[1]))
        ask = Request(f"{self._site}/_/DotsSplashUi/data/batchexecute", max_bytes=MAX_PAGE_BYTES)
        answer = self._client.post_form(ask, form)
        return _web_address(read_answer(answer.body.decode("utf-8", "replace"))) if answer.status == 200 else ""


def article_key(url: str) -> str:
    """The opaque key of a Google News article link; empty for any other address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    found = _PATH.fullmatch(parts.path) if parts.hostname == "news.google.com" else None
    return found[1] if found else ""


def decode_key(key: str) -> str:
    """The publisher's address where the key itself holds it (links up to 2024); empty otherwise."""
    bare = key.rstrip("=")
    try:
        data = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _PLAIN_URL.search(data)
    return found[0].decode("ascii") if found else ""


def question_form(key: str, signature: str, timestamp: int) -> bytes:
    """The form Google's own page sends to learn where an article link leads."""
    edition = ["X", "X", ["X", "X"], None, None, 1, 1, "US:en", None, 1, None, None, None, None, None, 0, 1]
    question = ["garturlreq", [edition, "X", "X", 1, [1, 1, 1], 1, 1, None, 0, 0, None, 0], key, timestamp, signature]
    call = [[["Fbv4je", json.dumps(question, separators=(",", ":"))]]]
    return f"f.req={quote(json.dumps(call, separators=(',', ':')))}".encode()


def read_answer(text: str) -> str:
    """The address in Google's answer to `question_form`; empty when there is none."""
    for line in text.splitlines():
        try:
            rows = json.loads(line)
            inner = next(row[2] for row in rows if row[:2] == ["wrb.fr", "Fbv4je"])
            kind, address = json.loads(inner)[:2]
        except (ValueError, TypeError, KeyError, IndexError, StopIteration):
            continue
        if kind == "garturlres" and isinstance(address, str):
            return address
    return ""


def _web_address(address: str) -> str:
    """The address if the outbound rules would fetch it, else nothing."""
    try:
        return address if address and parse_target(address) else ""
    except FetchError:
        return ""
