"""Decides what a feed's server is asked, and what its answer means before anybody reads the body. No I/O."""

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from retrieval.errors import FetchError
from retrieval.feeds.feeds import Feed, FeedResult
from retrieval.feeds.poll_schedule import retry_after
from retrieval.messages import Phrase
from retrieval.ports import Request, Response

FEED_DEADLINE = timedelta(seconds=20)
MAX_FEED_BYTES = 15 * 1024 * 1024
_SENTENCES = {
    401: "{url} wants a password (HTTP {status}).",
    403: "{url} refuses us (HTTP {status}).",
    404: "{url} does not exist (HTTP {status}).",
    304: "{url} says that nothing is new, though it was never read (HTTP {status}).",
    410: "{url} is gone for good (HTTP {status}).",
    429: "{url} says we ask too often (HTTP {status}).",
}


def skip_reason(feed: Feed, *, now: datetime, paused_until: datetime | None) -> FeedResult | None:
    """Why a feed is not polled now; None when it is due."""
    if feed.gone_at:
        return FeedResult(feed.url, "skipped", error=f"Gone for good since {feed.gone_at:%Y-%m-%d} (410).")
    if feed.quarantined_at:
        return FeedResult(feed.url, "skipped", error=feed.error)
    if feed.next_check and feed.next_check > now:
        last = f" The last poll failed: {feed.error}" if feed.error else ""
        reason = f"Not due before {feed.next_check:%Y-%m-%d %H:%M} UTC.{last}"
        return FeedResult(feed.url, "skipped", error=reason, next_check=feed.next_check)
    if paused_until:
        reason = f"Its host asked us to pause until {paused_until:%Y-%m-%d %H:%M} UTC."
        return FeedResult(feed.url, "skipped", error=reason, next_check=paused_until)
    return None


def feed_request(feed: Feed) -> Request:
    """The conditional GET for a feed: its validators, for the page they came from and no other."""
    headers = {}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    return Request(
        feed.fetch_url,
        headers,
        max_bytes=MAX_FEED_BYTES,
        deadline=FEED_DEADLINE,
        headers_for=feed.validators_url or feed.fetch_url,
    )


def http_error(response: Response, *, now: datetime) -> FetchError:
    """A status that brings no feed, as an error that says when to come back if the server did."""
    is_broken = response.status >= 500
    sentence = (
        "{url} has an error on its server (HTTP {status})." if is_broken else "{url} gave no feed (HTTP {status})."
    )
    return FetchError(
        Phrase(_SENTENCES.get(response.status, sentence), url=response.url, status=response.status),
        url=response.url,
        kind=f"http_{response.status}",
        status=response.status,
        permanent=response.status == 410,
        retry_at=retry_after(response.headers, now=now),
    )


def complete_address(typed: str) -> str:
    """What somebody typed as an address: `example.com/feed` means https, `feed://example.com/feed` means http."""
    plain = typed.strip()
    if plain.startswith("feed://"):
        return plain.replace("feed", "http", 1)
    plain = plain.removeprefix("feed:")
    return plain if "://" in plain else f"https://{plain}"


def host_and_port(url: str) -> str:
    """Whom a 429 speaks for: the server at one host and port."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].casefold()
    except ValueError:
        return ""


def fingerprint(feed: Feed, body: bytes) -> str:
    """Of a body and for whom it is stored: the same again need not be parsed again, with or without validators."""
    return hashlib.blake2b(repr((feed.topics, feed.locale)).encode() + body, digest_size=16).hexdigest()
