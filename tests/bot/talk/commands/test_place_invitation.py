"""A city typed after we spoke of the hour is a place, and nothing else becomes one."""

from datetime import time, timedelta

import pytest

from tests.bot.talk.office import Office


def subscribed(office: Office) -> tuple[time, str]:
    (one,) = office.desk.subscriptions.list(2)
    return one.time, one.zone


@pytest.mark.parametrize("before", ["/subscribe east-west", "/time"])
def test_a_city_typed_after_we_spoke_of_the_hour_sets_the_zone(office: Office, before: str) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say(before)
    assert "Asia/Tokyo" in sam.say("Tokyo!")
    assert subscribed(office) == (time(4), "Asia/Tokyo")


def test_a_question_after_we_spoke_of_the_hour_is_answered_and_ends_the_invitation(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "[1]" in sam.say("how many died at the Lena bridge?")
    assert "Asia/Tokyo" not in sam.say("Tokyo")
    assert subscribed(office)[1] == "UTC"


def test_an_invitation_grows_old(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    office.clock.advance(timedelta(minutes=11))
    sam.say("Tokyo")
    assert subscribed(office)[1] == "UTC"


def test_thanks_and_wishes_are_no_places(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "You are welcome" in sam.say("nice")
    assert "You no longer get" in sam.say("stop")


def test_a_city_where_none_was_spoken_of_is_a_question(office: Office) -> None:
    sam = office.talker()
    assert "Nothing stored says that" in sam.say("Tokyo")


def test_time_with_a_city_alone_keeps_the_hour(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/time 07:30")
    assert "07:30 (Europe/Berlin)" in sam.say("/time Berlin")
    assert subscribed(office) == (time(7, 30), "Europe/Berlin")


def test_an_invitation_holds_for_some_minutes_and_takes_long_names(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    office.clock.advance(timedelta(minutes=8))
    assert "Asia/Ho_Chi_Minh" in sam.say("Ho Chi Minh City")
