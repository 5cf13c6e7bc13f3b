"""Writes poll results to the database: one thread, for as many feeds at once as have come.

A transaction costs about as much for one feed as for ten; the threads that fetch go on meanwhile.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, Queue
from typing import Protocol

from retrieval.errors import FetchError, StorageError
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.feeds import Feed, FeedResult
from retrieval.feeds.http_exchange import host_and_port
from retrieval.feeds.poll_schedule import HOUR, after_failure
from retrieval.intake.ingest import IngestReport, Intake
from retrieval.messages import Phrase

log = logging.getLogger(__name__)

# So many outcomes share a transaction; one that comes alone waits LINGER_SECONDS for company.
ENOUGH = 16
LINGER_SECONDS = 0.05
_NOTHING = IngestReport()


class Articles(Protocol):
    """Takes entries in (`retrieval.store.ArticleStore`)."""

    def take_in(self, intakes: Sequence[Intake], *, now: datetime) -> list[IngestReport]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the poll of a feed ended. `settle` makes the feed's next state and the result, knowing what was stored of `intake`.

    `pause` is a host (with its port) that asked to be left alone, until when.
    """

    feed: Feed
    settle: Callable[[IngestReport], tuple[Feed, FeedResult]]
    intake: Intake | None = None
    pause: tuple[str, datetime] | None = None


def failed(feed: Feed, error: FetchError, *, now: datetime) -> Outcome:
    """The outcome of a poll that gave nothing."""
    after = after_failure(feed, error, now=now)
    result = FeedResult(feed.url, "error", error=error.said, next_check=after.next_check)
    until = after.next_check or now + HOUR
    return Outcome(
        feed, lambda _: (after, result), pause=(host_and_port(error.url), until) if error.status == 429 else None
    )


def surprised(feed: Feed, error: Exception, *, now: datetime) -> Outcome:
    """The outcome of a poll that met a defect of ours."""
    log.error("feed failed unexpectedly", extra={"url": feed.url}, exc_info=error)
    sentence = Phrase("{url} failed in an unexpected way ({kind}).", url=feed.url, kind=type(error).__name__)
    return failed(feed, FetchError(sentence, url=feed.url, kind="bug"), now=now)


class OutcomeWriter:
    """Takes outcomes from any thread between `open_writer`'s begin and end; `results` is complete after the end."""

    def __init__(
        self,
        feeds: FeedStore,
        articles: Articles,
        *,
        now: datetime,
        writing: threading.Lock,
        on_result: Callable[[FeedResult], None] | None = None,
    ) -> None:
        self._feeds = feeds
        self._articles = articles
        self._now = now
        self._writing = writing
        self._on_result = on_result
        self._queue: Queue[Outcome | None] = Queue(maxsize=4 * ENOUGH)
        self.results: list[FeedResult] = []
        self.failure: Exception | None = None

    def put(self, outcome: Outcome) -> None:
        self._queue.put(outcome)

    def tell(self, result: FeedResult) -> None:
        """A result that needs no writing."""
        self.results.append(result)
        if self._on_result:
            self._on_result(result)

    def finish(self) -> None:
        """No outcome comes any more."""
        self._queue.put(None)

    def run(self) -> None:
        """Write until finished. After a failure of the database nothing is written, only taken."""
        while batch := self._gather():
            try:
                if self.failure is None:
                    self._write(batch)
            except Exception as error:
                self.failure = error

    def _gather(self) -> list[Outcome]:
        """The next outcomes, or none at the end: all that come without a pause between them."""
        batch: list[Outcome] = []
        outcome = self._queue.get()
        while outcome is not None:
            batch.append(outcome)
            if len(batch) == ENOUGH:
                return batch
            try:
                outcome = self._queue.get(timeout=LINGER_SECONDS)
            except Empty:
                return batch
        if batch:
            # The end has to be seen again, after these are written.
            self._queue.put(None)
        return batch

    def _write(self, batch: Sequence[Outcome]) -> None:
        try:
            self._settle(batch)
        except StorageError:
            raise
        except Exception as error:
            # One of them is to blame: on its own it hurts no other.
            if len(batch) == 1 and batch[0].intake is not None:
                return self._settle([surprised(batch[0].feed, error, now=self._now)])
            if len(batch) == 1:
                raise
            for outcome in batch:
                self._write([outcome])

    def _settle(self, batch: Sequence[Outcome]) -> None:
        news = [outcome for outcome in batch if outcome.intake]
        with self._writing:
            reports = self._articles.take_in([outcome.intake for outcome in news if outcome.intake], now=self._now)
            stored = {id(outcome): report for outcome, report in zip(news, reports, strict=True)}
            settled = [outcome.settle(stored.get(id(outcome), _NOTHING)) for outcome in batch]
            self._feeds.record([after for after, _ in settled], pauses=[o.pause for o in batch if o.pause])
        for _, result in settled:
            self.tell(result)


@contextmanager
def running(writer: OutcomeWriter) -> Iterator[OutcomeWriter]:
    """A thread of its own writes what comes; at the end everything is written. Raises what the database said."""
    thread = threading.Thread(target=writer.run, name="poll-writer")
    thread.start()
    try:
        yield writer
    finally:
        writer.finish()
        thread.join()
    if writer.failure:
        raise writer.failure
