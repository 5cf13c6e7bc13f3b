from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.chats import Chat, Wishes
from bot.delivery.due import QuietHours
from bot.delivery.store import Subscriptions
from retrieval.database import Database
from retrieval.errors import BadInput
from tests.builders import NOON

SEVEN = time(7, 0)


@pytest.fixture
def subscribers(database: Database) -> Subscriptions:
    return Subscriptions(database)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_subscribing_twice_is_subscribing_once(subscribers: Subscriptions) -> None:
    first = subscribers.subscribe(1, "rivers", time=SEVEN, zone="Europe/Berlin", now=NOON)
    again = subscribers.subscribe(1, "rivers", time=time(9, 0), zone="UTC", now=NOON)
    assert again == first
    assert subscribers.list(1) == (first,)
    assert first.next_due == utc("2026-01-08T06:00")


def test_a_bad_zone_is_refused_and_nothing_is_stored(subscribers: Subscriptions) -> None:
    with pytest.raises(BadInput):
        subscribers.subscribe(1, "rivers", time=SEVEN, zone="Berlin", now=NOON)
    assert subscribers.chat(1) is None


def test_unsubscribing_says_whether_there_was_a_subscription(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    mine = subscribers.find(1, "rivers")
    assert subscribers.unsubscribe(1, "rivers") == mine
    assert subscribers.unsubscribe(1, "rivers") is None


def test_a_new_time_without_a_zone_keeps_each_zone(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="Europe/Berlin", now=NOON)
    subscribers.subscribe(1, "roads", time=SEVEN, zone="Asia/Kolkata", now=NOON)
    moved = subscribers.set_time(1, time(20, 0), None, now=NOON)
    assert [(one.zone, one.next_due) for one in moved] == [
        ("Europe/Berlin", utc("2026-01-07T19:00")),
        ("Asia/Kolkata", utc("2026-01-07T14:30")),
    ]
    assert subscribers.list(1) == moved


def test_a_zone_for_everything_becomes_the_zone_of_the_chat(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.set_time(1, SEVEN, "Asia/Kathmandu", now=NOON)
    chat = subscribers.chat(1)
    assert chat is not None
    assert chat.zone == "Asia/Kathmandu"


def test_a_new_time_for_one_topic_leaves_the_others(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.subscribe(1, "roads", time=SEVEN, zone="UTC", now=NOON)
    subscribers.set_time(1, time(9, 30), "UTC", now=NOON, topic="roads")
    assert [one.time for one in subscribers.list(1)] == [SEVEN, time(9, 30)]


def test_a_pause_moves_the_next_post_and_resuming_brings_it_back(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.pause(1, date(2026, 2, 1), now=NOON)
    assert subscribers.list(1)[0].next_due == utc("2026-02-01T07:00")
    subscribers.pause(1, None, now=NOON)
    assert subscribers.list(1)[0].next_due is None
    subscribers.resume(1, now=NOON)
    assert subscribers.list(1)[0].next_due == utc("2026-01-08T07:00")


def test_quiet_hours_and_weekdays_move_the_next_post(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.set_quiet_hours(1, QuietHours(time(22, 0), time(8, 30)), now=NOON)
    assert subscribers.list(1)[0].next_due == utc("2026-01-08T08:30")
    subscribers.set_weekdays(1, {6}, now=NOON)
    assert subscribers.list(1)[0].next_due == utc("2026-01-11T08:30")
    with pytest.raises(BadInput):
        subscribers.set_weekdays(1, [], now=NOON)


def test_only_active_chats_are_due(subscribers: Subscriptions) -> None:
    for chat_id in (1, 2):
        subscribers.subscribe(chat_id, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.deactivate(2, "blocked", NOON)
    tomorrow = utc("2026-01-08T07:00")
    assert [chat.id for chat, _ in subscribers.due(tomorrow)] == [1]
    assert subscribers.due(tomorrow - timedelta(minutes=1)) == ()
    assert subscribers.subscribers("rivers") == (1,)
    assert subscribers.counts() == {"active": 1, "unreachable": 1}


def test_a_chat_that_comes_back_is_not_flooded_with_old_days(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.deactivate(1, "blocked", NOON)
    month_later = NOON + timedelta(days=30)
    assert subscribers.meet(Chat(1), now=month_later).state == "active"
    assert subscribers.list(1)[0].next_due == utc("2026-02-07T07:00")


def test_meeting_a_chat_again_keeps_what_it_chose(subscribers: Subscriptions) -> None:
    subscribers.meet(Chat(1, title="Ann", language="de"), now=NOON)
    subscribers.set_language(1, "fr")
    chat = subscribers.meet(Chat(1, title="Anna", language="de"), now=NOON)
    assert (chat.title, chat.language) == ("Anna", "fr")


def test_a_migrated_group_takes_everything_along_once(subscribers: Subscriptions) -> None:
    subscribers.meet(Chat(-5, kind="group", title="Club"), now=NOON)
    mine = subscribers.subscribe(-5, "rivers", time=SEVEN, zone="UTC", now=NOON)
    for _ in range(2):
        subscribers.migrate(-5, -100)
    assert subscribers.chat(-5) is None
    assert subscribers.list(-5) == ()
    assert [(one.chat_id, one.next_due) for one in subscribers.list(-100)] == [(-100, mine.next_due)]


def test_a_group_that_spoke_under_its_new_id_first_loses_nothing(subscribers: Subscriptions) -> None:
    subscribers.subscribe(-5, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.subscribe(-5, "roads", time=SEVEN, zone="UTC", now=NOON)
    subscribers.subscribe(-100, "roads", time=time(9, 0), zone="UTC", now=NOON)
    subscribers.migrate(-5, -100)
    assert [(one.topic, one.time) for one in subscribers.list(-100)] == [("rivers", SEVEN), ("roads", time(9, 0))]


def test_forgetting_leaves_nothing(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.forget(1)
    assert subscribers.chat(1) is None
    assert subscribers.list(1) == ()


def test_wishes_layout_and_pictures_are_kept(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON, thread_id=9)
    wishes = Wishes(exclude_words=("football",), include_outlets=("East Post",))
    subscribers.set_wishes(1, "rivers", wishes)
    subscribers.set_pictures(1, "rivers", True)
    subscribers.set_layout(1, "sections", topic="rivers")
    mine = subscribers.list(1)[0]
    assert (mine.wishes, mine.has_pictures, mine.layout, mine.thread_id) == (wishes, True, "sections", 9)


def test_removing_a_topic_names_the_chats_to_tell(subscribers: Subscriptions) -> None:
    for chat_id in (2, 1):
        subscribers.subscribe(chat_id, "rivers", time=SEVEN, zone="UTC", now=NOON)
    assert subscribers.remove_topic("rivers") == (1, 2)
    assert subscribers.remove_topic("rivers") == ()


ZONES = st.sampled_from(["Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Apia"])
TIMES = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(chat_id=st.integers(1, 10**12), moment=TIMES, zone=ZONES)
def test_the_next_post_is_always_ahead_and_at_the_chosen_local_time(
    subscribers: Subscriptions, chat_id: int, moment: time, zone: str
) -> None:
    mine = subscribers.subscribe(chat_id, "rivers", time=moment, zone=zone, now=NOON)
    [mine] = subscribers.set_time(chat_id, moment, zone, now=NOON)
    assert mine.next_due is not None
    assert NOON < mine.next_due <= NOON + timedelta(days=1)


def test_an_ended_subscription_is_brought_back_as_it_was_with_what_it_was_owed(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=time(9, 30), zone="Asia/Kolkata", now=NOON)
    subscribers.set_pictures(1, "rivers", True)
    due = utc("2026-01-08T04:00")
    ended = subscribers.unsubscribe(1, "rivers")
    assert ended is not None
    assert subscribers.bring_back(ended, now=due + timedelta(seconds=30)) == ended
    assert subscribers.list(1) == (ended,)
    assert ended.next_due == due


def test_post_held_by_quiet_hours_comes_when_they_are_switched_off(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.set_quiet_hours(1, QuietHours(time(22, 0), time(8, 30)), now=NOON)
    subscribers.set_quiet_hours(1, None, now=utc("2026-01-08T08:00"))
    [(_, mine)] = subscribers.due(utc("2026-01-08T08:00"))
    assert mine.next_day == date(2026, 1, 8)


def test_what_a_failed_build_left_due_survives_any_change_of_the_settings(subscribers: Subscriptions) -> None:
    late = utc("2026-01-08T07:20")
    for chat_id in range(1, 6):
        subscribers.subscribe(chat_id, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.set_time(1, time(6, 0), None, now=late)
    subscribers.set_zone(2, "Europe/London", now=late)
    subscribers.set_quiet_hours(3, QuietHours(time(23, 0), time(5, 0)), now=late)
    subscribers.set_weekdays(4, {0, 1, 2, 3}, now=late)
    subscribers.pause(5, date(2026, 1, 20), now=late)
    subscribers.resume(5, now=late)
    assert {chat.id: one.next_day for chat, one in subscribers.due(late)} == dict.fromkeys(
        range(1, 6), date(2026, 1, 8)
    )


def test_a_day_owed_after_downtime_goes_with_the_post_of_the_new_hour(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    [mine] = subscribers.set_time(1, time(20, 0), None, now=utc("2026-01-10T10:00"))
    assert (mine.next_due, mine.missed_since) == (utc("2026-01-10T20:00"), date(2026, 1, 8))
    [mine] = subscribers.set_time(1, time(21, 0), None, now=utc("2026-01-10T10:05"))
    assert (mine.next_due, mine.missed_since) == (utc("2026-01-10T21:00"), date(2026, 1, 8))


def test_a_day_whose_new_hour_has_passed_still_comes_at_its_old_hour(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=time(9, 0), zone="UTC", now=NOON)
    [mine] = subscribers.set_time(1, SEVEN, None, now=utc("2026-01-08T08:00"))
    assert (mine.next_day, mine.next_due) == (date(2026, 1, 8), utc("2026-01-08T09:00"))


def test_after_a_long_pause_the_post_tells_of_two_weeks_at_most(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="UTC", now=NOON)
    subscribers.pause(1, None, now=utc("2026-01-08T07:01"))
    assert subscribers.list(1)[0].missed_since == date(2026, 1, 8)
    subscribers.resume(1, now=utc("2026-03-01T14:00"))
    assert subscribers.list(1)[0].missed_since == date(2026, 2, 16)


def test_a_reader_who_travels_east_past_the_hour_still_gets_the_day(subscribers: Subscriptions) -> None:
    subscribers.subscribe(1, "rivers", time=SEVEN, zone="Europe/Berlin", now=NOON)
    subscribers.set_zone(1, "Pacific/Auckland", now=utc("2026-01-07T22:00"))
    [mine] = subscribers.list(1)
    assert (mine.next_day, mine.next_due) == (date(2026, 1, 8), utc("2026-01-08T06:00"))
