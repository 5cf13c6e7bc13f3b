"""Tokens spent by UTC day, and what each model did with them, as tables."""

from sqlalchemy import BigInteger, Column, Date, String, Table

from retrieval.database import metadata

spent_tokens = Table(
    "spent_tokens",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
)

model_use = Table(
    "model_use",
    metadata,
    Column("day", Date, primary_key=True),
    Column("model", String(200), primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("failures", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("reasoning", BigInteger, nullable=False),
)
