import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, exc, insert

from retrieval.database import Database, UtcDateTime, open_database
from retrieval.errors import CounterpointError, DataRefused, StorageError

notes = Table(
    "test_notes",
    MetaData(),  # its own: the program knows no such table
    Column("id", Integer, primary_key=True),
    Column("text", String(200_000), nullable=False),
    Column("at", UtcDateTime),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/notes.db")
    with opened.write() as connection:
        notes.create(connection)
    yield opened
    opened.close()


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """What a quota or a failing disk does: the operating system refuses a write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write_note(database: Database, text: str | None = "x" * 100_000, number: int = 1) -> None:
    with database.write() as connection:
        connection.execute(insert(notes).values(id=number, text=text))


def test_a_disk_that_refuses_a_write_is_trouble_until_one_succeeds(database: Database) -> None:
    with files_no_longer_than(50_000), pytest.raises(StorageError, match="check the disk"):
        write_note(database)
    assert "check the disk" in database.trouble
    write_note(database)
    assert database.trouble == ""


def test_what_the_database_refuses_is_a_defect_and_no_trouble_of_the_disk(database: Database) -> None:
    write_note(database)
    with pytest.raises(DataRefused):
        write_note(database)
    with pytest.raises(DataRefused):
        write_note(database, None, 2)
    with pytest.raises(DataRefused), database.read() as connection:
        connection.exec_driver_sql("SELECT ?", (object(),))  # a value that no column can hold
    assert database.trouble == ""


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("disk I/O error"),
        sqlite3.OperationalError("something SQLite never said before"),
        sqlite3.DatabaseError("database disk image is malformed"),
        sqlite3.InternalError("?"),
        sqlite3.InterfaceError("bad parameter or other API misuse"),
        exc.TimeoutError("QueuePool limit reached"),
        exc.ResourceClosedError("closed"),
        sqlite3.OperationalError(""),
    ],
)
def test_every_error_of_the_database_is_one_of_ours(database: Database, error: Exception) -> None:
    def fail(*_: object) -> None:
        raise error

    event.listen(database.engine, "do_execute", fail)
    uses: tuple[Callable[[], object], ...] = (lambda: write_note(database), database.probe, database.probe_write)
    for use in uses:
        with pytest.raises(CounterpointError):
            use()
