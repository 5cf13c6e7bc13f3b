"""Carries out plans: writes rows with as few statements as can be, and the change log with them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text, update

from retrieval.intake.credits import credited_names, original_outlet
from retrieval.intake.enrichment import enriched_columns
from retrieval.intake.extract import Extract
from retrieval.intake.identity import Candidate, content_hash, short_hash, title_key
from retrieval.intake.ingest import merged_columns
from retrieval.sources.outlets import Registry
from retrieval.store.bylines import Bylines, Triple
from retrieval.store.ingest_plan import Plan
from retrieval.store.sql import insert_missing, upsert_all
from retrieval.store.tables import article_feeds, article_links, article_topics, articles, bylines, changes
from retrieval.web.urls import url_key

_LOCK_KEY = 0x636F756E


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


def apply_plans(
    connection: Connection, plans: Sequence[Plan], names: Bylines, registry: Registry, *, now: datetime
) -> list[tuple[str, str]]:
    """Write plans made in this very transaction, all of them in one go; (name, host) of the outlets of what is new.

    Corrects their counts: an edit may turn out to change nothing.
    """
    triples = {c.id: _triple(c, registry) for plan in plans for c in plan.new}
    byline_ids = names.ids(connection, triples.values()) if triples else {}
    insert_missing(
        connection,
        articles,
        [_new_row(c, byline_ids[triples[c.id]], plan.intake.locale, now=now) for plan in plans for c in plan.new],
    )
    edited = _apply_edits(connection, plans, now)
    upsert_all(connection, article_links, [row for plan in plans for row in plan.links], keys=["link"])
    feeds = {(row["article_id"], row["feed"]): row for plan in plans for row in plan.feeds}
    upsert_all(connection, article_feeds, list(feeds.values()), keys=["article_id", "feed"])
    topics = [row for plan in plans for row in plan.topics]
    insert_missing(connection, article_topics, topics)
    log_changes(connection, list(triples), are_new=True)
    changed = dict.fromkeys([*edited, *(row["article_id"] for row in topics)])
    log_changes(connection, [article_id for article_id in changed if article_id not in triples])
    return list(dict.fromkeys((outlet, host) for outlet, _, host in triples.values()))


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
    credits = credited_names(outlet=row.outlet, author=words["author"], title=words["title"], text=words["text"])
    origin = original_outlet(registry, credits, outlet=row.outlet, host=row.host)
    triple = (row.outlet or row.host, origin, row.host)
    columns["byline_id"] = names.ids(connection, [triple])[triple]
    connection.execute(update(articles).where(articles.c.id == article_id).values(**columns))
    log_changes(connection, [article_id])
    return True


def _triple(candidate: Candidate, registry: Registry) -> Triple:
    outlet = candidate.entry.outlet or candidate.host
    return outlet, original_outlet(registry, candidate.credits, outlet=outlet, host=candidate.host), candidate.host


def _new_row(candidate: Candidate, byline_id: int, locale: str, *, now: datetime) -> dict[str, Any]:
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
        "language": candidate.language,
        "locale": locale,
        "section": entry.section,
        "content_hash": candidate.entry_hash,
        "is_retracted": False,
    }


def _apply_edits(connection: Connection, plans: Sequence[Plan], now: datetime) -> list[str]:
    """Update the articles that entries change, and count; the ids of those that really changed."""
    wanted = {article_id for plan in plans for _, article_id, _ in plan.edits}
    if not wanted:
        return []
    query = select(articles).where(articles.c.id.in_(wanted))
    rows: dict[str, dict[str, Any]] = {row.id: dict(row._mapping) for row in connection.execute(query)}
    edited: list[str] = []
    for plan in plans:
        changed = [article_id for edit in plan.edits if (article_id := _apply_edit(connection, rows, *edit, now=now))]
        plan.counts["unchanged"] += len(plan.edits) - len(changed)
        plan.counts["updated"] = len(changed)
        edited += changed
    return list(dict.fromkeys(edited))


def _apply_edit(
    connection: Connection,
    rows: dict[str, dict[str, Any]],
    candidate: Candidate,
    article_id: str,
    is_edit: bool,
    *,
    now: datetime,
) -> str:
    """The article's id when something changed, else nothing."""
    columns = merged_columns(candidate, rows[article_id], is_edit=is_edit, now=now)
    if not columns:
        return ""
    connection.execute(update(articles).where(articles.c.id == article_id).values(**columns))
    rows[article_id] |= columns
    return article_id
