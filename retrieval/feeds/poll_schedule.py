"""Decides when a feed is polled next, and what a poll's outcome means for it. No I/O: values and `now` in, values out.

Times: at most once an hour; failures pause 1 h x 2^n up to a day; a feed without anything new for 30 days is
polled daily; what the server asks for (Cache-Control, Expires, ttl, skipHours, Retry-After) delays, within bounds.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from retrieval.errors import FetchError
from retrieval.feeds.feeds import Feed, Hints
from retrieval.ports import Response

# Never asked more often, also by hand and after a restart: the limit that hosts ask of conditional readers (docs/decisions/0021).
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# A server's pause is kept to the second, but a mistake of its own must not silence a feed for ever.
MAX_RETRY_AFTER = timedelta(days=7)
# Asked every 24 hours after so long without anything that was new to us, every three hours after QUIET_AFTER. What the server
# calls new does not count: items that are only stamped anew would look lively.
DORMANT_AFTER = timedelta(days=30)
QUIET_AFTER = timedelta(days=7)
# A feed that killed the process so often is set aside until somebody adds it again.
MAX_CRASHES = 3
# After so many failures in a row a permanent move is doubted, and the listed address asked again.
FORGET_MOVE_AFTER = 3

NOBODY_ASKED = "nobody_asked"
"""The kind of a failure that no server noticed: its address is none, or one that we do not connect to."""
_UNASKED = frozenset({"bad_url", "refused_address"})
_PERMANENT_MOVES = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a good answer brought, as far as etiquette cares."""

    hints: Hints
    title: str = ""
    new: int = 0
    updated: int = 0
    body_hash: str = ""


def next_check(feed: Feed, *, now: datetime) -> datetime:
    """When to poll a feed that has just answered well: after an hour to a day."""
    asked = max(timedelta(seconds=feed.hints.fresh_seconds), timedelta(minutes=feed.hints.ttl_minutes))
    latest = now + DAY
    candidate = min(now + max(usual_interval(feed, now=now), asked), latest)
    while candidate < latest and _is_skipped(candidate, feed.hints):
        candidate = min(_next_full_hour(candidate), latest)
    return candidate


def usual_interval(feed: Feed, *, now: datetime) -> timedelta:
    """How often a feed is worth asking, by the last time it had something new."""
    last = feed.last_new or feed.created_at or now
    if now - last >= DORMANT_AFTER:
        return DAY
    return 3 * HOUR if now - last >= QUIET_AFTER else HOUR


def backoff(url: str, failures: int) -> timedelta:
    """The pause after the n-th failure in a row: an hour, doubled each time, at most a day.

    Up to a tenth of jitter, made from the address, keeps feeds that failed together from coming back together.
    """
    pause: timedelta = min(HOUR * 2.0 ** min(failures - 1, 5), DAY)
    share = int.from_bytes(hashlib.blake2b(f"{url} {failures}".encode(), digest_size=2).digest(), "big") / 65536
    return pause - pause * share / 10 if pause == DAY else min(pause * (1 + share / 10), DAY)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """The instant a Retry-After header (seconds or a date) asks for, at most 7 days ahead; None without a usable one."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,12}", value):
        return now + min(timedelta(seconds=int(value)), MAX_RETRY_AFTER)
    instant = http_date(value)
    return min(instant, now + MAX_RETRY_AFTER) if instant else None


def http_date(value: str) -> datetime | None:
    """An HTTP date in any of its three forms, as UTC."""
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except OverflowError:
        return None


def fresh_seconds(headers: Mapping[str, str], *, now: datetime) -> int | None:
    """How long the answer asks to be left alone; None when it says nothing. max-age wins over Expires (RFC 9111)."""
    control = headers.get("cache-control", "").casefold()
    if re.search(r"\bno-(store|cache)\b", control):
        return 0
    if age := re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control):
        return int(age[1])
    if expires := http_date(headers.get("expires", "")):
        sent = http_date(headers.get("date", "")) or now
        return max(0, int((expires - sent).total_seconds()))
    return None


def moved_to(feed: Feed, response: Response) -> str:
    """Where permanent redirects lead: the last target before a temporary one; the present place when there was none."""
    target = feed.moved_to
    for status, url in response.redirects:
        if status not in _PERMANENT_MOVES:
            break
        target = url
    return "" if target == feed.url else target


def after_news(feed: Feed, response: Response, harvest: Harvest, *, now: datetime) -> Feed:
    """The feed after a complete 200: validators verbatim (or none), counters, the next check."""
    fresh = fresh_seconds(response.headers, now=now)
    brought = replace(
        _after_success(feed, response, now=now),
        title=harvest.title or feed.title,
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
        validators_url=response.url,
        hints=replace(harvest.hints, fresh_seconds=fresh or 0),
        last_new=now if harvest.new or feed.last_new is None else feed.last_new,
        new_entries=feed.new_entries + harvest.new,
        body_bytes=len(response.body),
        body_hash=harvest.body_hash,
    )
    return replace(brought, next_check=next_check(brought, now=now))


def after_not_modified(feed: Feed, response: Response, *, now: datetime) -> Feed:
    """The feed after a 304. The validators stay those of the last complete answer."""
    fresh = fresh_seconds(response.headers, now=now)
    same = replace(
        _after_success(feed, response, now=now),
        hints=feed.hints if fresh is None else replace(feed.hints, fresh_seconds=fresh),
        not_modified=feed.not_modified + 1,
        saved_bytes=feed.saved_bytes + feed.body_bytes,
    )
    return replace(same, next_check=next_check(same, now=now))


def after_failure(feed: Feed, error: FetchError, *, now: datetime) -> Feed:
    """The feed after a poll that gave nothing: a pause that grows, the server's own pause, or the end (410)."""
    failures = feed.failures + 1
    pause_ends = max(error.retry_at, now + HOUR) if error.retry_at else now + backoff(feed.url, failures)
    is_gone = error.status == 410
    return replace(
        feed,
        attempts=0,
        failures=failures,
        error=error.said,
        error_kind=NOBODY_ASKED if error.kind in _UNASKED and error.url == feed.fetch_url else error.kind,
        next_check=None if is_gone else pause_ends,
        gone_at=now if is_gone else None,
        # A move that was remembered and stays dead is doubted: the listed address is asked again.
        moved_to="" if failures >= FORGET_MOVE_AFTER else feed.moved_to,
    )


def _after_success(feed: Feed, response: Response, *, now: datetime) -> Feed:
    return replace(
        feed,
        attempts=0,
        failures=0,
        error="",
        error_kind="",
        last_success=now,
        moved_to=moved_to(feed, response),
    )


def _is_skipped(instant: datetime, hints: Hints) -> bool:
    return instant.hour in hints.skip_hours or instant.strftime("%A").casefold() in hints.skip_days


def _next_full_hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0) + HOUR
