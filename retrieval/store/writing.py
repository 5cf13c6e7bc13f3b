"""Candidates looked up, judged and written. A plan is made before the write lock is taken and again under it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, text, update

from retrieval.enrichment import enriched_columns
from retrieval.extracts import Extract
from retrieval.identity import Candidate, content_hash, is_same_headline, short_hash, title_key
from retrieval.ingest import Known, judge_entry, merged_columns
from retrieval.languages import entry_language
from retrieval.outlets import Registry, fold_name
from retrieval.store.bylines import Bylines, Triple
from retrieval.store.rows import insert_missing, upsert_all
from retrieval.syndication import original_outlet
from retrieval.tables import article_feeds, article_links, article_topics, articles, bylines, changes
from retrieval.urls import url_key

_LOCK_KEY = 0x636F756E
AnyRow = Row[*tuple[Any, ...]]


@dataclass(slots=True)
class Plan:
    """What an ingest would write. `article_ids` are the articles that the candidates stand for."""

    new: list[Candidate] = field(default_factory=list)
    edits: list[tuple[Candidate, str, bool]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    feeds: list[dict[str, Any]] = field(default_factory=list)
    topics: list[dict[str, Any]] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    article_ids: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def has_writes(self) -> bool:
        return bool(self.new or self.edits or self.links or self.topics)


def lock_articles(connection: Connection) -> None:
    """One writer of articles at a time. SQLite's write transaction is that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})


def log_changes(
    connection: Connection, article_ids: Sequence[str], *, is_deleted: bool = False, are_new: bool = False
) -> None:
    """Move these articles to the end of the change log; new ones have no place in it to leave."""
    if article_ids:
        if not are_new:
            connection.execute(delete(changes).where(changes.c.article_id.in_(article_ids)))
        connection.execute(
            changes.insert(), [{"article_id": article_id, "is_deleted": is_deleted} for article_id in article_ids]
        )


def known_by_link(connection: Connection, made: Sequence[Candidate], feed: str) -> dict[str, Known]:
    """The stored articles that the candidates' links name, by link."""
    links = [link for candidate in made for link in candidate.links]
    return {row.link: Known(row.id, row.entry_hash or "", row.is_retracted) for row in _links(connection, links, feed)}


def make_plan(
    connection: Connection,
    made: Sequence[Candidate],
    *,
    feed: str,
    topics: Sequence[str],
    now: datetime,
    horizon: timedelta | None,
    by_link: Mapping[str, Known] | None = None,
) -> Plan:
    """Judge the candidates against what is stored. `by_link` saves asking again for what was just read."""
    if by_link is None:
        by_link = known_by_link(connection, made, feed)
    by_title = _known_by_title(connection, [c for c in made if not any(link in by_link for link in c.links)], feed)
    plan = Plan()
    kept: list[tuple[Candidate, str]] = []
    for candidate in made:
        known = next((by_link[link] for link in candidate.links if link in by_link), None) or by_title.get(candidate.id)
        verdict = judge_entry(candidate, known, now=now, horizon=horizon)
        if (known is None and verdict.action == "skip") or (known is not None and known.is_retracted):
            plan.counts["skipped"] += 1
            continue
        article_id = known.id if known else candidate.id
        kept.append((candidate, article_id))
        if verdict.action == "add":
            plan.new.append(candidate)
        elif known is not None and verdict.action == "replace":
            plan.edits.append((candidate, article_id, bool(known.entry_hash)))
        if verdict.action != "skip":
            plan.feeds.append({"article_id": article_id, "feed": feed, "entry_hash": candidate.entry_hash})
        plan.links += [{"link": x, "article_id": article_id} for x in candidate.links if x not in by_link]
    plan.article_ids = [article_id for _, article_id in kept]
    plan.topics = _missing_topics(connection, kept, {c.id for c in plan.new}, topics)
    plan.counts.update(new=len(plan.new), unchanged=len(kept) - len(plan.new) - len(plan.edits))
    plan.counts["updated"] += len(plan.edits)
    return plan


def apply_plan(
    connection: Connection, plan: Plan, names: Bylines, registry: Registry, *, locale: str, now: datetime
) -> None:
    """Write a plan made in this very transaction. Corrects its counts: an edit may turn out to change nothing."""
    triples = {c.id: _triple(c, registry) for c in plan.new}
    byline_ids = names.ids(connection, triples.values()) if triples else {}
    rows = [_new_row(c, byline_ids[triples[c.id]], locale=locale, now=now) for c in plan.new]
    insert_missing(connection, articles, rows)
    edited = _apply_edits(connection, plan, now)
    insert_missing(connection, article_links, plan.links)
    upsert_all(connection, article_feeds, plan.feeds, keys=["article_id", "feed"])
    insert_missing(connection, article_topics, plan.topics)
    new = list(dict.fromkeys(c.id for c in plan.new))
    log_changes(connection, new, are_new=True)
    changed = dict.fromkeys([*edited, *(row["article_id"] for row in plan.topics)])
    log_changes(connection, [article_id for article_id in changed if article_id not in set(new)])
    plan.names = [(triple[0], triple[2]) for triple in triples.values()]
    plan.counts["unchanged"] += len(plan.edits) - len(edited)
    plan.counts["updated"] = len(edited)


