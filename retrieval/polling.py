"""Polling: due feeds are claimed, fetched, parsed and stored, each on its own, a few at a time for each host.

What an outcome means for the feed is decided in `retrieval/schedule.py`; this module carries it out.
"""

import hashlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from retrieval.articles import Entry
from retrieval.discovery import find_feed_links
from retrieval.domains import registrable_domain
from retrieval.errors import CounterpointError, FetchError, ParseError
from retrieval.feeds import Feed, FeedResult, Hints
from retrieval.feedstore import FeedStore
from retrieval.hosts import requests_at_once
from retrieval.outlets import host_of
from retrieval.ports import Http, Request, Response
from retrieval.schedule import (
    FORGET_MOVE_AFTER,
    HOUR,
    Harvest,
    after_failure,
    after_news,
    after_not_modified,
    retry_after,
)

log = logging.getLogger(__name__)

FEED_DEADLINE = timedelta(seconds=20)
MAX_FEED_BYTES = 15 * 1024 * 1024
# One refusal may be about one feed; this many with nothing good between are about us.
MAX_REFUSALS_IN_A_ROW = 3


class Parsed(Protocol):
    """What polling needs of a parsed feed (`retrieval.parsing.ParsedFeed`)."""

    @property
    def title(self) -> str: ...
    @property
    def entries(self) -> tuple[Entry, ...]: ...
    @property
    def ttl(self) -> timedelta | None: ...
    @property
    def skip_hours(self) -> frozenset[int]: ...
    @property
    def skip_days(self) -> frozenset[str]: ...


