"""Defines the tables of feeds: their state, the pauses their hosts asked for, and links already resolved."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, false

from retrieval.database import UtcDateTime, metadata

feeds = Table(
    "feeds",
    metadata,
    Column("url", String, primary_key=True),
    Column("title", Text, nullable=False, server_default=""),
    Column("topics", JSON, nullable=False),
    Column("locale", String, nullable=False, server_default=""),
    Column("is_kept", Boolean, nullable=False, server_default=false()),
    Column("moved_to", String, nullable=False, server_default=""),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Column("validators_url", String, nullable=False, server_default=""),
    Column("hints", JSON, nullable=False),
    Column("created_at", UtcDateTime),
    Column("next_check", UtcDateTime),
    Column("attempted_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    Column("error_kind", String, nullable=False, server_default=""),
    Column("last_success", UtcDateTime),
    Column("last_new", UtcDateTime),
    Column("gone_at", UtcDateTime),
    Column("quarantined_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("polls", Integer, nullable=False, server_default="0"),
    Column("not_modified", Integer, nullable=False, server_default="0"),
    Column("new_entries", Integer, nullable=False, server_default="0"),
    Column("body_bytes", Integer, nullable=False, server_default="0"),
    Column("saved_bytes", Integer, nullable=False, server_default="0"),
    Column("body_hash", String, nullable=False, server_default=""),
    Index("ix_feeds_next_check", "next_check"),
)

feed_hosts = Table(
    "feed_hosts",
    metadata,
    Column("host", String, primary_key=True),
    Column("paused_until", UtcDateTime, nullable=False),
)

resolved_links = Table(
    "resolved_links",
    metadata,
    Column("url", String, primary_key=True),
    Column("target", Text, nullable=False),
    Column("resolved_at", UtcDateTime, nullable=False),
)
