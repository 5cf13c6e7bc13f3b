import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.ownership import Leadership, own_folder
from bot.delivery.store import Leases
from retrieval.database import Database
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


def test_only_one_replica_leads(database: Database) -> None:
    first, second = (Leadership(Leases(database), name) for name in ("a", "b"))
    assert first.renew(NOON)
    assert not second.renew(NOON)
    assert first.is_leader(NOON + timedelta(seconds=1))
    assert not second.is_leader(NOON)


def test_a_leader_that_falls_silent_stops_before_its_successor_begins(database: Database) -> None:
    first, second = (Leadership(Leases(database), name) for name in ("a", "b"))
    first.renew(NOON)
    moments = [NOON + timedelta(seconds=n) for n in range(0, 60)]
    for moment in moments:
        took = second.renew(moment)
        assert not (took and first.is_leader(moment))
    assert second.is_leader(moments[-1])
    assert not first.renew(moments[-1])


def test_a_leader_that_resigns_leaves_no_gap(database: Database) -> None:
    first, second = (Leadership(Leases(database), name) for name in ("a", "b"))
    first.renew(NOON)
    first.resign()
    assert not first.is_leader(NOON)
    assert second.renew(NOON)
