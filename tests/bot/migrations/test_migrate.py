import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.digest.model.attribution import attributed
from bot.digest.model.digest_store import DigestStore
from bot.digest.model.statements import statements
from bot.migrations.migrate import SCRIPTS, current_version, differences, migrate
from retrieval.database import Database, open_database
from retrieval.errors import StorageError

pytestmark = pytest.mark.slow

HEAD = "9999"
VERSION = '''
"""A version for a test."""

import os
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{down}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("birds", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO birds (id) VALUES (1)")
    with op.batch_alter_table("chats", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.String(10), nullable=False, server_default=""))
    {last_act}
'''


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/counterpoint.db")
    yield opened
    opened.close()


def scripts_with(tmp_path: Path, last_act: str) -> Path:
    """Our migrations and one more, which ends with `last_act`."""
    scripts = tmp_path / "scripts"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9999_test.py").write_text(VERSION.format(down=newest(), last_act=last_act))
    return scripts


def newest() -> str:
    return max(path.name[1:5] for path in (SCRIPTS / "versions").glob("v*.py"))


def add_reader(database: Database) -> None:
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO chats (chat_id, kind, title, language, zone, state, state_reason, state_since, layout,"
                " quiet_start, quiet_end, weekdays, created_at) VALUES"
                " (1, 'private', '', '', '', 'active', '', '2026-01-01', '', '', '', '0123456', '2026-01-01')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO subscriptions (chat_id, topic, local_time, zone, layout, wishes, has_pictures, created_at)"
                " VALUES (1, 'rivers', '07:00', 'UTC', '', '{}', 0, '2026-01-01')"
            )
        )


def add_reprint(database: Database, identity: str, outlet: str, origin: str) -> None:
    names = (
        "id url title title_key published is_dated first_seen guid summary text byline_id author language locale section"
        " content_hash is_retracted"
    )
    values = f"'{identity}', '', 'T', '', '2026-01-06', 1, '2026-01-06', '', '', '', 1, '', '', '', '', '', 0"
    with database.write() as connection:
        connection.execute(text(f"INSERT INTO bylines VALUES (1, '{outlet}', '{origin}', '')"))
        connection.execute(text(f"INSERT INTO articles ({', '.join(names.split())}) VALUES ({values})"))


def count(database: Database, table: str) -> int:
    with database.read() as connection:
        number: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        return number


def test_the_migrations_make_exactly_the_tables_the_program_knows(database: Database) -> None:
    migrate(database)
    assert differences(database) == []


def test_a_second_start_does_nothing(database: Database) -> None:
    assert migrate(database)
    assert not migrate(database)
    assert current_version(database) == newest()


def first_scripts(tmp_path: Path) -> Path:
    """The migrations as the first version had them."""
    first = tmp_path / "first"
    shutil.copytree(SCRIPTS, first, ignore=shutil.ignore_patterns("__pycache__"))
    for later in (first / "versions").glob("v*.py"):
        if not later.name.startswith("v0001"):
            later.unlink()
    return first


def test_tables_from_before_there_were_versions_are_taken_over(tmp_path: Path, database: Database) -> None:
    migrate(database, scripts=first_scripts(tmp_path))
    add_reader(database)
    with database.write() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert migrate(database)
    assert current_version(database) == newest()
    assert count(database, "subscriptions") == 1


OLD_DIGEST = {
    "topic": "rivers",
    "topic_name": "Rivers",
    "day": "2026-01-07",
    "title": "Rivers News - 2026-01-07",
    "built_at": "2026-01-07T04:00:00+00:00",
    "highlights": [
        {"text": "West Times, Far Wire: The bridge opened.", "citations": [1]},
        {"text": "East Post (opinion), 6 Jan: The toll is too high.", "citations": [2]},
        {"text": "East Post, 6 Jan: “A bridge at last”", "citations": [2]},
    ],
    "perspectives": [
        {"id": "west", "name": "West", "bullets": [{"text": "China: we answer.", "citations": [1]}], "articles": [1]}
    ],
    "differences": [
        {
            "story": "Bridge",
            "sides": [{"perspective": "west", "text": "West Times asks: Who built it?", "citations": [1]}],
            "contradiction": "",
        }
    ],
    "one_sided": [{"perspective": "east", "text": "East Post headline: “Fog in Lena”", "citations": [2]}],
    "developing": [{"story": "Fog", "since": "2026-01-05", "text": "East Post: Fog stays.", "citations": [2]}],
    "sources": [
        {
            "n": n,
            "article_id": f"a{n}",
            "title": "T",
            "outlet": outlet,
            "url": "",
            "published": "2026-01-06T10:00:00+00:00",
        }
        for n, outlet in ((1, "West Times"), (2, "East Post"))
    ],
}


