from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.reply_messages import PAUSES, Speaker
from bot.delivery.deliverer import Deliverer
from bot.delivery.doubt import LedgerAftercare
from bot.delivery.ports import NotSent, Part, Place, RateLimited, SendError, Unreachable, Unsure
from bot.talk.frame.replies import Attachment, Reply, say
from bot.talk.frame.utterances import Press
from tests.bot.talk.office import Office, open_office, utterance
from tests.fakes import FakeMessenger

SAM = utterance("how many?")
SECONDS = timedelta(seconds=90)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = open_office(tmp_path)
    yield made
    made.close()


class Surface(FakeMessenger):
    """A fake messenger that also edits and hands over files with moods."""

    def edit(self, place: Place, message_id: int, part: Part) -> None:
        self._mind(place)
        super().edit(place, message_id, part)

    def send_file(self, place: Place, name: str, content: bytes, caption: str) -> int:
        self._mind(place)
        return 1

    def show_draft(self, place: Place, draft_id: int, words: str) -> None:
        raise AssertionError("nothing here is a draft")

    def show_typing(self, place: Place) -> None:
        raise AssertionError("nothing here is a draft")

    def _mind(self, place: Place) -> None:
        if self.moods.get(place.chat_id):
            raise self.moods[place.chat_id].pop(0)


class Room:
    """A speaker with the ledger behind it, and the deliverer that sends from there."""

    def __init__(self, office: Office) -> None:
        self.surface = Surface()
        self.paused: list[float] = []
        self.ledger = office.desk.ledger
        self.speaker = Speaker(
            self.surface, LedgerAftercare(self.ledger, office.clock), timer=lambda: 0.0, pause=self.paused.append
        )
        self.clock = office.clock
        self.deliverer = Deliverer(
            office.desk.subscriptions, self.ledger, self.surface, lambda _order, _now: (), workers=2
        )

    def troubled(self, *errors: SendError) -> None:
        self.surface.moods[SAM.chat_id] = list(errors)

    def deliver(self) -> None:
        self.clock.time += SECONDS
        self.deliverer.drain(self.clock)

    def texts(self) -> list[str]:
        return [part.plain for _, part in self.surface.sent]


def test_an_answer_that_meets_a_gateway_error_is_sent_again(office: Office) -> None:
    room = Room(office)
    room.troubled(NotSent("502"))
    assert room.speaker.say(SAM, say("Fourteen. [1]"), name="7/1") == [1]
    assert room.texts() == ["Fourteen. [1]"]
    assert room.paused == [PAUSES[0]]


def test_an_answer_that_cannot_be_sent_for_a_while_comes_later_and_once(office: Office) -> None:
    room = Room(office)
    room.troubled(*[NotSent("502")] * (len(PAUSES) + 1))
    for _ in range(2):  # the update may be acted on again
        room.speaker.say(SAM, say("Fourteen. [1]"), name="7/1")
        room.troubled(*[NotSent("502")] * (len(PAUSES) + 1))
    room.troubled()
    room.deliver()
    room.deliver()
    assert room.texts() == ["Fourteen. [1]"]


def test_a_reply_that_must_wait_for_the_service_waits_in_the_ledger(office: Office) -> None:
    room = Room(office)
    room.troubled(RateLimited("later", retry_after=timedelta(minutes=2)))
    assert room.speaker.say(SAM, say("Fourteen."), name="7/1") == []
    room.deliver()
    assert room.texts() == ["Fourteen."]
    assert room.paused == []


def test_an_answer_that_may_have_arrived_is_asked_about_and_not_repeated(office: Office) -> None:
    room = Room(office)
    room.troubled(Unsure("the answer was lost"))
    room.speaker.say(SAM, say("Fourteen."), name="7/1")
    room.deliver()
    [question] = room.surface.sent
    assert "I do not know whether it arrived" in question[1].plain
    press = question[1].buttons[0][1]
    assert press.text == "Send it again"
    talker = office.talker()
    talker.replies = [Reply(buttons=question[1].buttons)]
    talker.press("Send it again")
    room.deliver()
    assert room.texts()[1:] == ["Fourteen."]


def test_an_edit_is_repeated_whatever_became_of_it_and_else_said_anew(office: Office) -> None:
    room = Room(office)
    pressed = replace(SAM, press=Press("set:home", 99))
    room.troubled(Unsure("?"), NotSent("502"))
    assert room.speaker.say(pressed, say("Settings", replaces=True), name="7/1") == [99]
    room.troubled(*[NotSent("502")] * (len(PAUSES) + 1))
    assert room.speaker.say(pressed, say("Settings", replaces=True), name="8/1") == [1]


def test_a_file_that_cannot_be_handed_over_leaves_its_question_open(office: Office) -> None:
    room = Room(office)
    room.troubled(*[NotSent("502")] * (len(PAUSES) + 1))
    with pytest.raises(NotSent):
        room.speaker.say(SAM, Reply(attachment=Attachment("all.json", b"{}")), name="7/1")


def test_a_chat_that_is_gone_is_not_tried_again(office: Office) -> None:
    room = Room(office)
    room.troubled(Unreachable("blocked"))
    assert room.speaker.say(SAM, say("Fourteen."), name="7/1") == []
    assert room.paused == []
    room.deliver()
    assert room.texts() == []
