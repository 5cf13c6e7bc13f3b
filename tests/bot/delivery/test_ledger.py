from datetime import UTC, datetime, time, timedelta

import pytest

from bot.delivery.due import Slot, plan_slot
from bot.delivery.ports import NotSent, Part, Place
from bot.delivery.retry_schedule import Step, growing_pause, step_after
from bot.delivery.store import Ledger, Subscriptions
from retrieval.database import Database
from tests.builders import NOON

HELLO = [Part("<b>Hello</b>", "Hello")]


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def test_a_part_is_claimed_by_one_sender_only(ledger: Ledger) -> None:
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    assert ledger.claim(task, NOON)
    assert not ledger.claim(task, NOON)


def test_a_part_of_a_chat_that_was_dropped_meanwhile_is_not_sent(ledger: Ledger) -> None:
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    assert ledger.drop_chat(1, "blocked", now=NOON) == 1
    assert not ledger.claim(task, NOON)
    assert ledger.ready(NOON, limit=10) == ()


def test_a_slot_is_moved_on_by_one_planner_only(database: Database) -> None:
    subscribers = Subscriptions(database)
    mine = subscribers.subscribe(1, "rivers", time=time(7, 0), zone="UTC", now=NOON)
    [(chat, one)] = subscribers.due(NOON + timedelta(days=1))
    assert one == mine
    assert one.next_day is not None
    assert one.next_due is not None
    plan = plan_slot(one.timetable(chat), Slot(one.next_day, one.next_due), now=one.next_due)
    assert subscribers.hold(one, plan)
    assert not subscribers.hold(one, plan)


def test_a_part_sent_again_on_the_readers_word_has_its_hours_anew(ledger: Ledger) -> None:
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    ledger.claim(task, NOON)
    ledger.doubts.recover(NOON)
    evening = NOON + timedelta(hours=9)
    assert ledger.doubts.settle(task.delivery_id, 1, has_arrived=False, by="reader", now=evening)
    [again] = ledger.ready(evening, limit=10)
    assert step_after(NotSent("no connection"), again, now=evening).state == "queued"


def test_what_was_never_in_doubt_cannot_be_settled(ledger: Ledger) -> None:
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    assert not ledger.doubts.settle(task.delivery_id, 1, has_arrived=False, by="reader", now=NOON)
    assert ledger.settled() == {}


def test_a_part_is_given_up_after_hours_of_vain_attempts(ledger: Ledger) -> None:
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    step = step_after(NotSent("no connection"), task, now=NOON + timedelta(hours=6))
    assert step.state == "failed"
    ledger.mark(task, step, now=NOON)
    assert ledger.next_try() is None


def test_the_next_try_and_the_lag_are_known(ledger: Ledger) -> None:
    assert ledger.next_try() is None
    ledger.enqueue("news/1", HELLO, [Place(1)], now=NOON)
    [task] = ledger.ready(NOON, limit=10)
    later = NOON + timedelta(minutes=3)
    ledger.mark(task, Step("queued", "slow", later), now=NOON)
    assert ledger.next_try() == later
    assert ledger.lag(later) == timedelta(minutes=3)


def test_a_question_to_the_reader_is_repeated_after_a_kill_where_a_post_is_not(ledger: Ledger) -> None:
    ledger.enqueue("doubt/7/1", HELLO, [Place(1)], now=NOON)
    ledger.enqueue("news/1", HELLO, [Place(2)], now=NOON)
    for task in ledger.ready(NOON, limit=10):
        ledger.claim(task, NOON)
    assert [part.place for part in ledger.doubts.recover(NOON)] == [Place(2)]
    assert [task.place for task in ledger.ready(NOON, limit=10)] == [Place(1)]


def test_pauses_grow_up_to_ten_minutes() -> None:
    pauses = [growing_pause(attempts) for attempts in range(40)]
    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=10)


def test_an_empty_edition_is_a_mistake_of_the_caller(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="at least one part"):
        ledger.enqueue("news/1", [], [Place(1)], now=datetime(2026, 1, 1, tzinfo=UTC))
