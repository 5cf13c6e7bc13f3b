"""The table of stored digests."""

from sqlalchemy import Column, Date, LargeBinary, String, Table, Text

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
