"""The tables of stored digests, of editions for readers of other hours, and of who wrote them."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table, Text

from retrieval.database import UtcDateTime, metadata

digests = Table(
    "digests",
    metadata,
    Column("topic", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last_day", Date, primary_key=True),  # the same as `day` unless the digest is of a span
    Column(
        "origin", String(16), primary_key=True
    ),  # "built" or "imported": a rebuild does not destroy what was imported
    Column("built_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    Column("markdown", LargeBinary),  # the imported file, byte for byte
)

digest_editions = Table(
    "digest_editions",
    metadata,
    Column("topic", String(64), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last_day", Date, primary_key=True),
    Column("hour", String(16), primary_key=True),  # `Hour.key`
    Column("until", UtcDateTime, nullable=False),
    Column("built_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_digest_editions_until", "topic", "until"),
)

digest_writers = Table(
    "digest_writers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("written_at", UtcDateTime, nullable=False),
    Column("digest_id", String(128), nullable=False),
    Column("writer", String(200), nullable=False),
    Column("fault", String(64), nullable=False),  # why the model did not write; empty when it did
    Index("ix_digest_writers_written_at", "written_at"),
)
