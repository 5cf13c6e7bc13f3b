import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.ownership import Leadership, own_folder
from bot.delivery.store import Leases
from bot.delivery.store.leases import RENEW_EVERY
from retrieval.database import Database, database_time
from retrieval.errors import StorageError
from tests.builders import NOON

HOLD = """
import sys
from pathlib import Path
from bot.delivery.ownership import own_folder
with own_folder(Path(sys.argv[1])):
    print("owned", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_second_process_on_the_same_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"owned\n"
        with pytest.raises(StorageError, match="Another Counterpoint is running"), own_folder(tmp_path):
            pass
        first.kill()
    with own_folder(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"), own_folder(tmp_path / "file" / "data"):
        pass


class Hours:
    """The clock of the database, and of two machines that count seconds alike but whose days are anything."""

    def __init__(self, database: Database) -> None:
        self.seconds = 0.0
        self.leases = Leases(database, read_time=lambda _: NOON + timedelta(seconds=self.seconds))

    def replica(self, name: str) -> Leadership:
        return Leadership(self.leases, name, timer=lambda: self.seconds)


def test_only_one_replica_leads(database: Database) -> None:
    hours = Hours(database)
    first, second = hours.replica("a"), hours.replica("b")
    assert first.renew()
    assert not second.renew()
    hours.seconds = 1
    assert (first.is_leader(), second.is_leader()) == (True, False)


def test_a_leader_that_falls_silent_stops_before_its_successor_begins_which_is_soon(database: Database) -> None:
    hours = Hours(database)
    first, second = hours.replica("a"), hours.replica("b")
    first.renew()
    while not second.renew():
        hours.seconds += RENEW_EVERY.total_seconds()
    assert not first.is_leader()
    assert hours.seconds < 10
    assert not first.renew()


def test_a_leader_that_resigns_leaves_no_gap(database: Database) -> None:
    hours = Hours(database)
    first, second = hours.replica("a"), hours.replica("b")
    first.renew()
    first.resign()
    assert not first.is_leader()
    assert second.renew()


def test_leases_go_by_the_clock_of_the_database(database: Database) -> None:
    with database.read() as connection:
        now = database_time(connection)
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    leases = Leases(database)
    assert leases.take("leader", "a")
    assert not leases.take("leader", "b")
