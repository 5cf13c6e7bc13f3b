"""What people write who do not think of commands."""

from datetime import date, time, timedelta

import pytest

from bot.talk.commands.plain_words import WISHES, day_in, wish_in
from bot.talk.frame.clock_text import read_clock
from bot.talk.frame.registry import COMMANDS
from tests.bot.talk.office import NOON, Office

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("Stop", ("unsubscribe", "")),
        ("help!", ("help", "")),
        ("Change my time, please".replace(",", ""), ("time", "")),
        ("subscribe taiwan", ("subscribe", "taiwan")),
        ("настройки", ("settings", "")),
        ("设置", ("settings", "")),
        ("stop the war", None),
        ("what did West Times say about the settings of the dam?", None),
        ("time is running out for the dam", None),
        ("start", None),
        ("Who made you?", ("start", "")),
        ("send it at 6 in the evening please", ("time", "6pm")),
        ("change my time to 8", ("time", "8")),
        ("Please send me the digest at 7:30", ("time", "7:30")),
        ("pause for a week", ("pause", "7")),
        ("pause 3 days", ("pause", "3")),
        ("resume", ("pause", "off")),
        ("speak Spanish please", ("language", "es")),
        ("говорить", None),
        ("answer in русский", ("language", "ru")),
        ("speak up", None),
        ("Send more troops at 6", None),
        ("change the time of the talks to 8", None),
        ("pause in the war for a week", None),
    ],
)
def test_a_whole_utterance_is_a_wish_and_a_sentence_is_a_question(said: str, wish: tuple[str, str] | None) -> None:
    assert wish_in(said) == wish


def test_every_wish_is_a_command_there_is(office: Office) -> None:
    assert set(WISHES.values()) <= set(COMMANDS)


def test_plain_words_do_what_the_command_does(office: Office) -> None:
    sam = office.talker()
    assert "now comes at" in sam.say("subscribe east-west")
    assert "comes at" in sam.say("change my time")
    assert "You no longer get" in sam.say("stop")


def test_settings_said_in_a_sentence_are_set(office: Office) -> None:
    sam = office.talker()
    sam.say("subscribe east-west")
    assert "18:00" in sam.say("send it at 6 in the evening please")
    assert "it comes again from" in sam.say("pause for a week")
    assert "is not paused" in sam.say("resume")
    assert "Idioma" in sam.say("speak Spanish please")


def test_a_wish_written_as_a_command_is_done(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "You no longer get" in sam.say("/stop")


def test_a_strangers_plain_words_tell_nothing_of_admin_commands(office: Office) -> None:
    sam = office.talker()
    assert sam.say("stats") == sam.say("statx").replace("statx", "stats")


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("7", time(7)),
        ("7pm", time(19)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("07.30", time(7, 30)),
        ("7:15 PM", time(19, 15)),
    ],
)
def test_hours_are_read_as_people_write_them(said: str, clock: time) -> None:
    assert read_clock(said) == clock


def test_an_hour_and_a_city_set_the_time(office: Office) -> None:
    sam = office.talker()
    sam.say("/subscribe east-west")
    assert "07:00 (Europe/Lisbon)" in sam.say("/time 7 Lisbon")
    assert "19:00 (Europe/Lisbon)" in sam.say("/time 7 pm")


def test_yesterday_is_a_day(office: Office) -> None:
    office.newsroom.editor().build("east-west", NOON.date() - timedelta(days=1), now=NOON)
    assert "2026-01-06" in office.talker().say("/digest yesterday")
    assert day_in("hoy", date(2026, 1, 7)) == date(2026, 1, 7)
    assert day_in("taiwan", date(2026, 1, 7)) is None


def test_a_refusal_does_not_hide_the_sources_of_the_answer_before(office: Office) -> None:
    sam = office.talker()
    sam.say("/ask how many died at the Lena bridge?")
    sam.say("/ask what did West Times say about penguins?", message_id=11)
    assert "20 people dead" in sam.say("/sources", message_id=12)


def test_every_quoted_sentence_of_an_answer_has_its_passage(office: Office) -> None:
    sam = office.talker()
    answer = sam.say("/ask what did West Times say about the Lena bridge?")
    shown = sam.say("/sources", message_id=12)
    sentences = [line for line in answer.split("\n") if line.startswith("West Times, ") and "[" in line]
    quoted = [line.partition(": ")[2].partition(" [")[0] for line in sentences]
    assert quoted
    assert [words for words in quoted if words not in shown] == []


def test_a_sentence_is_offered_for_reporting_by_what_it_says(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest east-west")
    sam.press("Something wrong?")
    labels = [button.text for reply in sam.replies for rank in reply.buttons for button in rank]
    assert not [label for label in labels if label.startswith(("West Times:", "East Post:"))]


def test_cancelling_a_choice_says_that_it_was_cancelled(office: Office) -> None:
    sam = office.talker()
    sam.say("/digest east-west")
    sam.press("Something wrong?")
    assert sam.press("cancel") == "Cancelled. Nothing was changed."


def test_the_other_side_can_be_asked_for_in_words(office: Office) -> None:
    sam = office.talker()
    sam.say("/ask what did West Times say about the Lena bridge?")
    heard = sam.say("and the other side?", message_id=11)
    assert "East Post" in heard and "West Times," not in heard


def test_words_that_go_on_need_something_to_go_on_from(office: Office) -> None:
    assert "no longer remember" not in office.talker().say("more")
