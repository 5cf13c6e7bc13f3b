"""Polls feeds: claims, fetches, parses and stores what is due, each feed on its own, a few at a time for each host.

What an outcome means for the feed is decided in `poll_schedule.py`; `outcome_writer.py` writes it down.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.articles import Entry
from retrieval.errors import CounterpointError, FetchError, ParseError
from retrieval.feeds.discovery import find_feed_links
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.feeds import Feed, FeedResult, Hints
from retrieval.feeds.host_queues import Lane, make_lanes
from retrieval.feeds.http_exchange import (
    complete_address,
    feed_request,
    fingerprint,
    host_and_port,
    http_error,
    skip_reason,
)
from retrieval.feeds.outcome_writer import Articles, Outcome, OutcomeWriter, failed, running, surprised
from retrieval.feeds.poll_schedule import FORGET_MOVE_AFTER, NOBODY_ASKED, Harvest, after_news, after_not_modified
from retrieval.intake.identity import Candidate
from retrieval.intake.ingest import IngestReport, Intake
from retrieval.ports import Http, Response

__all__ = ["Parse", "Parsed", "Poller", "complete_address"]

log = logging.getLogger(__name__)


class Parsed(Protocol):
    """What polling needs of a parsed feed (`retrieval.feeds.parser.ParsedFeed`)."""

    @property
    def title(self) -> str: ...
    @property
    def entries(self) -> tuple[Entry, ...]: ...
    @property
    def candidates(self) -> tuple[Candidate, ...]: ...
    @property
    def unusable(self) -> int: ...
    @property
    def ttl(self) -> timedelta | None: ...
    @property
    def skip_hours(self) -> frozenset[int]: ...
    @property
    def skip_days(self) -> frozenset[str]: ...


class Parse(Protocol):
    """Parses bytes into a feed, within a deadline of its own. Raises ParseError."""

    def __call__(self, body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Parsed: ...


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
            if urls and feed.error_kind == NOBODY_ASKED:
                # Who typed it may have put the address or the settings right, and no server has to be spared.
                jobs.append(feed)
            elif skipped := skip_reason(feed, now=now, paused_until=paused.get(host_and_port(feed.fetch_url))):
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
        calm = make_lanes(feed for feed in jobs if not feed.attempts)
        suspects = [Lane(host_and_port(feed.fetch_url), deque([feed])) for feed in jobs if feed.attempts]
        results: list[FeedResult] = []
        for lanes in (calm, *([lane] for lane in suspects)):
            writer = OutcomeWriter(self._feeds, self._articles, now=now, writing=self._writing, on_result=on_result)
            with running(writer):
                self._drain(lanes, writer, now=now)
            results += writer.results
        return results

    def _drain(self, lanes: Sequence[Lane], writer: OutcomeWriter, *, now: datetime) -> None:
        def drain(lane: Lane) -> None:
            while job := lane.take():
                self._poll(job, lane, writer, now=now)

        with ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="poll") as pool:
            drained = [pool.submit(drain, lane) for lane in lanes for _ in range(lane.width)]
        for future in drained:
            future.result()

    def _poll(self, feed: Feed, lane: Lane, writer: OutcomeWriter, *, now: datetime) -> None:
        if self._should_stop() or writer.failure:
            return writer.tell(
                FeedResult(feed.url, "skipped", error="Stopped before its turn.", next_check=feed.next_check)
            )
        if lane.is_refused:
            return writer.tell(
                FeedResult(feed.url, "skipped", error="Its host asks us to pause.", next_check=feed.next_check)
            )
        with self._writing:
            claimed = self._feeds.claim(feed, now=now)
        if claimed is None:
            return writer.tell(self._unclaimed(feed))
        return writer.put(self._outcome(claimed, lane, now=now))

    def _outcome(self, feed: Feed, lane: Lane, *, now: datetime) -> Outcome:
        try:
            outcome = self._attempt(feed, now=now)
            lane.refusals = 0
            return outcome
        except FetchError as error:
            log.info("feed failed", extra={"url": feed.url, "kind": error.kind})
            lane.refusals += error.status == 429
            return failed(feed, error, now=now)
        except CounterpointError as error:
            return failed(feed, FetchError(error.said, url=feed.url, kind="parse"), now=now)
        except Exception as error:
            return surprised(feed, error, now=now)

    def _unclaimed(self, feed: Feed) -> FeedResult:
        current = self._feeds.get(feed.url) or feed
        reason = current.error if current.quarantined_at else "Another process is polling it."
        return FeedResult(feed.url, "skipped", error=reason, next_check=current.next_check)

    def _attempt(self, feed: Feed, *, now: datetime) -> Outcome:
        response = self._http.get(feed_request(feed))
        if response.status == 304 and feed.validators_url:
            unchanged = after_not_modified(feed, response, now=now)
            same = FeedResult(feed.url, "not_modified", next_check=unchanged.next_check)
            return Outcome(feed, lambda _: (unchanged, same))
        if response.status != 200:
            raise http_error(response, now=now)
        body_hash = fingerprint(feed, response.body)
        if body_hash == feed.body_hash:
            after = after_news(feed, response, Harvest(feed.hints, body_hash=body_hash), now=now)
            nothing = FeedResult(feed.url, "ok", next_check=after.next_check)
            return Outcome(feed, lambda _: (after, nothing))
        try:
            parsed = self._parse(response.body, url=response.url, headers=response.headers, now=now)
        except ParseError:
            announced = self._announced(feed, response)
            if announced is None:
                raise
            return self._attempt(announced, now=now)
        return _news(feed, response, parsed, body_hash, now=now)

    def _announced(self, feed: Feed, response: Response) -> Feed | None:
        """The feed a page announces, where somebody listed the page or the feed has long been dead.

        While a feed works, a page in its place is a passing fault of its server (a consent page, maintenance).
        """
        if feed.moved_to or (feed.last_success and feed.failures < FORGET_MOVE_AFTER):
            return None
        links = find_feed_links(response.body, url=response.url)
        return replace(feed, moved_to=links[0].url) if links else None


def _news(feed: Feed, response: Response, parsed: Parsed, body_hash: str, *, now: datetime) -> Outcome:
    """The outcome of a body that was not seen before; what was new in it only the store can say."""
    ttl = int(parsed.ttl.total_seconds() // 60) if parsed.ttl else 0
    hints = Hints(ttl_minutes=max(ttl, 0), skip_hours=parsed.skip_hours, skip_days=parsed.skip_days)
    intake = Intake(parsed.candidates, feed.url, feed.topics, feed.locale, unusable=parsed.unusable)

    def settle(report: IngestReport) -> tuple[Feed, FeedResult]:
        harvest = Harvest(hints, title=parsed.title, new=report.new, updated=report.updated, body_hash=body_hash)
        after = after_news(feed, response, harvest, now=now)
        return after, FeedResult(feed.url, "ok", report.new, report.updated, next_check=after.next_check)

    return Outcome(feed, settle, intake)
