"""What Alembic runs: the migrations on the connection, and in the transaction, that `bot.migrations.migrate` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import types
from sqlalchemy.sql.elements import False_, True_

from retrieval.database import UtcDateTime, metadata


def render_type(kind: str, value: Any, _autogen: Any) -> str | Literal[False]:
    """A migration must not change when our code does: it names plain types only."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "server_default" and isinstance(getattr(value, "arg", None), False_ | True_):
        # SQLite would have it written as a number, which PostgreSQL refuses.
        return "sa.true()" if isinstance(value.arg, True_) else "sa.false()"
    return False


def is_same_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, wanted: Any) -> bool | None:
    """SQLite knows no zones and few types; there only the kind of a type can differ."""
    if isinstance(found, types.DateTime) and isinstance(wanted, UtcDateTime | types.DateTime):
        return False
    return None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_type,
    compare_type=is_same_type,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
