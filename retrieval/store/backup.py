"""Backs up the SQLite database: while the program runs, verified, rotated, and restored.

The database is the truth; the index is a cache of it and is rebuilt after a restore. Copying the file of a live database
would lose what is still in its write-ahead log, so SQLite's own backup is used.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from retrieval.errors import StorageError
from retrieval.messages import Phrase

USE_PG_DUMP = (
    "With PostgreSQL, back up and restore with its own tools: pg_dump --format=custom --file=FILE DATABASE_URL, "
    "and pg_restore --clean --dbname=DATABASE_URL FILE."
)
NAME = "counterpoint-{:%Y%m%dT%H%M%SZ}.db"
NAME_PATTERN = "counterpoint-*T*Z.db"
KEPT_BACKUPS = 14


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A verified backup: how many rows each table has, and its size."""

    path: Path
    rows: dict[str, int]
    size_bytes: int


def back_up(database: Path, target: Path) -> Snapshot:
    """Copy a database, live or not, to `target`, verify the copy, and only then give it its name.

    Raises StorageError if the database is missing or damaged, or `target` cannot be written; then nothing is left behind.
    """
    _require_file(database)
    unfinished = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with closing(_opened(database)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        snapshot = verify(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        sentence = "The backup {file} could not be written ({reason}): check the place and its space."
        raise StorageError(Phrase(sentence, file=f"{target}", reason=f"{error}")) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return Snapshot(target, snapshot.rows, snapshot.size_bytes)


def verify(backup: Path) -> Snapshot:
    """Check a backup from end to end. Raises StorageError if it is no database of ours or is damaged."""
    _require_file(backup)
    try:
        with closing(_opened(backup, "ro")) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            rows = _count_rows(connection)
    except sqlite3.Error as error:
        sentence = "{file} is not a backup that can be used ({reason}): take another."
        raise StorageError(Phrase(sentence, file=f"{backup}", reason=f"{error}")) from error
    if verdict != "ok" or broken is not None:
        raise StorageError(Phrase("{file} is damaged ({reason}): take another.", file=f"{backup}", reason=f"{verdict}"))
    if "articles" not in rows:
        raise StorageError(Phrase("{file} is a database, but not one of Counterpoint: take another.", file=f"{backup}"))
    return Snapshot(backup, rows, backup.stat().st_size)


def restore(backup: Path, database: Path, *, caches: Iterable[Path] = ()) -> Snapshot:
    """Put a verified backup in the place of a database that nobody has open; the old one is kept as `<name>.before-restore`.

    The old write-ahead files would be read into the new database and ruin it, so they go; so do `caches` (the index),
    which are rebuilt at the next start. Raises StorageError, and leaves everything as it was, if the backup is not good.
    """
    snapshot = verify(backup)
    incoming = database.with_name(database.name + ".incoming")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(backup, incoming)
        with incoming.open("rb+") as written:
            os.fsync(written.fileno())
        if database.exists():
            _fold_log(database)
            _keep_beside(database, database.with_name(database.name + ".before-restore"))
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        incoming.replace(database)
        _sync(database.parent)
    except OSError as error:
        sentence = "The backup could not be put in place ({reason}): check the data folder and its space."
        raise StorageError(Phrase(sentence, reason=f"{error}")) from error
    finally:
        with suppress(OSError):
            incoming.unlink(missing_ok=True)
    for cache in caches:
        shutil.rmtree(cache, ignore_errors=True)
    return Snapshot(database, snapshot.rows, snapshot.size_bytes)


def rotate(folder: Path, database: Path, *, now: datetime, keep: int = KEPT_BACKUPS) -> Snapshot:
    """Take the regular backup into a folder, and delete the oldest beyond `keep`."""
    snapshot = back_up(database, folder / NAME.format(now))
    for old in sorted(folder.glob(NAME_PATTERN))[:-keep]:
        old.unlink(missing_ok=True)
    return snapshot


def free_bytes(folder: Path) -> int:
    """Space left where a folder is, for whoever watches the disk."""
    return shutil.disk_usage(folder).free


def _opened(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Never makes a file that is not there."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=10.0)


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise StorageError(Phrase("There is no file {file}: give the path of an existing one.", file=f"{path}"))


def _count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    tables = sorted(name for (name,) in names)
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def _fold_log(database: Path) -> None:
    """Bring the write-ahead log of the database that is replaced into its file, so that the kept copy is whole."""
    try:
        with closing(_opened(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        # A damaged database is the very reason to restore: it is kept as it is.
        return


def _keep_beside(database: Path, kept: Path) -> None:
    """A second name for the old file: at no moment is there no database."""
    kept.unlink(missing_ok=True)
    try:
        os.link(database, kept)
    except OSError:
        shutil.copyfile(database, kept)


def _sync(folder: Path) -> None:
    """Make a rename last through a power loss."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
