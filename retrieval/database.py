"""The database: one engine, one MetaData that every part adds its tables to, and the few SQL idioms both dialects need.

SQLite (WAL) by default, PostgreSQL with DATABASE_URL. SQLAlchemy's homes are this module and the modules called
`tables` and `store` beside the part they serve; nothing else writes SQL.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, TypeDecorator, create_engine, event
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from retrieval.errors import CounterpointError, DataRefused, StorageError
from retrieval.instants import as_utc
from retrieval.messages import Phrase

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes in, aware UTC datetimes out, whatever the dialect stores."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give it a time zone")
        return as_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An engine with two doors: `read()` and `write()`. A write is one transaction: all of it or nothing.

    Whatever goes wrong is a StorageError, or DataRefused where the database itself is well.
    `trouble` says why it failed last; it is empty once a write succeeded again.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.trouble = ""

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None on PostgreSQL."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._noting_trouble(), _translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._noting_trouble(), _translated(), self.engine.connect() as connection:
            if self.is_sqlite:
                # Take the write lock first: a read that later turns into a write fails at once under WAL.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            with connection.get_transaction() or connection.begin():
                yield connection
        self.trouble = ""

    @contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            self.trouble = str(error)
            raise

    def probe(self) -> None:
        """Raises StorageError when the database does not answer."""
        with self.read() as connection:
            connection.exec_driver_sql("SELECT 1")

    def probe_write(self) -> None:
        """Raises StorageError when the database cannot be written: the disk is full, the file locked or read-only."""
        with self.write() as connection:
            if self.is_sqlite:
                # A number that nobody uses, in the first page of the file.
                connection.exec_driver_sql("PRAGMA user_version = 0")

    def create_all(self) -> None:
        """All tables of the parts imported so far. For tests and new installations; upgrades go by migration."""
        with _translated():
            metadata.create_all(self.engine)

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str, *, busy_timeout_ms: int = 10_000) -> Database:
    """Open `sqlite:///path` or `postgresql+psycopg://...`. Creates nothing but the SQLite file.

    Raises StorageError if the address cannot be used.
    """
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise StorageError(
            "The database address is not one we can use: give sqlite:///path or postgresql://..."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite(busy_timeout_ms))
    return Database(engine)


def _prepare_sqlite(busy_timeout_ms: int) -> Any:
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # SQLAlchemy's transactions, not sqlite3's: with its own, a SELECT starts none and DDL ends one.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={busy_timeout_ms}",
            "temp_store=MEMORY",
            # Links are hashes, so their pages are written in no order: with more of them at hand, each is written less often.
            "cache_size=-16000",
            "wal_autocheckpoint=4000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _storage_error(error) from error


def _storage_error(error: SQLAlchemyError) -> CounterpointError:
    reason = (str(getattr(error, "orig", None) or error).splitlines() or [""])[0]
    sentences = {
        "disk is full": "The disk is full: free some space and start again.",
        "readonly": "The database cannot be written: check the permissions of the data folder.",
        "unable to open": "The database file cannot be opened: check that the data folder exists and is writable.",
        "locked": "The database stayed locked by another process: stop it, or wait and try again.",
        "malformed": "The database file is damaged: restore a backup with `counterpoint restore FILE`.",
        "not a database": "The database file is not a database: move it away or restore a backup.",
        "disk I/O": "The disk cannot be read or written where the data is kept: check the disk, its quota and its cables.",
    }
    for words, sentence in sentences.items():
        if words in reason:
            return StorageError(Phrase(sentence))
    if isinstance(error, DBAPIError) and (error.connection_invalidated or "connect" in reason):
        sentence = "The database does not answer: check that its server runs and that DATABASE_URL is right."
        return StorageError(Phrase(sentence))
    if isinstance(error, DataError | IntegrityError | ProgrammingError | NotSupportedError):
        return DataRefused(
            Phrase(
                "The database refused what it was asked ({kind}): this is a defect, report it.",
                kind=type(error).__name__,
            )
        )
    if isinstance(error, PoolTimeout | DBAPIError):
        # The words of a driver may hold what was to be stored; its kind does not.
        kind = type(getattr(error, "orig", None) or error).__name__
        return StorageError(Phrase("The database fails ({kind}): look at the disk, the server and the log.", kind=kind))
    return DataRefused(
        Phrase("The database was asked wrongly ({kind}): this is a defect, report it.", kind=type(error).__name__)
    )


def database_time(connection: Connection) -> datetime:
    """The instant by the clock of the database, which all who share it agree on."""
    if connection.dialect.name == "postgresql":
        moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return moment.astimezone(UTC)
    text = connection.exec_driver_sql("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')").scalar_one()
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows, leaving those whose key exists; the number inserted."""
    if not rows:
        return 0
    insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    inserted = 0
    for row in rows:
        statement = insert(table).values(**row).on_conflict_do_nothing()
        # PostgreSQL's driver forgets the count of an INSERT unless asked to keep it.
        inserted += connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    return inserted


def upsert(connection: Connection, table: Table, row: Mapping[str, Any], *, keys: Sequence[str]) -> None:
    """Insert a row, or update every other column given where `keys` match."""
    insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = insert(table).values(**row)
    changed = {name: statement.excluded[name] for name in row if name not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=changed)
        if changed
        else statement.on_conflict_do_nothing()
    )
