"""Keeps which articles' pages were fetched for their text, and which may be fetched next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from retrieval.database import upsert
from retrieval.store.tables import article_topics, articles, readings


@dataclass(frozen=True, slots=True)
class Reading:
    """How far we are with an article's page. `is_over`: it is not fetched again, read or given up."""

    attempts: int
    error: str = ""
    is_over: bool = False
    next_try: datetime | None = None

    @classmethod
    def of(cls, connection: Connection, article_id: str) -> "Reading | None":
        row = connection.execute(select(readings).where(readings.c.article_id == article_id)).one_or_none()
        return cls(row.attempts, row.error, row.is_over, row.next_try) if row else None


def put_reading(connection: Connection, article_id: str, reading: Reading) -> None:
    row = {
        "article_id": article_id,
        "attempts": reading.attempts,
        "error": reading.error,
        "is_over": reading.is_over,
        "next_try": reading.next_try,
    }
    upsert(connection, readings, row, keys=["article_id"])


def select_readable(
    connection: Connection, *, now: datetime, since: datetime, topics: Sequence[str], limit: int
) -> list[str]:
    is_waiting = readings.c.article_id.is_(None) | (~readings.c.is_over & (readings.c.next_try <= now))
    query = (
        select(articles.c.id)
        .outerjoin(readings, readings.c.article_id == articles.c.id)
        .where(
            articles.c.text == "",
            articles.c.url != "",
            ~articles.c.is_retracted,
            articles.c.published >= since,
            or_(is_waiting),
        )
    )
    if topics:
        belongs = select(article_topics.c.article_id).where(article_topics.c.topic_id.in_(topics))
        query = query.where(articles.c.id.in_(belongs))
    return list(connection.scalars(query.order_by(articles.c.published.desc(), articles.c.id).limit(limit)))
