from datetime import timedelta

import pytest

from bot.delivery.store import Inbox, Leases, Subscriptions
from retrieval.database import Database
from tests.builders import NOON
from tests.fakes import FakeClock


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


def test_an_update_is_kept_once(inbox: Inbox) -> None:
    assert inbox.keep(7, '{"text": "hello"}', chat_id=1, now=NOON)
    assert not inbox.keep(7, '{"text": "hello"}', chat_id=1, now=NOON)
    assert inbox.last_id() == 7


def test_what_was_not_finished_is_replayed_in_order(inbox: Inbox) -> None:
    for update_id in (9, 7, 8):
        inbox.keep(update_id, f"{update_id}", chat_id=1, now=NOON)
    inbox.begin(7)
    inbox.finish(7, now=NOON)
    inbox.begin(8)
    assert [(one.update_id, one.attempts) for one in inbox.unfinished(since=NOON)] == [(8, 1), (9, 0)]


def test_an_update_that_kills_us_each_time_is_given_up(inbox: Inbox) -> None:
    inbox.keep(7, "poison", chat_id=1, now=NOON)
    assert [inbox.begin(7) for _ in range(4)] == [True, True, True, False]
    assert inbox.unfinished(since=NOON) == ()


def test_a_finished_update_is_not_begun_again_and_its_text_is_gone(inbox: Inbox) -> None:
    inbox.keep(7, "a question", chat_id=1, now=NOON)
    inbox.finish(7, now=NOON)
    assert not inbox.begin(7)
    assert not inbox.keep(7, "a question", chat_id=1, now=NOON)


def test_updates_from_too_long_ago_are_not_replayed(inbox: Inbox) -> None:
    inbox.keep(7, "yesterday", chat_id=1, now=NOON - timedelta(days=1))
    assert inbox.unfinished(since=NOON - timedelta(hours=1)) == ()
    assert inbox.prune(NOON) == 1


def test_forgetting_a_chat_forgets_its_updates(database: Database, inbox: Inbox) -> None:
    inbox.keep(7, "a secret", chat_id=1, now=NOON)
    Subscriptions(database).forget(1)
    assert inbox.unfinished(since=NOON) == ()


def test_what_one_replica_has_begun_no_other_begins_while_it_is_alive(database: Database) -> None:
    clock = FakeClock(NOON)
    leases = Leases(database, read_time=lambda _: clock.now())
    ours, theirs = (Inbox(database, owner=name, read_time=lambda _: clock.now()) for name in ("us", "them"))
    ours.keep(7, "a question with a slow model", chat_id=1, now=NOON)
    leases.show_alive("us")
    assert ours.begin(7)
    for _ in range(60):
        clock.advance(timedelta(seconds=2))
        leases.show_alive("us")
        assert not theirs.begin(7)
        assert theirs.unfinished(since=NOON) == ()
    clock.advance(timedelta(seconds=8))
    assert theirs.begin(7)
    leases.show_alive("them")
    assert not ours.begin(7)


def test_the_last_attempt_of_somebody_alive_is_not_given_up(database: Database) -> None:
    ours, theirs = Inbox(database, owner="us"), Inbox(database, owner="them")
    ours.keep(7, "a question", chat_id=1, now=NOON)
    Leases(database).show_alive("us")
    for _ in range(3):
        assert ours.begin(7)
    assert theirs.given_up(since=NOON) == ()
    assert [one.update_id for one in ours.given_up(since=NOON)] == [7]
