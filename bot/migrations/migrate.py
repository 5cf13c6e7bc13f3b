"""Migrations of the database schema: the home of alembic.

    python -m bot.migrations.migrate "what changed"     writes the next version from the tables as they are now
    python -m bot.migrations.migrate --first            writes the first version anew (only before a release)

All pending versions run in one transaction: a kill, or an error in the last of them, leaves the old schema.
"""

import importlib
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import bot
import retrieval
from retrieval.database import Database, metadata, open_database
from retrieval.errors import StorageError

SCRIPTS = Path(__file__).parent
# Any number, the same for all replicas: only one of them migrates at a time.
ADVISORY_LOCK = 7_203_041
FIRST = "0001"


def migrate(database: Database, *, scripts: Path = SCRIPTS, on_begin: Callable[[], object] = lambda: None) -> bool:
    """Bring the schema to this program's version; whether anything was done.

    `on_begin` is called before the first change is made to a database that holds something (time for a backup).
    Raises StorageError if the database was written by a newer program, or if a migration fails: then it is as before.
    """
    known = ScriptDirectory(str(scripts))
    head = known.get_current_head()
    current = current_version(database)
    if current == head:
        return False
    if current is not None and current not in {script.revision for script in known.walk_revisions()}:
        raise StorageError(
            f"The database is of a newer Counterpoint (schema {current}, this program knows {head}): "
            "install that version again, or restore a backup of this one."
        )
    if current is not None:
        on_begin()
    with _exclusive(database) as connection:
        if _version(connection) is None and inspect(connection).has_table("articles"):
            # Made before there were versions: the tables are those of the first one.
            _run(connection, scripts, command.stamp, to=FIRST)
        _run(connection, scripts, command.upgrade)
    return True


def current_version(database: Database) -> str | None:
    """The version the database says it has; None if it says nothing."""
    with database.read() as connection:
        return _version(connection)


def differences(database: Database) -> list[object]:
    """What the database lacks, or has too much, against the tables of the program."""
    import_tables()
    with database.read() as connection:
        found: list[object] = list(compare_metadata(MigrationContext.configure(connection), metadata))
        return found


def import_tables() -> None:
    """Import every module of tables, so that `metadata` is complete."""
    for package in (retrieval, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2].endswith("tables"):
                importlib.import_module(module.name)


def write_version(message: str, *, scripts: Path = SCRIPTS) -> Path:
    """Write the next migration: from a database of all versions so far to the tables as they are now."""
    import_tables()
    number = len(list(ScriptDirectory(str(scripts)).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/empty.db")
        if number > 1:
            migrate(database, scripts=scripts)
        with database.engine.connect() as connection:
            script = command.revision(
                _config(connection, scripts), message=message, autogenerate=True, rev_id=f"{number:04}"
            )
        database.close()
    if script is None or isinstance(script, list):
        raise StorageError("Alembic wrote no migration.")
    path = Path(script.path)
    lines = [line for line in path.read_text("utf-8").splitlines() if "# ###" not in line]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@contextmanager
def _exclusive(database: Database) -> Iterator[Connection]:
    """A transaction nobody else can write beside.

    SQLite checks foreign keys only at its end: rebuilding a table drops it, which would cascade otherwise.
    """
    if not database.is_sqlite:
        with database.write() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield connection
        return
    with database.engine.connect() as plain:
        plain.exec_driver_sql("PRAGMA foreign_keys=OFF")
        plain.rollback()
        try:
            with plain.begin():
                plain.exec_driver_sql("BEGIN IMMEDIATE")
                yield plain
                if plain.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StorageError("The migration would leave rows without their parents; nothing was changed.")
        finally:
            plain.exec_driver_sql("PRAGMA foreign_keys=ON")


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _run(connection: Connection, scripts: Path, action: Callable[[Config, str], object], *, to: str = "head") -> None:
    try:
        action(_config(connection, scripts), to)
    except StorageError:
        raise
    except Exception as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise StorageError(f"The database could not be brought to this version ({reason}); it is as before.") from error


def _config(connection: Connection, scripts: Path) -> Config:
    config = Config()
    # Percent signs are the configuration's own.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def main() -> int:
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    message = sys.argv[1]
    if message == "--first":
        for old in (SCRIPTS / "versions").glob("v*.py"):
            old.unlink()
        message = "First tables"
    sys.stdout.write(f"{write_version(message)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
