"""Two processes' worth of bots on one PostgreSQL and one Telegram: one leads, and when it falls silent the other does."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.delivery.store.leases import LEASE_FOR
from bot.delivery.tables import leases
from bot.demo.botapi.control import LocalBotApi
from tests.bot.rig import SAM, Bot, Outside, StillTicker, running_bot
from tests.builders import NOON
from tests.fakes import FakeClock
from tests.servers import missing_postgres, new_database, running_postgres

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing_postgres()), reason=missing_postgres())]
MORNING = NOON + timedelta(hours=19, minutes=1)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def server() -> Iterator[LocalBotApi]:
    with LocalBotApi(now=lambda: NOON) as running:
        yield running


@pytest.fixture
def pair(tmp_path: Path, postgres: str, server: LocalBotApi, clock: FakeClock) -> Iterator[tuple[Bot, Bot]]:
    """The first leads; both have fetched and indexed."""
    shared = {"DATABASE_URL": new_database(postgres)}
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(running_bot(tmp_path / name, server, Outside(clock), shared, StillTicker()))
            for name in ("a", "b")
        )
        first.runner.poll()
        for bot in (first, second):
            bot.runner.index()
            bot.wait_for_news()
        yield first, second


def let_expire(bot: Bot) -> None:
    """As if the database had not heard of anybody for a while."""
    with bot.app.database.write() as connection:
        connection.execute(update(leases).values(expires_at=NOON - LEASE_FOR))


def renew(pair: tuple[Bot, Bot]) -> None:
    """What the ticker does every two seconds."""
    for bot in pair:
        bot.runner.lead()


def leads(bot: Bot) -> bool:
    return "counterpoint_leads 1.0" in bot.page("/metrics")[1]


def test_one_leads_and_both_are_ready_and_can_be_searched(pair: tuple[Bot, Bot]) -> None:
    renew(pair)
    assert [leads(bot) for bot in pair] == [True, False]
    for bot in pair:
        assert bot.page("/readyz")[0] == 200
        assert "Lena bridge opens" in bot.page("/search?q=lena+bridge")[1]


def test_a_leader_that_falls_silent_is_followed_and_nothing_is_sent_twice(
    pair: tuple[Bot, Bot], clock: FakeClock, server: LocalBotApi
) -> None:
    first, second = pair
    first.ask("/subscribe east-west", expect="07:00")
    clock.advance(MORNING - NOON)
    renew(pair)
    assert not leads(second)  # a clock that was set is no silence
    let_expire(first)
    second.runner.lead()
    first.runner.lead()
    assert [leads(bot) for bot in pair] == [False, True]
    for bot in pair:
        bot.runner.tick()
    server.wait_for_message(SAM, "East and West · ")
    assert "[1]" in second.ask("what did West Times say about the Lena bridge?", expect="[1]")
    assert sum("East and West · " in text for text in server.texts(SAM)) == 1


def test_a_leader_that_stops_leaves_the_lead_at_once(pair: tuple[Bot, Bot]) -> None:
    first, second = pair
    first.runner.stop()
    second.runner.lead()
    assert leads(second)
    assert "/topics" in second.ask("/help", expect="/topics")
