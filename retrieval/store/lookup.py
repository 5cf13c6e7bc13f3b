"""Reads what is stored already about some candidates: in a few questions for many feeds at once, for plans to be made from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from retrieval.intake.identity import Candidate, is_same_headline
from retrieval.intake.ingest import Intake, Known, is_reused_guid
from retrieval.sources.outlets import fold_name
from retrieval.store.tables import article_feeds, article_links, article_topics, articles, bylines

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Trace:
    """A stored article as far as recognising goes."""

    id: str
    title: str
    published: datetime
    is_dated: bool
    is_retracted: bool
    outlet_key: str = ""


@dataclass(slots=True)
class Stored:
    """Articles by link and headline, the last entry of each feed, and topics. A plan made from it is noted in it."""

    by_link: dict[str, Trace] = field(default_factory=dict)
    by_title: dict[str, list[Trace]] = field(default_factory=lambda: defaultdict(list))
    hashes: dict[tuple[str, str], str] = field(default_factory=dict)
    topics: set[tuple[str, str]] = field(default_factory=set)

    def recognise(self, candidate: Candidate, feed: str) -> Known | None:
        """The stored article that a candidate is: by its address, its feed's guid for it, or its outlet's headline."""
        trace = self._named(candidate, feed) or self._headed(candidate)
        if trace is None:
            return None
        published = trace.published if trace.is_dated else None
        return Known(trace.id, self.hashes.get((trace.id, feed), ""), trace.is_retracted, trace.title, published)

    def is_stranger(self, candidate: Candidate, feed: str) -> bool:
        """Whether neither address nor guid says that the candidate is stored."""
        return self._named(candidate, feed) is None

    def add(self, candidate: Candidate, feed: str) -> None:
        """From now on the candidate counts as stored."""
        trace = Trace(
            candidate.id,
            candidate.entry.title,
            candidate.published,
            candidate.is_dated,
            is_retracted=False,
            outlet_key=candidate.outlet_key,
        )
        self.by_title[candidate.title_key].append(trace)
        for link in (*candidate.addresses, *candidate.guid_links(feed)):
            self.by_link.setdefault(link, trace)

    def _named(self, candidate: Candidate, feed: str) -> Trace | None:
        for address in candidate.addresses:
            if found := self.by_link.get(address):
                return found
        for guid in candidate.guid_links(feed):
            found = self.by_link.get(guid)
            if found and not is_reused_guid(candidate, Known(found.id, "", False, found.title, _date(found))):
                return found
        return None

    def _headed(self, candidate: Candidate) -> Trace | None:
        for trace in self.by_title.get(candidate.title_key, ()):
            is_outlet = trace.outlet_key == candidate.outlet_key
            if is_outlet and is_same_headline(candidate, trace.published, trace.is_dated):
                return trace
        return None


def look_up_links(connection: Connection, intakes: Sequence[Intake]) -> Stored:
    """The articles that addresses and guids of the candidates name; nothing yet about strangers."""
    query = (
        select(
            article_links.c.link,
            articles.c.id,
            articles.c.title,
            articles.c.published,
            articles.c.is_dated,
            articles.c.is_retracted,
        )
        .join(articles, articles.c.id == article_links.c.article_id)
        .where(article_links.c.link.in_(list(_links(intakes))))
    )
    traces: dict[str, Trace] = {}
    stored = Stored()
    for row in connection.execute(query):
        if row.id not in traces:
            traces[row.id] = Trace(row.id, row.title, row.published, row.is_dated, row.is_retracted)
        stored.by_link[row.link] = traces[row.id]
    return stored


def complete(connection: Connection, stored: Stored, intakes: Sequence[Intake]) -> None:
    """Add the rest that plans need: articles of the strangers' headlines, entry hashes, topics."""
    strangers = {c.title_key for i in intakes for c in i.made if stored.is_stranger(c, i.feed)}
    if strangers:
        _add_headlines(connection, stored, strangers)
    known = {trace.id for trace in stored.by_link.values()}
    known |= {trace.id for traces in stored.by_title.values() for trace in traces}
    if known:
        feeds = article_feeds.c.feed.in_({intake.feed for intake in intakes})
        carried = select(article_feeds).where(article_feeds.c.article_id.in_(known), feeds)
        stored.hashes = {(row.article_id, row.feed): row.entry_hash for row in connection.execute(carried)}
        belongs = select(article_topics.c.article_id, article_topics.c.topic_id)
        rows = connection.execute(belongs.where(article_topics.c.article_id.in_(known)))
        stored.topics = {(row.article_id, row.topic_id) for row in rows}


def _links(intakes: Sequence[Intake]) -> Iterator[str]:
    for intake in intakes:
        for candidate in intake.made:
            yield from candidate.addresses
            yield from candidate.guid_links(intake.feed)


def _add_headlines(connection: Connection, stored: Stored, title_keys: set[str]) -> None:
    query = (
        select(
            articles.c.id,
            articles.c.title,
            articles.c.title_key,
            articles.c.published,
            articles.c.is_dated,
            articles.c.is_retracted,
            bylines.c.outlet,
            bylines.c.host,
        )
        .join(bylines, bylines.c.id == articles.c.byline_id)
        .where(articles.c.title_key.in_(title_keys))
        .order_by(articles.c.published, articles.c.id)
    )
    for row in connection.execute(query):
        trace = Trace(row.id, row.title, row.published, row.is_dated, row.is_retracted)
        stored.by_title[row.title_key].append(replace(trace, outlet_key=fold_name(row.outlet or row.host)))


def _date(trace: Trace) -> datetime | None:
    return trace.published if trace.is_dated else None
