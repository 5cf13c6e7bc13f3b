"""Defines feeds: what we know of one, what a poll of it gave, and the addresses of Google News searches."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from retrieval.messages import Phrase
from retrieval.sources.topics import GoogleNewsSearch, Topic

Status = Literal["ok", "not_modified", "skipped", "error"]

GOOGLE_NEWS_SEARCH = "https://news.google.com/rss/search"

# Google names some editions by a script or a region code instead of the plain language.
_EDITIONS = {
    ("zh", "TW"): "zh-Hant",
    ("zh", "HK"): "zh-Hant",
    ("zh", ""): "zh-Hans",
    ("pt", "PT"): "pt-150",
    ("pt", ""): "pt-419",
    ("es", "ES"): "es",
    ("es", ""): "es-419",
}


@dataclass(frozen=True, slots=True)
class Hints:
    """What the last complete answer asked for: how long it stays fresh, and when not to come (GMT hours, English day names)."""

    fresh_seconds: int = 0
    ttl_minutes: int = 0
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed and everything the next poll depends on.

    `url` is as it was listed and stays its name; `moved_to` is where permanent redirects have led. The validators are
    verbatim and belong to `validators_url` alone. `body_hash` is of the last body stored, with whom it was stored for.
    `attempts` counts fetches begun and never finished: the process died.
    """

    url: str
    title: str = ""
    topics: tuple[str, ...] = ()
    locale: str = ""
    is_kept: bool = False
    moved_to: str = ""
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""
    hints: Hints = field(default_factory=Hints)
    created_at: datetime | None = None
    next_check: datetime | None = None
    attempted_at: datetime | None = None
    attempts: int = 0
    failures: int = 0
    error: str = ""
    error_kind: str = ""
    last_success: datetime | None = None
    last_new: datetime | None = None
    gone_at: datetime | None = None
    quarantined_at: datetime | None = None
    polls: int = 0
    not_modified: int = 0
    new_entries: int = 0
    body_bytes: int = 0
    saved_bytes: int = 0
    body_hash: str = ""

    @property
    def fetch_url(self) -> str:
        return self.moved_to or self.url

    @property
    def is_listed(self) -> bool:
        """Some topic names it, or an admin keeps it."""
        return bool(self.topics) or self.is_kept


@dataclass(frozen=True, slots=True)
class Reach:
    """Which feeds of a topic answered since an instant, and which did not."""

    since: datetime
    reached: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def reach_of(feeds: Iterable[Feed], *, since: datetime) -> Reach:
    """By address, in order. A feed that was never asked was not reached either."""
    listed = sorted(feeds, key=lambda feed: feed.url)
    is_fine = {feed.url: feed.last_success is not None and feed.last_success >= since for feed in listed}
    return Reach(
        since,
        tuple(url for url, fine in is_fine.items() if fine),
        tuple(url for url, fine in is_fine.items() if not fine),
    )


def outage_of(feeds: Iterable[Feed]) -> str:
    """A sentence for the admin when every feed that was asked fails, with the commonest cause; else empty."""
    asked = [feed for feed in feeds if feed.attempted_at is not None]
    if not asked or not all(feed.failures for feed in asked):
        return ""
    cause = Counter(feed.error_kind or "unknown" for feed in asked).most_common(1)[0][0]
    last = max((feed.last_success for feed in asked if feed.last_success), default=None)
    if last is None:
        sentence = "None of the {total} feeds could be reached so far ({cause}): check the network of this machine."
        return Phrase(sentence, total=len(asked), cause=cause)
    sentence = "None of the {total} feeds could be reached since {since} ({cause}): check the network of this machine."
    return Phrase(sentence, total=len(asked), since=f"{last:%Y-%m-%d %H:%M} UTC", cause=cause)


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What became of one feed in one poll. `error` says why for `error` and `skipped`."""

    url: str
    status: Status
    new: int = 0
    updated: int = 0
    error: str = ""
    next_check: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed has been doing. `state` is one word; `advice` is a sentence where somebody should act, else empty."""

    url: str
    title: str
    topics: tuple[str, ...]
    state: Literal["new", "fine", "failing", "quarantined", "gone"]
    last_success: datetime | None
    next_check: datetime | None
    errors_in_a_row: int
    error: str
    entries_a_day: float
    polls: int
    not_modified: int
    saved_bytes: int
    moved_to: str = ""
    advice: str = ""


def search_url(search: GoogleNewsSearch) -> str:
    """The RSS address of a Google News search, as Google itself links it."""
    base = search.language.split("-")[0]
    edition = _EDITIONS.get((base, search.region)) or _EDITIONS.get((base, "")) or base
    query = urlencode({"q": search.query, "hl": search.language, "gl": search.region})
    return f"{GOOGLE_NEWS_SEARCH}?{query}&ceid={search.region}:{edition}"


def feed_url(listed: str | GoogleNewsSearch) -> str:
    """The address of a feed as a topic lists it."""
    return search_url(listed) if isinstance(listed, GoogleNewsSearch) else listed.strip()


def feed_locale(listed: str | GoogleNewsSearch) -> str:
    """The locale a listed feed speaks, as in `en-US`; empty when the listing does not say."""
    if not isinstance(listed, GoogleNewsSearch):
        return ""
    return listed.language if "-" in listed.language else f"{listed.language}-{listed.region}"


def listed_feeds(topics: Iterable[Topic]) -> dict[str, Feed]:
    """The feeds that running topics list, by address; a feed of several topics once."""
    listed: dict[str, Feed] = {}
    for topic in topics:
        for source in () if topic.is_paused else topic.feeds:
            url = feed_url(source)
            seen = listed.get(url, Feed(url, locale=feed_locale(source)))
            if topic.id not in seen.topics:
                listed[url] = replace(seen, topics=(*seen.topics, topic.id))
    return listed
