"""What readers say and hear, without any chat library."""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any, NoReturn, cast

import pytest

from bot.delivery.chats import Wishes
from bot.talk.commands.start import digest_payload, question_payload
from bot.talk.frame.utterances import Person
from retrieval.errors import StorageError
from retrieval.messages import Phrase
from tests.bot.talk.frame.test_authority import dump
from tests.bot.talk.office import NOON, Office

pytestmark = pytest.mark.slow


def test_start_offers_the_topics(office: Office) -> None:
    sam = office.talker()
    sam.say("/start")
    heard = sam.press("+ East and West")
    assert "East and West now comes at 04:00 (UTC)." in heard
    assert "already" in sam.say("/subscribe east-west")


def test_a_deep_link_shows_a_topic_and_subscribes_nobody(office: Office) -> None:
    heard = office.talker().say("/start east-west")
    assert "Do you want it each morning?" in heard
    assert office.desk.subscriptions.list(2) == ()


def test_a_deep_link_opens_a_digest_of_a_day(office: Office) -> None:
    assert "Lena bridge" in office.talker().say(f"/start {digest_payload('east-west', NOON.date())}")


def test_a_day_nothing_is_known_of_is_shown_and_leaves_nothing_in_the_archive(office: Office) -> None:
    assert office.talker().say("/digest east-west 2020-01-01")
    assert date(2020, 1, 1) not in office.desk.digests.days("east-west")
    office.talker().say(f"/digest east-west {NOON.date()}")
    assert NOON.date() in office.desk.digests.days("east-west")


def test_a_deep_link_asks_a_question_within_64_characters(office: Office) -> None:
    payload = question_payload("How many people died when the Lena bridge fell on Monday in Western Ansel?")
    assert len(payload) <= 64
    assert "[1]" in office.talker().say("/start q_how_many_died_at_the_Lena_bridge")


