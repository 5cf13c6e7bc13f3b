"""What the conversation remembers of a chat, as a table. `/forget` deletes a chat's rows; `expire` those grown old."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from retrieval.database import UtcDateTime, metadata

memory = Table(
    "memory",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_memory_at", "at"),
)
