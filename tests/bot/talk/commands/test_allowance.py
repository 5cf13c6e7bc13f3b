"""Everything that costs is counted for the person who asks for it, and /privacy says so."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.talk.commands.allowance import A_MINUTE, COST_OF_DIGEST, OF, spend_question
from bot.talk.frame.localise import Mistake
from tests.bot.talk.office import NOON, Office

WAIT = "One moment, please"


def test_a_question_too_many_waits_and_forgetting_oneself_does_not_help(office: Office) -> None:
    sam = office.talker()
    for _ in range(A_MINUTE):
        assert WAIT not in sam.say("What about the bridge?")
    assert WAIT in sam.say("What about the bridge?")
    sam.say("/forget")
    sam.press("Delete everything")
    assert WAIT in sam.say("What about the bridge?")
    office.clock.time = NOON + timedelta(minutes=2)
    assert WAIT not in sam.say("What about the bridge?")


def test_a_digest_that_must_be_made_costs_what_its_making_costs(office: Office) -> None:
    sam = office.talker()
    for back in range(1, A_MINUTE // COST_OF_DIGEST + 1):
        assert WAIT not in sam.say(f"/digest east-west 2026-01-0{7 - back}")
    assert WAIT in sam.say("/digest east-west 2026-01-01")


def test_a_digest_made_before_its_hour_costs_again_when_it_is_made_anew(office: Office) -> None:
    sam = office.talker()
    office.clock.time = NOON.replace(hour=0, minute=30)
    for _ in range(A_MINUTE // COST_OF_DIGEST):
        sam.say("/digest east-west 2026-01-07")
        office.clock.time += timedelta(seconds=1)
    office.clock.time = NOON
    sam.say("/digest east-west 2026-01-07")
    for _ in range(A_MINUTE - COST_OF_DIGEST):
        assert WAIT not in sam.say("What about the bridge?")
    assert WAIT in sam.say("What about the bridge?")


def test_reading_is_counted_too_since_digests_are_drawn_and_translated(office: Office) -> None:
    sam = office.talker()
    for _ in range(OF["reading"].a_minute):
        assert WAIT not in sam.say("/digest east-west 2026-01-07")
    assert WAIT in sam.say("/digest east-west 2026-01-07")
    assert WAIT not in office.talker(chat_id=3, person=None).say("/digest east-west 2026-01-07")


def test_reports_of_sentences_are_counted_with_the_remarks(office: Office) -> None:
    sam = office.talker()
    for _ in range(OF["remark"].a_minute):
        sam.say("/digest east-west")
        sam.press("wrong:")
        assert WAIT not in sam.press("bad:")
    sam.say("/digest east-west")
    sam.press("wrong:")
    assert WAIT in sam.press("bad:")
    assert WAIT in sam.say("/feedback thank you")


def test_searches_from_other_chats_are_counted(office: Office) -> None:
    conversation = office.conversation()
    for _ in range(OF["search"].a_minute):
        assert conversation.search("bridge", person_id=5)
    assert conversation.search("bridge", person_id=5) == []
    assert conversation.search("bridge", person_id=6)


def test_privacy_says_what_is_counted_and_for_how_long(office: Office) -> None:
    said = office.talker().say("/privacy")
    assert "I count how often each person asks, searches, reads and writes" in said
    assert "after /forget for one more day" in said


def granted(
    office: Office, spend: Callable[[Any], object], *, every: timedelta, most: int, model: object = None
) -> int:
    """How often it may be done before the first no."""
    desk = SimpleNamespace(memory=office.desk.memory, admins=frozenset(), model=model)
    for done in range(most):
        turn = SimpleNamespace(
            desk=desk, person_id=2, chat_id=2, utterance=SimpleNamespace(kind="private"), now=office.clock.now()
        )
        try:
            spend(cast(Any, turn))
        except Mistake:
            return done
        office.clock.advance(every)
    return most


@pytest.mark.parametrize(("model", "least", "most"), [(None, 18, 22), ("a model", 4, 6)])
def test_a_person_asks_no_more_in_a_minute_than_they_can_read(
    office: Office, model: object, least: int, most: int
) -> None:
    assert least <= granted(office, spend_question, every=timedelta(seconds=1), most=40, model=model) <= most


@pytest.mark.parametrize(("model", "least", "most"), [(None, 270, 330), ("a model", 45, 55)])
def test_a_day_has_an_end(office: Office, model: object, least: int, most: int) -> None:
    assert least <= granted(office, spend_question, every=timedelta(minutes=3), most=450, model=model) <= most


def test_a_digest_costs_as_much_as_several_questions(office: Office) -> None:
    def spend(turn: Any) -> None:
        spend_question(turn, cost=COST_OF_DIGEST)

    assert granted(office, spend, every=timedelta(seconds=1), most=40) == 5
