"""Parses feeds: bytes in, entries of plain text out. The home of feedparser, which is given bytes and never an address."""

import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import feedparser

from retrieval.articles import Entry
from retrieval.errors import ParseError
from retrieval.feeds.entry import make_entry
from retrieval.feeds.feed_bytes import read_feed_text
from retrieval.feeds.json_feed import is_json_feed, parse_json_feed
from retrieval.intake.identity import Candidate, candidates
from retrieval.language.calendar import weekdays
from retrieval.language.detect import clean_language
from retrieval.messages import Phrase
from retrieval.web.plain_text import clean_title
from retrieval.web.urls import canonical_url

__all__ = ["ParsedFeed", "parse_feed"]

log = logging.getLogger(__name__)

_WEEK = timedelta(days=7)
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}
_DAYS = frozenset(weekdays())


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """One feed as read. `ttl` is how long it asks to be left alone; `skip_days` are English names in lower case, UTC.

    `candidates` are the articles that the entries stand for, each once, made here since here is where there is time for it;
    `unusable` counts the entries that stand for none.
    """

    title: str
    entries: tuple[Entry, ...]
    candidates: tuple[Candidate, ...] = ()
    unusable: int = 0
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    link: str = ""
    language: str = ""


def parse_feed(body: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> ParsedFeed:
    """Parse RSS, Atom, RDF or JSON Feed. `headers` have lower-case names; `url` is where the body came from.

    Raises ParseError when it is no feed, with what it is instead. One odd entry is left out, never the feed.
    """
    content_type = headers.get("content-type", "")
    if is_json_feed(body):
        title, link, language, entries = parse_json_feed(body, url=url, now=now)
        made, unusable = candidates(entries, now=now)
        return ParsedFeed(title, entries, tuple(made), unusable, link=link, language=language)
    text = read_feed_text(body, content_type=content_type, url=url)
    found = _parse_text(text, url, headers.get("content-language", ""))
    if not found.get("version") and not found.entries:
        raise ParseError(Phrase("{url} is no feed: it is neither RSS, Atom nor JSON Feed.", url=url))
    feed = found.feed
    title = clean_title(feed.get("title") or "")
    link = canonical_url(feed.get("link") or "", base=url)
    language = clean_language(feed.get("language") or "")
    entries = tuple(
        entry
        for raw in found.entries
        if (entry := _entry(raw, url=url, feed_title=title, feed_link=link, language=language, now=now))
    )
    skip = _Skips(text)
    made, unusable = candidates(entries, now=now)
    return ParsedFeed(title, entries, tuple(made), unusable, _ttl(feed), skip.hours, skip.days, link, language)


def _parse_text(text: str, url: str, language: str) -> Any:
    # No content-location: by it ids ("item-7") would be made addresses, which they are not. Links are joined later.
    headers = {"content-type": "application/xml; charset=utf-8"}
    if language:
        headers["content-language"] = language
    try:
        # Its sanitiser and its resolver work on HTML that we reduce to text anyway, and take most of the time.
        return feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, KeyError, AttributeError, LookupError, AssertionError, RecursionError) as error:
        raise ParseError(
            Phrase("{url} cannot be read as a feed ({kind}).", url=url, kind=type(error).__name__)
        ) from error


def _entry(raw: Any, *, url: str, feed_title: str, feed_link: str, language: str, now: datetime) -> Entry | None:
    try:
        return make_entry(raw, url=url, feed_title=feed_title, feed_link=feed_link, language=language, now=now)
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        log.info("feed entry unreadable", extra={"url": url, "error": type(error).__name__})
        return None


def _ttl(feed: Mapping[str, Any]) -> timedelta | None:
    """`ttl` in minutes, or the syndication module's period over its frequency; at most a week is believed."""
    minutes = _number(feed.get("ttl"))
    if not minutes and (hours := _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())):
        minutes = hours * 60 // max(_number(feed.get("sy_updatefrequency")), 1)
    return min(timedelta(minutes=minutes), _WEEK) if minutes else None


def _number(value: object) -> int:
    digits = re.fullmatch(r"\s*(\d{1,9})(?:\.\d*)?\s*", str(value or ""))
    return int(digits[1]) if digits else 0


class _Skips:
    """`skipHours` and `skipDays`, of which feedparser keeps only the last."""

    def __init__(self, text: str) -> None:
        hours = (_number(hour) for hour in self._values(text, "skipHours", "hour"))
        self.hours = frozenset(hour % 24 for hour in hours if hour <= 24)
        self.days = frozenset(day.strip().lower() for day in self._values(text, "skipDays", "day")) & _DAYS

    @staticmethod
    def _values(text: str, outer: str, inner: str) -> list[str]:
        start = text.find(f"<{outer}>")
        end = text.find(f"</{outer}>", start)
        return re.findall(rf"<{inner}>([^<]{{1,20}})</{inner}>", text[start:end]) if 0 <= start < end else []
