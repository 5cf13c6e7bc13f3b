"""What models wrote, as a table: a cache, and nothing that cannot be asked again."""

from sqlalchemy import Column, Index, String, Table, Text

from retrieval.database import UtcDateTime, metadata

model_replies = Table(
    "model_replies",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("reply", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_model_replies_at", "at"),
)
