"""The tables of stories and of readers' reports on single bullets."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from retrieval.database import UtcDateTime, metadata

story_articles = Table(
    "story_articles",
    metadata,
    Column("topic", String(64), primary_key=True),
    Column("article_id", String(64), primary_key=True),
    Column("story_id", String(64), nullable=False),
    Column("published", UtcDateTime, nullable=False),
    # The instant of the digest that decided it: a digest of an earlier day must not know.
    Column("decided_at", UtcDateTime, nullable=False),
    Index("ix_story_articles_topic_story_id", "topic", "story_id"),
)

bullet_reports = Table(
    "bullet_reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest_id", String(128), nullable=False),
    Column("bullet", Text, nullable=False),
    Column("sources", Text, nullable=False),  # JSON: [{n, outlet, title, url}]
    Column("reason", Text, nullable=False),
    Column("reporter", String(64), nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Index("ix_bullet_reports_digest_id", "digest_id"),
)
