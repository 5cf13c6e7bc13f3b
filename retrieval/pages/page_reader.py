"""Fetches, politely, the pages of articles that have no full text yet, and keeps what is better.

Which page is worth a fetch, and what comes of an outcome, are pure functions here; walls are recognised in `paywalls.py`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.articles import Article
from retrieval.errors import FetchError
from retrieval.intake.extract import Extract
from retrieval.ports import Http, Request, Response
from retrieval.store import ArticleStore
from retrieval.store.page_visits import Reading
from retrieval.web.domains import host_of
from retrieval.web.urls import is_front_page

log = logging.getLogger(__name__)

# Of one round, and of one host in it: a round takes a minute, and no site is asked more than a reader would.
MAX_PAGES = 40
MAX_PER_HOST = 5
# Pauses grow fourfold: an hour, four, sixteen; after a day nobody waits for the text.
MAX_ATTEMPTS = 4
FIRST_PAUSE = timedelta(hours=1)
MAX_AGE = timedelta(days=3)
# Characters of a feed's own summary: what has so much needs no page.
ENOUGH_TEXT = 1500
_PAGE_BYTES = 5 * 1024 * 1024
# These lead to pages of scripts and consent, never to an article's text.
_GOOGLE_NEWS = "news.google.com"
_NO_PAGES = frozenset({"youtube.com", "youtu.be", "t.me", "x.com", "twitter.com"})
# A wall may be a passing thing (a robot check, a broken site); these are not.
_FINAL_ERRORS = frozenset({"paywall", "soft_404", "not_html", "consent", "robots"})
_FINAL_STATUSES = frozenset({401, 402, 403, 404, 410, 451})


class Extractor(Protocol):
    """Page bytes to an extract, never raising (`extract_article` or `ParseWorkers.extract`)."""

    def __call__(self, page: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Extract: ...


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What one run did: pages asked for, texts gained, and the errors by article id."""

    fetched: int
    gained: int
    errors: Mapping[str, str]


def read_articles(
    store: ArticleStore,
    http: Http,
    extract: Extractor,
    *,
    may_fetch: Callable[[str], bool],
    now: datetime,
    resolve: Callable[[str], str] | None = None,
    topics: Sequence[str] = (),
    max_pages: int = MAX_PAGES,
    should_stop: Callable[[], bool] = lambda: False,
) -> ReadingReport:
    """Fetch the pages of the newest articles without text, at most `max_pages` and a few of each host.

    `may_fetch` is robots.txt's word on an address; `resolve` gives the publisher's address of a Google News link, and
    without it such links are left alone; `should_stop` is asked before each page. Each attempt is written down before it
    is made, so that a page that kills the process is not the first one fetched again.
    """
    waiting = store.readable(now=now, since=now - MAX_AGE, topics=topics, limit=max_pages * 5)
    errors: dict[str, str] = {}
    gained = 0
    chosen = choose_articles(waiting, limit=max_pages, with_google=resolve is not None)
    for article in chosen:
        if should_stop():
            break
        attempts = attempts_before(store.reading(article.id)) + 1
        store.note_reading(article.id, after_error("", attempts, now=now))
        address = resolve(article.url) if resolve and host_of(article.url) == _GOOGLE_NEWS else article.url
        found = read_page(address, http, extract, may_fetch=may_fetch, now=now)
        if found.error:
            errors[article.id] = found.error
            store.note_reading(article.id, after_error(found.error, attempts, now=now))
            log.info("page not read", extra={"url": article.url, "reason": found.error.partition(":")[0]})
        else:
            gained += store.set_text(article.id, found, now=now)
            store.note_reading(article.id, Reading(attempts, is_over=True))
    return ReadingReport(len(chosen), gained, errors)


def read_page(url: str, http: Http, extract: Extractor, *, may_fetch: Callable[[str], bool], now: datetime) -> Extract:
    """One page as an extract; what keeps it from being read is its `error`. Never raises for what the web does."""
    if host_of(url) == _GOOGLE_NEWS:
        return Extract(url, error="unresolved: Google does not say where its link leads; it works for readers.")
    if not may_fetch(url):
        return Extract(url, error="robots: the site's robots.txt asks programs not to read this page.")
    try:
        response = http.get(Request(url, {"accept": "text/html,application/xhtml+xml;q=0.9"}, max_bytes=_PAGE_BYTES))
    except FetchError as error:
        return Extract(url, error=f"{_error_kind(error)}: {error}")
    if response.status != 200:
        return Extract(url, error=_status_error(response))
    if response.url != url and (reason := _led_astray(url, response.url, may_fetch)):
        return Extract(url, error=reason)
    return extract(response.body, url=response.url, headers=response.headers, now=now)


def _led_astray(url: str, target: str, may_fetch: Callable[[str], bool]) -> str:
    """Why the page that an address led to is not the article; empty when it may be."""
    if not may_fetch(target):
        return "robots: the page it leads to is closed to programs by robots.txt."
    if is_front_page(target) and not is_front_page(url):
        return "soft_404: the site led to its front page, the article is not there any more."
    return ""


def choose_articles(waiting: Sequence[Article], *, limit: int, with_google: bool = False) -> list[Article]:
    """The articles whose pages are worth a fetch now: in the order given, a few of each host, none of portals."""
    closed = _NO_PAGES if with_google else _NO_PAGES | {_GOOGLE_NEWS}
    per_host: dict[str, int] = {}
    chosen: list[Article] = []
    for article in waiting:
        host = host_of(article.url)
        if host in closed or len(article.summary) >= ENOUGH_TEXT or per_host.get(host, 0) >= MAX_PER_HOST:
            continue
        per_host[host] = per_host.get(host, 0) + 1
        chosen.append(article)
    return chosen[:limit]


def attempts_before(reading: Reading | None) -> int:
    return reading.attempts if reading else 0


def after_error(error: str, attempts: int, *, now: datetime) -> Reading:
    """What an attempt leaves behind: given up for good, or the next try (1 h, 4 h, 16 h later)."""
    kind = error.partition(":")[0]
    is_final = kind in _FINAL_ERRORS or kind == "final" or attempts >= MAX_ATTEMPTS
    if is_final and error:
        return Reading(attempts, error, is_over=True)
    return Reading(attempts, error, next_try=now + FIRST_PAUSE * 4 ** (attempts - 1), is_over=attempts >= MAX_ATTEMPTS)


def _error_kind(error: FetchError) -> str:
    if not error.permanent:
        return "fetch"
    return "robots" if error.kind == "robots" else "final"


def _status_error(response: Response) -> str:
    kind = "final" if response.status in _FINAL_STATUSES else "fetch"
    return f"{kind}: the site answered {response.status} for this page."
