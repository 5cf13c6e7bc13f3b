from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.disk_space import FINE_DISK, LOW_DISK
from bot.delivery.ports import Part, Place
from bot.delivery.store import Ledger
from bot.migrations.migrate import import_tables
from bot.run.admin_notices import Watch, budget_problem
from retrieval.database import Database, open_database
from retrieval.feeds.feed_store import FeedStore
from tests.builders import NOON

ADMINS = (7, 8)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    import_tables()
    opened = open_database(f"sqlite:///{tmp_path}/counterpoint.db")
    opened.create_all()
    yield opened
    opened.close()


class Disk:
    """A disk with as much room as one says."""

    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self, folder: Path) -> int:
        return self.free


def queued(database: Database) -> list[tuple[int, str]]:
    tasks = Ledger(database).ready(NOON + timedelta(days=9), limit=100)
    return sorted((task.place.chat_id, task.content.plain) for task in tasks)


def test_a_disk_that_runs_full_is_told_to_every_admin_once(database: Database, tmp_path: Path) -> None:
    disk = Disk(LOW_DISK - 1)
    watch = Watch(FeedStore(database), Ledger(database), ADMINS, tmp_path, free=disk)
    for _ in range(3):
        watch.look(NOON)
        disk.free = FINE_DISK - 1
    told = queued(database)
    assert [chat for chat, _ in told] == [7, 8]
    assert "MB are free" in told[0][1]


def test_a_disk_with_room_again_may_warn_another_day(database: Database, tmp_path: Path) -> None:
    disk = Disk(LOW_DISK - 1)
    watch = Watch(FeedStore(database), Ledger(database), (7,), tmp_path, free=disk)
    watch.look(NOON)
    disk.free = FINE_DISK
    watch.look(NOON)
    disk.free = LOW_DISK - 1
    watch.look(NOON + timedelta(days=1))
    ledger = Ledger(database)
    assert ledger.counts() == {"queued": 2}


def test_the_same_sentence_is_told_once_a_day_even_after_a_restart(database: Database, tmp_path: Path) -> None:
    for _ in range(2):
        watch = Watch(FeedStore(database), Ledger(database), (7,), tmp_path, free=Disk(FINE_DISK))
        watch.tell("The backup failed <badly> & late.", now=NOON)
    (task,) = Ledger(database).ready(NOON, limit=9)
    assert task.content.html == "The backup failed &lt;badly&gt; &amp; late."


def test_what_stays_in_doubt_is_told_to_the_admin_once_for_each_digest(database: Database, tmp_path: Path) -> None:
    ledger = Ledger(database)
    ledger.enqueue("rivers/2026-01-08", [Part("", "Hello")], [Place(1), Place(2), Place(-3)], now=NOON)
    for task in ledger.ready(NOON, limit=9):
        ledger.claim(task, NOON)
    ledger.doubts.recover(NOON)
    watch = Watch(FeedStore(database), ledger, (7,), tmp_path, free=Disk(FINE_DISK))
    watch.look(NOON + timedelta(minutes=5))
    assert queued(database) == []
    for minutes in (11, 16, 3000):
        watch.look(NOON + timedelta(minutes=minutes))
    [(_, told)] = queued(database)
    assert "rivers/2026-01-08" in told
    assert "3 chats" in told
    assert "2 readers were asked, 1 are groups or channels" in told


def test_nobody_is_told_where_nobody_is_an_admin(database: Database, tmp_path: Path) -> None:
    Watch(FeedStore(database), Ledger(database), (), tmp_path, free=Disk(0)).look(NOON)
    assert queued(database) == []


@pytest.mark.parametrize(("spent", "is_told"), [(700_000, False), (900_000, True)])
def test_that_the_tokens_run_out_is_told_while_something_can_be_done(spent: int, is_told: bool) -> None:
    assert bool(budget_problem(spent, 1_000_000)) == is_told