def test_a_city_sets_the_zone_and_keeps_the_hour(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/time 07:30")
    sam.say("/time")
    sam.press("set:zone")
    assert "Asia/Kolkata" in sam.say("कोलकाता")
    (one,) = office.desk.subscriptions.list(2)
    assert (one.time, one.zone) == (time(7, 30), "Asia/Kolkata")


def test_a_shared_location_leaves_only_the_zone(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "Europe/Berlin" in sam.say("", location=(52.52, 13.405))
    assert "52.5" not in "".join(dump(office))


@pytest.mark.parametrize(
    ("said", "zone"),
    [("UTC+5:30", "Asia/Kolkata"), ("+9", "Etc/GMT-9"), ("Tokyo", "Asia/Tokyo"), ("europe/paris", "Europe/Paris")],
)
def test_zones_are_understood_as_people_write_them(office: Office, said: str, zone: str) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert zone in sam.say(f"/time 08:00 {said}")


def test_an_unknown_place_is_answered_with_what_to_write(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "Write a large city" in sam.say("/time 08:00 Nowhereville")
    assert "HH:MM" in sam.say("/time soon")


def test_settings_are_one_message_edited_in_place(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/settings")
    for page in ("set:lay", "set:lay:sections", "set:home", "set:quiet", "set:quiet:22:00-07:00", "set:home"):
        sam.press(page)
        assert all(reply.replaces for reply in sam.replies)
    sam.press("set:days")
    sam.press("set:days:6")
    chat = office.desk.subscriptions.chat(2)
    assert chat is not None
    assert (chat.layout, chat.quiet and chat.quiet.start, 6 in chat.weekdays) == ("sections", time(22), False)


def test_pausing_says_when_the_post_comes_again(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "January 14, 2026" in sam.say("/pause 7")
    assert "not paused" in sam.say("/pause off")


def test_wishes_are_asked_for_one_by_one(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/settings")
    sam.press("set:wish")
    sam.press("set:wish:xo:east-west")
    assert "Not from: West Times" in sam.say("the west times")
    sam.press("set:wish:xw:east-west")
    sam.say("leopards, zoo")
    (one,) = office.desk.subscriptions.list(2)
    assert one.wishes == Wishes(exclude_words=("leopards", "zoo"), exclude_outlets=("West Times",))
    assert "leopards" not in sam.say("/digest")


def test_the_buttons_under_a_digest_lead_on(office: Office) -> None:
    sam = office.talker()
    assert "Lena bridge" in sam.say("/digest")
    digest_replies = list(sam.replies)
    assert "West Times" in sam.press("Sources")
    sam.replies = digest_replies
    assert sam.press("diff:")
    sam.replies = digest_replies
    assert "no earlier digest" in sam.press("prev:")
    sam.replies = digest_replies
    sam.press("about:")
    assert "[1]" in sam.say("how many died at the Lena bridge?")


def test_a_question_instead_of_a_reason_is_kept_and_answered(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest east-west")
    sam.press("wrong:")
    sam.press("bad:")
    heard = sam.say("how many died at the Lena bridge?")
    assert "Thank you" in heard
    assert "[1]" in heard
    (kept,) = office.desk.feedback.reports()
    assert kept.reason == "how many died at the Lena bridge?"


@pytest.mark.parametrize("day", ["7 Jan", "January 7", "7 January 2026", "Jan 7, 2026"])
def test_a_day_may_be_written_as_it_is_said(office: Office, day: str) -> None:
    sam = office.talker()
    assert sam.say(f"/digest east-west {day}") == sam.say("/digest east-west 2026-01-07")


def test_a_day_without_a_year_is_the_last_one(office: Office) -> None:
    assert "2025-12-24" in office.talker().say("/digest 24 Dec")


def test_the_example_of_a_question_is_one_of_the_topics_here_and_can_be_pressed(office: Office) -> None:
    sam = office.talker()
    assert "What does The West say today?" in sam.say("/ask")
    assert "What does The West say today?" in sam.say("hello")
    sam.press("example")
    assert sam.replies


@pytest.mark.parametrize("said", ["es", "Español", "spanish", "испанский"])
def test_a_language_goes_by_its_code_or_any_of_its_names(office: Office, said: str) -> None:
    assert "Ahora hablo" in office.talker().say(f"/language {said}")


def test_a_language_we_do_not_speak_is_told_those_we_do_by_name(office: Office) -> None:
    assert "Español (es)" in office.talker().say("/language klingon")


def test_a_wrong_sentence_is_reported_with_a_reason(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest")
    sam.press("wrong:")
    sam.press("bad:b1.1:")
    sam.say("The toll is out of date.")
    reports = office.desk.feedback.reports()
    assert [one.reason for one in reports] == ["The toll is out of date."]
    assert "out of date" in office.admin().say("/reports")


def test_export_holds_everything_and_forget_leaves_no_byte(office: Office) -> None:
    person = Person(987654321, "Zebediah Quux", "en")
    zeb = office.talker(chat_id=person.id, person=person)
    zeb.say("/subscribe east-west")
    zeb.say("what did West Times say on the Zanzibar bridge?")
    zeb.say("/feedback please add the Zanzibar topic")
    zeb.say("/digest")
    zeb.press("wrong:")
    zeb.press("bad:b1.1:")
    zeb.say("/export")
    (exported,) = [reply.attachment for reply in zeb.replies if reply.attachment]
    kept = json.loads(exported.content)
    assert kept["chat"]["title"] == "Zebediah Quux"
    assert {one["topic"] for one in kept["subscriptions"]} == {"east-west"}
    assert "Zanzibar" in exported.content.decode()
    zeb.say("/forget")
    zeb.press("Delete everything")
    left = "\n".join(dump(office))
    assert not [word for word in ("987654321", "Zebediah", "Quux", "Zanzibar") if word in left]


def test_privacy_says_how_long(office: Office) -> None:
    assert "30 days" in office.talker().say("/privacy")


def test_a_file_of_a_stranger_is_not_read(office: Office) -> None:
    assert "cannot read files" in office.talker().say("", document=b"<opml/>")


def test_plain_words_in_a_group_are_answered_only_when_addressed(office: Office) -> None:
    group = office.talker(chat_id=-100, kind="group", is_addressed=False)
    assert group.say("how many died at the Lena bridge?") == ""
    assert "[1]" in group.say("how many died at the Lena bridge?", is_addressed=True)


def test_only_who_was_asked_answers_in_a_group(office: Office) -> None:
    boss = office.talker(chat_id=-100, kind="group", is_chat_admin=True)
    boss.say("/subscribe east-west")
    boss.press("set:zone")
    other = office.talker(chat_id=-100, kind="group", person=Person(5, "Kim", "en"), is_chat_admin=True)
    other.say("Tokyo")
    assert office.desk.subscriptions.list(-100)[0].zone == "UTC"
    assert "Asia/Tokyo" in boss.say("Tokyo")


def test_cancel_closes_the_open_question(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.press("set:zone")
    assert "Cancelled" in sam.say("/cancel")
    assert "nothing to cancel" in sam.say("/cancel")


def test_an_open_question_is_forgotten_after_a_day(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.press("set:zone")
    office.clock.advance(timedelta(days=1, minutes=1))
    assert "time zone" not in sam.say("how many died at the Lena bridge?")


def test_the_example_of_the_welcome_can_be_asked_by_a_press(office: Office) -> None:
    sam = office.talker()
    sam.say("/start")
    heard = sam.press("What does The West say today?")
    assert "[1]" in heard


def test_leaving_out_an_outlet_is_not_called_a_retraction_and_keeps_the_numbers_of_the_message(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    sam.say("/settings")
    sam.press("Words and outlets")
    sam.press("Without outlets…")
    sam.say("West Times")
    heard = sam.say("/digest east-west")
    assert "retracted" not in heard and "One article is left out, as you asked." in heard
    assert "West Times" not in sam.press("Sources")


class FailingAnswers:
    """An answerer whose database fails."""

    def stream(self, *_: object, **__: object) -> NoReturn:
        raise StorageError(Phrase("The disk is full: free space where the database lies."))


def test_a_failing_disk_is_told_to_the_admin_and_a_reader_hears_one_plain_sentence(office: Office) -> None:
    office.desk = replace(office.desk, answerer=cast(Any, FailingAnswers()))
    told = office.talker().say("What about the bridge?")
    assert told.endswith("Something went wrong on our side, and it is written down for the admin. Please try again.")
    assert "disk" not in told
    assert "The disk is full: free space" in office.admin().say("What about the bridge?")


def test_a_reader_is_answered_in_their_language_even_where_their_chat_cannot_be_read(office: Office) -> None:
    office.desk = replace(office.desk, subscriptions=cast(Any, None))
    assert office.talker(person=Person(2, "Sam", "es")).say("/topics").startswith("Algo")
    assert office.talker().say("/topics").startswith("Something went wrong on our side")
