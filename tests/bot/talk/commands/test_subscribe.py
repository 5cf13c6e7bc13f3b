from datetime import UTC, datetime, time

from bot.delivery.chats import Wishes
from tests.bot.talk.office import Office


def test_bring_it_back_keeps_the_hour_the_zone_and_the_wishes(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/time 05:45 Asia/Kolkata")
    office.desk.subscriptions.set_wishes(2, "east-west", Wishes(exclude_words=("football",)))
    before = office.desk.subscriptions.list(2)
    sam.say("/unsubscribe east-west")
    assert office.desk.subscriptions.list(2) == ()
    assert "05:45" in sam.press("Bring it back")
    assert office.desk.subscriptions.list(2) == before


def test_a_post_that_is_due_while_its_topic_is_off_for_a_moment_still_comes(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/time 05:45 UTC")
    due = datetime(2026, 1, 8, 5, 45, tzinfo=UTC)
    office.clock.time = due.replace(minute=44)
    sam.say("/unsubscribe east-west")
    office.clock.time = due.replace(minute=46)
    sam.press("Bring it back")
    [mine] = office.desk.subscriptions.list(2)
    assert (mine.time, mine.next_due) == (time(5, 45), due)
