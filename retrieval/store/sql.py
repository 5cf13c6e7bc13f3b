"""Holds SQL idioms of the article store that both dialects need."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of one shape at once, leaving those whose key exists."""
    if rows:
        insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
        connection.execute(insert(table).on_conflict_do_nothing(), [dict(row) for row in rows])


def upsert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]) -> None:
    """Insert many rows of one shape at once, updating the other columns where `keys` match."""
    if rows:
        insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
        connection.execute(
            statement.on_conflict_do_update(index_elements=list(keys), set_=changed), [dict(row) for row in rows]
        )
