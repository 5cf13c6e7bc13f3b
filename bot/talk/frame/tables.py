"""Defines the tables of what the conversation remembers. `/forget` deletes a chat's rows; `expire` those grown old."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from retrieval.database import UtcDateTime, metadata

_RowId = BigInteger().with_variant(Integer(), "sqlite")

memory = Table(
    "memory",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_memory_at", "at"),
)

# When somebody asked, never what: it is for the limits. After /forget the last day stays, under a number that only we can
# tell to be the same person's, so that nobody forgets a limit away.
asked = Table(
    "asked",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("person_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False, default="question", server_default="question"),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_asked_by_person", "person_id", "at"),
)

# What people wrote to the admins with /feedback.
remarks = Table(
    "remarks",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
)
