"""What second readings said, as a table: a cache, and nothing that cannot be asked again."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text

from retrieval.database import UtcDateTime, metadata

claim_verdicts = Table(
    "claim_verdicts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("supported", Boolean, nullable=False),
    Column("problem", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_claim_verdicts_at", "at"),
)