class Parse(Protocol):
    """Bytes to a parsed feed, within a deadline of its own. Raises ParseError."""

    def __call__(self, body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Parsed: ...


class Report(Protocol):
    @property
    def new(self) -> int: ...
    @property
    def updated(self) -> int: ...


class Articles(Protocol):
    """Where entries go (`retrieval.store.ArticleStore`)."""

    def ingest(
        self, entries: Iterable[Entry], *, now: datetime, feed: str = "", topics: Sequence[str] = (), locale: str = ""
    ) -> Report: ...


class Poller:
    """Polls feeds with a pool of threads; a failure of one is its own result and never another's."""

    def __init__(
        self,
        http: Http,
        feeds: FeedStore,
        articles: Articles,
        parse: Parse,
        *,
        workers: int = 32,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._http = http
        self._feeds = feeds
        self._articles = articles
        self._parse = parse
        self._workers = workers
        self._should_stop = should_stop
        # SQLite has one writer; waiting here is cheaper than its busy timeout.
        self._writing = threading.Lock()

    def poll_feeds(
        self,
        *,
        now: datetime,
        topic: str = "",
        urls: Sequence[str] = (),
        on_result: Callable[[FeedResult], None] | None = None,
    ) -> list[FeedResult]:
        """Poll what is due: all listed feeds, those of one topic, or just the addresses given.

        One result for each, in order; feeds that are not due are `skipped` with the reason. No feed is asked
        twice within an hour, also not by hand.
        """
        chosen = [self._typed(url, now=now) for url in dict.fromkeys(urls)] if urls else self._feeds.listed(topic)
        paused = self._feeds.paused_hosts(now=now)
        results: dict[str, FeedResult] = {}
        jobs = []
        for feed in chosen:
            if skipped := skip_reason(feed, now=now, paused_until=paused.get(host_and_port(feed.fetch_url))):
                results[feed.url] = skipped
            else:
                jobs.append(feed)
        for result in self._run(jobs, now=now, on_result=on_result):
            results[result.url] = result
        return [results[feed.url] for feed in chosen]

    def _typed(self, typed: str, *, now: datetime) -> Feed:
        url = complete_address(typed)
        return self._feeds.get(url) or self._feeds.add(url, now=now, is_kept=False)

    def _run(
        self, jobs: Sequence[Feed], *, now: datetime, on_result: Callable[[FeedResult], None] | None
    ) -> list[FeedResult]:
        """Feeds that may have killed the process before come last and one by one, so that they take nobody with them."""
        results: list[FeedResult] = []

        def drain(lane: Lane) -> None:
            while job := lane.take():
                result = self._poll(job, lane, now=now)
                results.append(result)
                if on_result:
                    on_result(result)

        lanes = make_lanes(feed for feed in jobs if not feed.attempts)
        with ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="poll") as pool:
            drained = [
                pool.submit(drain, lane)
                for lane in lanes
                for _ in range(min(requests_at_once(lane.host), len(lane.waiting)))
            ]
        for future in drained:
            future.result()
        for suspect in (feed for feed in jobs if feed.attempts):
            drain(Lane(host_and_port(suspect.fetch_url), deque([suspect])))
        return results

    def _poll(self, feed: Feed, lane: "Lane", *, now: datetime) -> FeedResult:
        if self._should_stop():
            return FeedResult(feed.url, "skipped", error="Stopped before its turn.", next_check=feed.next_check)
        if lane.is_refused:
            return FeedResult(feed.url, "skipped", error="Its host asks us to pause.", next_check=feed.next_check)
        with self._writing:
            claimed = self._feeds.claim(feed, now=now)
        if claimed is None:
            return self._unclaimed(feed)
        try:
            after, result = self._attempt(claimed, now=now)
            lane.refusals = 0
        except FetchError as error:
            after, result = self._failed(claimed, error, lane, now=now)
        except CounterpointError as error:
            after, result = self._failed(claimed, FetchError(str(error), url=feed.url, kind="parse"), lane, now=now)
        except Exception as error:
            log.exception("feed failed unexpectedly", extra={"url": feed.url})
            surprise = FetchError(
                f"{feed.url} failed in an unexpected way ({type(error).__name__}).", url=feed.url, kind="bug"
            )
            after, result = self._failed(claimed, surprise, lane, now=now)
        with self._writing:
            self._feeds.record(after)
        return result

    def _unclaimed(self, feed: Feed) -> FeedResult:
        current = self._feeds.get(feed.url) or feed
        reason = current.error if current.quarantined_at else "Another process is polling it."
        return FeedResult(feed.url, "skipped", error=reason, next_check=current.next_check)

    def _attempt(self, feed: Feed, *, now: datetime) -> tuple[Feed, FeedResult]:
        response = self._http.get(feed_request(feed))
        if response.status == 304 and feed.validators_url:
            after = after_not_modified(feed, response, now=now)
            return after, FeedResult(feed.url, "not_modified", next_check=after.next_check)
        if response.status != 200:
            raise http_error(response, now=now)
        body_hash = fingerprint(feed, response.body)
        if body_hash == feed.body_hash:
            same = Harvest(feed.hints, body_hash=body_hash)
            after = after_news(feed, response, same, now=now)
            return after, FeedResult(feed.url, "ok", next_check=after.next_check)
        try:
            parsed = self._parse(response.body, url=response.url, headers=response.headers, now=now)
        except ParseError:
            announced = self._announced(feed, response)
            if announced is None:
                raise
            return self._attempt(announced, now=now)
        with self._writing:
            report = self._articles.ingest(
                parsed.entries, now=now, feed=feed.url, topics=feed.topics, locale=feed.locale
            )
        after = after_news(feed, response, _harvest(parsed, report, body_hash), now=now)
        return after, FeedResult(feed.url, "ok", report.new, report.updated, next_check=after.next_check)

    def _announced(self, feed: Feed, response: Response) -> Feed | None:
        """The feed a page announces, where somebody listed the page or the feed has long been dead.

        While a feed works, a page in its place is a passing fault of its server (a consent page, maintenance).
        """
        if feed.moved_to or (feed.last_success and feed.failures < FORGET_MOVE_AFTER):
            return None
        links = find_feed_links(response.body, url=response.url)
        return replace(feed, moved_to=links[0].url) if links else None

    def _failed(self, feed: Feed, error: FetchError, lane: "Lane", *, now: datetime) -> tuple[Feed, FeedResult]:
        log.info("feed failed", extra={"url": feed.url, "kind": error.kind})
        after = after_failure(feed, error, now=now)
        if error.status == 429:
            lane.refusals += 1
            with self._writing:
                self._feeds.pause_host(host_and_port(error.url), after.next_check or now + HOUR)
        return after, FeedResult(feed.url, "error", error=str(error), next_check=after.next_check)


@dataclass(slots=True)
class Lane:
    """The feeds of one host waiting their turn. `refusals` counts 429s since the last good answer."""

    host: str
    waiting: deque[Feed] = field(default_factory=deque)
    refusals: int = 0

    @property
    def is_refused(self) -> bool:
        return self.refusals >= MAX_REFUSALS_IN_A_ROW

    def take(self) -> Feed | None:
        try:
            return self.waiting.popleft()
        except IndexError:
            return None


def make_lanes(feeds: Iterable[Feed]) -> list[Lane]:
    """One lane for each registrable domain, the longest first, since they take longest."""
    lanes: dict[str, Lane] = {}
    for feed in feeds:
        domain = registrable_domain(host_of(feed.fetch_url))
        lanes.setdefault(domain, Lane(domain)).waiting.append(feed)
    return sorted(lanes.values(), key=lambda lane: -len(lane.waiting))


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
    meaning = {
        401: "wants a password",
        403: "refuses us",
        404: "does not exist",
        410: "is gone for good",
        429: "says we ask too often",
    }.get(response.status, "has an error on its server" if response.status >= 500 else "gave no feed")
    return FetchError(
        f"{response.url} {meaning} (HTTP {response.status}).",
        url=response.url,
        kind=f"http_{response.status}",
        status=response.status,
        permanent=response.status == 410,
        retry_at=retry_after(response.headers, now=now),
    )


def complete_address(typed: str) -> str:
    """What somebody typed as an address: `example.com/feed` means https."""
    plain = typed.strip()
    plain = plain.removeprefix("feed:").removeprefix("//") if plain.startswith("feed:") else plain
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


def _harvest(parsed: Parsed, report: Report, body_hash: str) -> Harvest:
    ttl = int(parsed.ttl.total_seconds() // 60) if parsed.ttl else 0
    hints = Hints(ttl_minutes=max(ttl, 0), skip_hours=parsed.skip_hours, skip_days=parsed.skip_days)
    return Harvest(hints, title=parsed.title, new=report.new, updated=report.updated, body_hash=body_hash)