def test_a_digest_of_the_first_version_opens_and_says_who_says_what(tmp_path: Path, database: Database) -> None:
    migrate(database, scripts=first_scripts(tmp_path))
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO digests VALUES ('rivers', '2026-01-07', '2026-01-07', 'built', '2026-01-07', :body, NULL)"
            ),
            {"body": json.dumps(OLD_DIGEST)},
        )
    add_reprint(database, "a1", "West Times", "Far Wire")
    assert migrate(database)
    found = DigestStore(database).get("rivers", date(2026, 1, 7))
    assert found is not None
    assert [str(attributed(each)) for each in statements(found).values()] == [
        "West Times, Far Wire: The bridge opened.",
        "East Post (opinion): The toll is too high.",
        "East Post headline: “A bridge at last”",
        "China: we answer.",
        "West Times asks: Who built it?",
        "East Post headline: “Fog in Lena”",
        "East Post: Fog stays.",
    ]
    assert [each.text for each in found.highlights] == [
        "The bridge opened.",
        "The toll is too high.",
        "A bridge at last",
    ]
    assert (found.developing[0].since, found.developing[0].said_on) == (date(2026, 1, 5), date(2026, 1, 6))


def test_an_upgrade_keeps_the_rows_even_of_a_table_that_is_rebuilt(tmp_path: Path, database: Database) -> None:
    begun: list[str] = []
    migrate(database, on_begin=lambda: begun.append("first"))
    add_reader(database)
    migrate(database, scripts=scripts_with(tmp_path, "pass"), on_begin=lambda: begun.append("second"))
    assert begun == ["second"]
    assert current_version(database) == HEAD
    assert [count(database, table) for table in ("chats", "subscriptions", "birds")] == [1, 1, 1]


def test_an_older_program_refuses_a_newer_schema_and_touches_nothing(tmp_path: Path, database: Database) -> None:
    migrate(database, scripts=scripts_with(tmp_path, "pass"))
    with pytest.raises(StorageError, match="newer Counterpoint"):
        migrate(database)
    assert current_version(database) == HEAD


def test_a_migration_that_fails_leaves_the_old_schema(tmp_path: Path, database: Database) -> None:
    migrate(database)
    add_reader(database)
    with pytest.raises(StorageError, match="as before"):
        migrate(database, scripts=scripts_with(tmp_path, "op.execute('SELECT nonsense')"))
    assert_unchanged(database)


def test_a_kill_inside_a_migration_leaves_the_old_schema(tmp_path: Path, database: Database) -> None:
    migrate(database)
    add_reader(database)
    database.close()
    scripts = scripts_with(tmp_path, "os.kill(os.getpid(), 9)")
    program = (
        "from pathlib import Path; from bot.migrations.migrate import migrate; from retrieval.database import open_database;"
        f"migrate(open_database('sqlite:///{tmp_path}/counterpoint.db'), scripts=Path('{scripts}'))"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert_unchanged(database)
    (scripts / "versions" / "v9999_test.py").write_text(VERSION.format(down=newest(), last_act="pass"))
    assert migrate(database, scripts=scripts)


def test_rows_without_parents_are_not_left_behind(tmp_path: Path, database: Database) -> None:
    migrate(database)
    add_reader(database)
    with pytest.raises(StorageError, match="without their parents"):
        migrate(database, scripts=scripts_with(tmp_path, "op.execute('DELETE FROM chats')"))
    assert_unchanged(database)


def assert_unchanged(database: Database) -> None:
    assert current_version(database) == newest()
    with database.read() as connection:
        assert not inspect(connection).has_table("birds")
    assert [count(database, table) for table in ("chats", "subscriptions")] == [1, 1]