def put_text(
    connection: Connection, article_id: str, extract: Extract, names: Bylines, registry: Registry, *, now: datetime
) -> bool:
    query = select(articles, bylines.c.outlet, bylines.c.host).join(bylines).where(articles.c.id == article_id)
    row = connection.execute(query).one_or_none()
    if row is None or row.is_retracted:
        return False
    stored = dict(row._mapping)
    columns = enriched_columns(stored, extract, now=now)
    if extract.url:
        link = short_hash("url", url_key(extract.url), size=16)
        insert_missing(connection, article_links, [{"link": link, "article_id": article_id}])
    if not columns:
        return True
    words = stored | columns
    columns["content_hash"] = content_hash(words["title"], words["summary"], words["text"])
    columns["title_key"] = title_key(words["title"])
    triple = _byline_of(row.outlet, row.host, words["author"], words["title"], words["text"], registry)
    columns["byline_id"] = names.ids(connection, [triple])[triple]
    connection.execute(update(articles).where(articles.c.id == article_id).values(**columns))
    log_changes(connection, [article_id])
    return True


def _links(connection: Connection, links: Sequence[str], feed: str) -> Sequence[AnyRow]:
    carried = (article_feeds.c.article_id == articles.c.id) & (article_feeds.c.feed == feed)
    query = (
        select(article_links.c.link, articles.c.id, articles.c.is_retracted, article_feeds.c.entry_hash)
        .join(articles, articles.c.id == article_links.c.article_id)
        .outerjoin(article_feeds, carried)
        .where(article_links.c.link.in_(links))
    )
    return connection.execute(query).all() if links else []


def _known_by_title(connection: Connection, strangers: Sequence[Candidate], feed: str) -> dict[str, Known]:
    """Articles of the same outlet with the same headline at about the same time, by candidate id."""
    if not strangers:
        return {}
    carried = (article_feeds.c.article_id == articles.c.id) & (article_feeds.c.feed == feed)
    query = (
        select(
            articles.c.id,
            articles.c.title_key,
            articles.c.published,
            articles.c.is_dated,
            articles.c.is_retracted,
            article_feeds.c.entry_hash,
            bylines.c.outlet,
            bylines.c.host,
        )
        .join(bylines, bylines.c.id == articles.c.byline_id)
        .outerjoin(article_feeds, carried)
        .where(articles.c.title_key.in_({candidate.title_key for candidate in strangers}))
        .order_by(articles.c.published, articles.c.id)
    )
    stored: dict[str, list[AnyRow]] = {}
    for row in connection.execute(query):
        stored.setdefault(row.title_key, []).append(row)
    found: dict[str, Known] = {}
    for candidate in strangers:
        for row in stored.get(candidate.title_key, ()):
            is_outlet = fold_name(row.outlet or row.host) == candidate.outlet_key
            if is_outlet and is_same_headline(candidate, row.published, row.is_dated):
                found.setdefault(candidate.id, Known(row.id, row.entry_hash or "", row.is_retracted))
    return found


def _missing_topics(
    connection: Connection, kept: Sequence[tuple[Candidate, str]], new: Collection[str], topics: Sequence[str]
) -> list[dict[str, Any]]:
    wanted = {
        (article_id, topic): candidate
        for candidate, article_id in kept
        for topic in dict.fromkeys((*topics, candidate.entry.topic))
        if topic
    }
    if not wanted:
        return []
    present: set[tuple[str, str]] = set()
    if old := {article_id for article_id, _ in wanted if article_id not in new}:
        known = select(article_topics.c.article_id, article_topics.c.topic_id)
        rows = connection.execute(known.where(article_topics.c.article_id.in_(old)))
        present = {(row.article_id, row.topic_id) for row in rows}
    return [
        {
            "article_id": article_id,
            "topic_id": topic,
            "stated_perspective": candidate.entry.stated_perspective if topic == candidate.entry.topic else "",
            "section": candidate.entry.section,
        }
        for (article_id, topic), candidate in wanted.items()
        if (article_id, topic) not in present
    ]


def _triple(candidate: Candidate, registry: Registry) -> Triple:
    entry = candidate.entry
    return _byline_of(entry.outlet, candidate.host, entry.author, entry.title, entry.text or entry.summary, registry)


def _byline_of(outlet: str, host: str, author: str, title: str, words: str, registry: Registry) -> Triple:
    origin = original_outlet(registry, outlet=outlet, host=host, author=author, title=title, text=words)
    return outlet or host, origin, host


def _new_row(candidate: Candidate, byline_id: int, *, locale: str, now: datetime) -> dict[str, Any]:
    entry = candidate.entry
    return {
        "id": candidate.id,
        "url": entry.url,
        "title": entry.title,
        "title_key": candidate.title_key,
        "published": candidate.published,
        "is_dated": candidate.is_dated,
        "first_seen": now,
        "updated": entry.updated,
        "guid": entry.guid,
        "summary": entry.summary,
        "text": entry.text,
        "byline_id": byline_id,
        "author": entry.author,
        "language": entry_language(f"{entry.title}\n{entry.summary or entry.text}", entry.language)[:8],
        "locale": locale,
        "section": entry.section,
        "content_hash": content_hash(entry.title, entry.summary, entry.text),
        "is_retracted": False,
    }


def _apply_edits(connection: Connection, plan: Plan, now: datetime) -> list[str]:
    """Update the articles that entries change; the ids of those that really changed."""
    if not plan.edits:
        return []
    query = select(articles).where(articles.c.id.in_({article_id for _, article_id, _ in plan.edits}))
    rows: dict[str, dict[str, Any]] = {row.id: dict(row._mapping) for row in connection.execute(query)}
    edited: list[str] = []
    for candidate, article_id, is_edit in plan.edits:
        columns = merged_columns(candidate, rows[article_id], is_edit=is_edit, now=now)
        if columns:
            connection.execute(update(articles).where(articles.c.id == article_id).values(**columns))
            rows[article_id] |= columns
            edited.append(article_id)
    return list(dict.fromkeys(edited))
