"""Tokens spent by UTC day, as a table."""

from sqlalchemy import BigInteger, Column, Date, Table

from retrieval.database import metadata

spent_tokens = Table(
    "spent_tokens",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
)
