import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.errors import StorageError
from retrieval.store.backup import back_up, free_bytes, restore, rotate, verify
from tests.builders import NOON


def make_database(path: Path, *, articles: int = 3) -> sqlite3.Connection:
    """An open database in WAL mode, with rows that are still in its log."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
    connection.executemany("INSERT INTO articles (title) VALUES (?)", [(f"Title {n}",) for n in range(articles)])
    return connection


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        number: int = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        return number


def test_a_backup_of_a_live_database_has_every_committed_row(tmp_path: Path) -> None:
    with closing(make_database(tmp_path / "live.db", articles=500)):
        snapshot = back_up(tmp_path / "live.db", tmp_path / "copies" / "one.db")
    assert snapshot.rows == {"articles": 500}
    assert count(tmp_path / "copies" / "one.db") == 500
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == ["one.db"]


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no file .*live\.db"):
        back_up(tmp_path / "live.db", tmp_path / "one.db")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        closing(make_database(tmp_path / "live.db")),
        pytest.raises(StorageError, match="could not be written"),
    ):
        back_up(tmp_path / "live.db", tmp_path / "file" / "one.db")


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_the_database_stays(tmp_path: Path) -> None:
    make_database(tmp_path / "live.db", articles=5).close()
    with closing(make_database(tmp_path / "other.db", articles=2000)):
        back_up(tmp_path / "other.db", tmp_path / "bad.db")
    torn = bytearray((tmp_path / "bad.db").read_bytes())
    torn[4096:12288] = bytes(8192)
    (tmp_path / "bad.db").write_bytes(torn)
    with pytest.raises(StorageError, match="take another"):
        restore(tmp_path / "bad.db", tmp_path / "live.db")
    assert count(tmp_path / "live.db") == 5


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.db").write_bytes(content)
    with pytest.raises(StorageError, match="take another"):
        verify(tmp_path / "file.db")


def test_restoring_brings_back_the_rows_and_no_remains_of_the_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with closing(make_database(data / "live.db", articles=10)) as live:
        back_up(data / "live.db", tmp_path / "ten.db")
        live.execute("INSERT INTO articles (title) VALUES ('later')")
        # A killed process leaves its log behind: keep a copy of the files as they stand.
        shutil.copytree(data, tmp_path / "killed")
    killed = tmp_path / "killed"
    (killed / "index").mkdir()
    snapshot = restore(tmp_path / "ten.db", killed / "live.db", caches=[killed / "index"])
    assert snapshot.rows == {"articles": 10}
    assert count(killed / "live.db") == 10
    assert count(killed / "live.db.before-restore") == 11
    assert not (killed / "index").exists()


def test_restoring_into_an_empty_folder_makes_it(tmp_path: Path) -> None:
    with closing(make_database(tmp_path / "live.db")):
        back_up(tmp_path / "live.db", tmp_path / "one.db")
    restore(tmp_path / "one.db", tmp_path / "new" / "live.db")
    assert count(tmp_path / "new" / "live.db") == 3


def test_a_folder_with_odd_characters_is_no_obstacle(tmp_path: Path) -> None:
    odd = tmp_path / "50% of #1 ?"
    odd.mkdir()
    with closing(make_database(odd / "live.db")):
        assert back_up(odd / "live.db", odd / "one.db").rows == {"articles": 3}


def test_only_the_newest_backups_are_kept(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "mine.db").write_text("not one of ours")
    with closing(make_database(tmp_path / "live.db")):
        for day in range(5):
            rotate(tmp_path / "copies", tmp_path / "live.db", now=NOON + timedelta(days=day), keep=2)
    names = sorted(path.name for path in (tmp_path / "copies").iterdir())
    assert names == ["counterpoint-20260110T120000Z.db", "counterpoint-20260111T120000Z.db", "mine.db"]


def test_the_space_left_is_a_number_of_bytes(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) > 0


@pytest.mark.parametrize(("older", "are_all_kept"), [(12, True), (17, False)])
def test_two_weeks_of_nightly_backups_are_kept(tmp_path: Path, older: int, are_all_kept: bool) -> None:
    database = tmp_path / "counterpoint.db"
    make_database(database).close()
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, older + 1):
        (folder / f"counterpoint-202501{day:02}T030000Z.db").touch()
    rotate(folder, database, now=NOON)
    assert (len(list(folder.iterdir())) == older + 1) == are_all_kept
