from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.chats import Chat, Subscription
from bot.delivery.due import Plan, Slot
from bot.delivery.planner import make_order
from bot.digest.model.digest import Hour
from retrieval.database import Database
from tests.bot.delivery.test_deliverer import MORNING, House, in_doubt

DUE = datetime(2026, 1, 8, 7, 0, tzinfo=UTC)
HOURS = timedelta(hours=1)


def test_a_digest_is_built_a_few_minutes_before_its_first_reader_is_due(database: Database) -> None:
    house = House(database)
    house.subscribe(1)
    house.run(MORNING - timedelta(minutes=6))
    assert house.writer.orders == []
    house.run(MORNING - timedelta(minutes=4))
    assert len(house.writer.orders) == 1


@pytest.mark.parametrize(("hours", "follows"), [(30, True), (40, True), (56, False), (24 * 9, False)])
def test_a_post_goes_on_from_the_last_one_unless_that_is_days_ago(hours: int, follows: bool) -> None:
    told_until = DUE - hours * HOURS
    subscription = Subscription(1, "rivers", time(7), "UTC", told_until=told_until)
    order = make_order(Chat(1), subscription, Plan(Slot(DUE.date(), DUE), DUE.date(), False, None))
    assert order.hour == (Hour(DUE, told_until) if follows else Hour(DUE))


@pytest.mark.parametrize(("days", "is_asked"), [(1.6, True), (2.5, False)])
def test_a_reader_is_asked_about_a_doubtful_part_while_he_may_remember_it(
    database: Database, days: float, is_asked: bool
) -> None:
    house = in_doubt(database, arrives=False)
    house.clock.time = MORNING + timedelta(days=days)
    house.restarted()
    house.deliverer.drain(house.clock)
    assert any("do not know whether it arrived" in text for text in house.texts(2)) == is_asked
