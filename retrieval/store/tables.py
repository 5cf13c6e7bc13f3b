"""Defines the tables of articles and of all that is known of each. Queries are in this folder."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from retrieval.database import UtcDateTime, metadata

_Id = String(16)
_Sequence = BigInteger().with_variant(Integer, "sqlite")

bylines = Table(
    "bylines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outlet", String(200), nullable=False),
    Column("original_outlet", String(200), nullable=False),
    Column("host", String(255), nullable=False),
    Index("uq_bylines", "outlet", "original_outlet", "host", unique=True),
)
"""Every combination of names and host seen. The registry is asked when articles are read, so that an outlet named
tomorrow is known on yesterday's articles too; there are some thousands of these for any number of articles."""

articles = Table(
    "articles",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", _Id, nullable=False),
    Column("published", UtcDateTime, nullable=False),
    Column("is_dated", Boolean, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime),
    Column("guid", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("byline_id", ForeignKey("bylines.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("section", Text, nullable=False),
    Column("content_hash", _Id, nullable=False),
    Column("is_retracted", Boolean, nullable=False),
    Index("ix_articles_published", "published"),
    Index("ix_articles_title_key", "title_key"),
    Index("ix_articles_byline_id_published", "byline_id", "published"),
)

article_links = Table(
    "article_links",
    metadata,
    Column("link", String(64), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Index("ix_article_links_article_id", "article_id"),
)
"""Everything an article was ever known by: hashes of addresses and of (feed, guid)."""

article_feeds = Table(
    "article_feeds",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("entry_hash", _Id, nullable=False),
    Index("ix_article_feeds_feed", "feed"),
)
"""Which feeds carried an article, and the last entry each of them gave (so that two feeds never rewrite each other's)."""

article_topics = Table(
    "article_topics",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", String(100), primary_key=True),
    Column("stated_perspective", String(100), nullable=False),
    Column("section", Text, nullable=False),
    Index("ix_article_topics_topic_id", "topic_id", "article_id"),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("article_id", _Id, nullable=False, unique=True),
    Column("is_deleted", Boolean, nullable=False),
    sqlite_autoincrement=True,
)
"""The last change of every article, in order. Written with the article in one transaction; whatever is derived follows it."""

readings = Table(
    "readings",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("is_over", Boolean, nullable=False),
    Column("next_try", UtcDateTime),
)
"""How often an article's page was fetched for its text, and what came of it."""
