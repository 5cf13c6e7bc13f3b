"""A running bot whose database cannot be written: it stays up, says so, loses nothing and goes on by itself."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import event

from bot.demo.botapi.control import LocalBotApi
from retrieval.database import Database
from retrieval.errors import StorageError
from tests.bot.rig import ADMIN, SAM, Bot, Outside, StillTicker, running_bot
from tests.builders import NOON
from tests.fakes import FakeClock

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi(now=lambda: NOON) as running:
        running.user(ADMIN, "Robin", is_started=True)
        yield running


class FullDisk:
    """Lets a database grow no further until it is freed: what SQLite says then is what it says on a full disk."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_full = True
        event.listen(database.engine, "connect", self._limit)
        database.engine.dispose()

    def _limit(self, connection: sqlite3.Connection, _: object) -> None:
        # A page less than there are is taken as: as many as there are.
        connection.execute(f"PRAGMA max_page_count={1 if self._is_full else 1_000_000}")

    def free(self) -> None:
        self._is_full = False
        self._database.engine.dispose()


class BadDisk:
    """Every statement of a database meets what SQLite says when the disk does not answer, until it is mended."""

    def __init__(self, database: Database) -> None:
        self._is_bad = True
        event.listen(database.engine, "do_execute", self._refuse)

    def _refuse(self, *_: object) -> None:
        if self._is_bad:
            raise sqlite3.OperationalError("disk I/O error")

    def mend(self) -> None:
        self._is_bad = False


def lock(database: Database) -> sqlite3.Connection:
    """Somebody else who writes and does not end."""
    assert database.file is not None
    other = sqlite3.connect(database.file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


def grow(bot: Bot) -> None:
    """Something is stored that needs room."""
    bot.app.memory.keep(SAM, "note", "x" * 20_000, now=NOON)


def check_that_it_is_said_once_and_gets_well(
    bot: Bot, server: LocalBotApi, words: str, mend: Callable[[], None]
) -> None:
    for _ in range(3):
        bot.runner.check_storage()
    status, told = bot.page("/healthz")
    assert status == 503
    assert words in told
    assert bot.page("/readyz")[0] == 503
    assert bot.page("/metrics")[0] == 200
    assert bot.page("/")[0] == 200
    assert [text for text in server.texts(ADMIN) if words in text] == [told.splitlines()[0]]
    server.user(SAM, "Sam").say("/topics")
    mend()
    bot.runner.check_storage()
    server.wait_for_message(SAM, "East and West", timeout=60)
    assert bot.page("/healthz") == (200, "ok\n")


def test_a_full_disk_stops_nothing_that_can_go_on_and_is_told_to_the_admin_once(
    tmp_path: Path, server: LocalBotApi
) -> None:
    with running_bot(tmp_path, server, Outside(clock=FakeClock(NOON)), ticker=StillTicker()) as bot:
        disk = FullDisk(bot.app.database)
        with pytest.raises(StorageError, match="disk is full"):
            grow(bot)
        bot.app.database.probe_write = lambda: grow(bot)  # type: ignore[method-assign]
        check_that_it_is_said_once_and_gets_well(bot, server, "disk is full", disk.free)


def test_a_database_that_stays_locked_is_told_of_and_what_came_meanwhile_is_answered(
    tmp_path: Path, server: LocalBotApi
) -> None:
    with running_bot(tmp_path, server, Outside(clock=FakeClock(NOON)), ticker=StillTicker()) as bot:
        impatient(bot.app.database)
        with closing(lock(bot.app.database)) as other:
            check_that_it_is_said_once_and_gets_well(bot, server, "locked", lambda: unlock(other))


def impatient(database: Database) -> None:
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=50"))
    database.engine.dispose()


def unlock(other: sqlite3.Connection) -> None:
    other.execute("ROLLBACK")


def test_a_database_that_may_not_be_written_is_told_of(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server, Outside(clock=FakeClock(NOON)), ticker=StillTicker()) as bot:
        switch = ["PRAGMA query_only=ON"]
        event.listen(bot.app.database.engine, "connect", lambda connection, _: connection.execute(switch[0]))
        bot.app.database.engine.dispose()

        def allow() -> None:
            switch[0] = "PRAGMA query_only=OFF"
            bot.app.database.engine.dispose()

        check_that_it_is_said_once_and_gets_well(bot, server, "cannot be written", allow)


def test_a_disk_that_does_not_answer_is_told_of_and_what_came_meanwhile_is_answered(
    tmp_path: Path, server: LocalBotApi
) -> None:
    with running_bot(tmp_path, server, Outside(clock=FakeClock(NOON)), ticker=StillTicker()) as bot:
        disk = BadDisk(bot.app.database)
        for _ in range(3):
            bot.runner.check_storage()
        assert bot.page("/healthz")[0] == 503
        assert bot.page("/readyz")[0] == 503
        [told] = [text for text in server.texts(ADMIN) if "disk cannot be read" in text]
        assert "check the disk" in told
        server.user(SAM, "Sam").say("/topics")
        disk.mend()
        bot.runner.check_storage()
        server.wait_for_message(SAM, "East and West", timeout=60)
        assert bot.page("/healthz") == (200, "ok\n")


def test_a_sender_whose_ledger_cannot_be_read_pauses(tmp_path: Path, server: LocalBotApi) -> None:
    with running_bot(tmp_path, server, Outside(clock=FakeClock(NOON)), ticker=StillTicker()) as bot:
        assert bot.runner.deliverer is not None
        BadDisk(bot.app.database)
        pauses: list[float] = []
        stop = Stopping(pauses, turns=3)
        bot.runner.deliverer.serve(bot.app.clock, stop)
        assert [pause for pause in pauses if pause >= 5] == [5, 5, 5]


class Stopping(Event):
    """Set after some pauses; waits for nothing."""

    def __init__(self, pauses: list[float], *, turns: int) -> None:
        super().__init__()
        self._pauses = pauses
        self._turns = turns

    def wait(self, timeout: float | None = None) -> bool:
        self._pauses.append(timeout or 0.0)
        if sum(pause >= 5 for pause in self._pauses) == self._turns:
            self.set()
        return self.is_set()
