"""Rows made into articles."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from retrieval.articles import Article
from retrieval.store.bylines import BylineTable
from retrieval.tables import article_feeds, article_topics, articles

AnyRow = Row[*tuple[Any, ...]]


def matching_ids(
    connection: Connection, where: ColumnElement[bool], *, limit: int | None, newest_first: bool
) -> list[str]:
    order = articles.c.published.desc() if newest_first else articles.c.published.asc()
    return list(connection.scalars(select(articles.c.id).where(where).order_by(order, articles.c.id).limit(limit)))


def load_articles(
    connection: Connection, article_ids: Sequence[str], bylines: BylineTable, *, with_retracted: bool
) -> dict[str, Article]:
    """The articles of these ids (a few hundred at most), with their feeds and topics."""
    query = select(articles).where(articles.c.id.in_(article_ids))
    if not with_retracted:
        query = query.where(~articles.c.is_retracted)
    feeds: dict[str, list[str]] = defaultdict(list)
    carried = select(article_feeds.c.article_id, article_feeds.c.feed).where(
        article_feeds.c.article_id.in_(article_ids) & (article_feeds.c.feed != "")
    )
    for article_id, feed in connection.execute(carried.order_by(article_feeds.c.feed)):
        feeds[article_id].append(feed)
    topics: dict[str, list[AnyRow]] = defaultdict(list)
    belongs = select(article_topics).where(article_topics.c.article_id.in_(article_ids))
    for row in connection.execute(belongs.order_by(article_topics.c.topic_id)):
        topics[row.article_id].append(row)
    return {row.id: _article(row, bylines, feeds[row.id], topics[row.id]) for row in connection.execute(query)}


def _article(row: AnyRow, bylines: BylineTable, feeds: Sequence[str], topics: Sequence[AnyRow]) -> Article:
    byline = bylines.by_id[row.byline_id]
    return Article(
        id=row.id,
        url=row.url,
        title=row.title,
        published=row.published,
        first_seen=row.first_seen,
        guid=row.guid,
        summary=row.summary,
        text=row.text,
        outlet=byline.outlet,
        original_outlet=byline.original_outlet,
        author=row.author,
        language=row.language,
        locale=row.locale,
        section=row.section,
        updated=row.updated,
        content_hash=row.content_hash,
        is_retracted=row.is_retracted,
        topics=tuple(topic.topic_id for topic in topics),
        stated_perspectives=tuple((t.topic_id, t.stated_perspective) for t in topics if t.stated_perspective),
        feeds=tuple(feeds),
    )
