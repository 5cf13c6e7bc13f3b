"""The tables of what admins changed about topics and outlets. Queries are in `catalog.py`."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from retrieval.database import UtcDateTime, metadata

_Sequence = BigInteger().with_variant(Integer, "sqlite")

saved_topics = Table(
    "saved_topics",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("body", Text, nullable=False),
    Column("is_removed", Boolean, nullable=False),
    Column("is_made_up", Boolean, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

saved_outlets = Table(
    "saved_outlets",
    metadata,
    Column("name_key", String(200), primary_key=True),
    Column("body", Text, nullable=False),
    Column("is_guess", Boolean, nullable=False),
    Column("changed_by", BigInteger, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

catalog_versions = Table(
    "catalog_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", _Sequence, nullable=False),
)
