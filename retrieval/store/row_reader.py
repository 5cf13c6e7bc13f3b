"""Makes articles of rows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, bindparam, select

from retrieval.articles import Article
from retrieval.store.bylines import BylineTable
from retrieval.store.tables import article_feeds, article_topics, articles

AnyRow = Row[*tuple[Any, ...]]


def matching_ids(
    connection: Connection, where: ColumnElement[bool], *, limit: int | None, newest_first: bool
) -> list[str]:
    order = articles.c.published.desc() if newest_first else articles.c.published.asc()
    return list(connection.scalars(select(articles.c.id).where(where).order_by(order, articles.c.id).limit(limit)))


# Built once: SQLAlchemy takes as long to build and recognise a statement as SQLite takes to run it.
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_ANY = select(articles).where(articles.c.id.in_(_IDS))
_SHOWN = _ANY.where(~articles.c.is_retracted)
_FEEDS = (
    select(article_feeds.c.article_id, article_feeds.c.feed)
    .where(article_feeds.c.article_id.in_(_IDS), article_feeds.c.feed != "")
    .order_by(article_feeds.c.feed)
)
_TOPICS = (
    select(article_topics.c.article_id, article_topics.c.topic_id, article_topics.c.stated_perspective)
    .where(article_topics.c.article_id.in_(_IDS))
    .order_by(article_topics.c.topic_id)
)


def load_articles(
    connection: Connection, article_ids: Sequence[str], bylines: BylineTable, *, with_retracted: bool
) -> dict[str, Article]:
    """The articles of these ids (a few hundred at most), with their feeds and topics."""
    wanted = {"ids": list(article_ids)}
    feeds: dict[str, list[str]] = defaultdict(list)
    for article_id, feed in connection.execute(_FEEDS, wanted):
        feeds[article_id].append(feed)
    topics: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for article_id, topic, stated in connection.execute(_TOPICS, wanted):
        topics[article_id].append((topic, stated))
    rows = connection.execute(_ANY if with_retracted else _SHOWN, wanted)
    return {row.id: _article(row, bylines, feeds[row.id], topics[row.id]) for row in rows}


def _article(row: AnyRow, bylines: BylineTable, feeds: Sequence[str], topics: Sequence[tuple[str, str]]) -> Article:
    byline = bylines.by_id[row.byline_id]
    return Article(
        id=row.id,
        url=row.url,
        title=row.title,
        published=row.published,
        is_dated=row.is_dated,
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
        topics=tuple(topic for topic, _ in topics),
        stated_perspectives=tuple((topic, stated) for topic, stated in topics if stated),
        feeds=tuple(feeds),
    )
