"""Days at the edge of the calendar, numbers beyond all sense and presses nobody was offered: each gets a reply, none a traceback."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.talk.frame.registry import PRESSES
from bot.talk.frame.utterances import Press
from tests.bot.talk.office import Office

pytestmark = pytest.mark.slow

SAID = (
    "/digest east-west 9999-12-31",
    "/digest east-west 0001-01-01",
    "/start d_east-west_0001-01-01",
    "/pause 99999999999",
    "/time 99:99",
    "What happened on 9999-12-31?",
    "What happened before 0001-01-01?",
    "What happened 999999999999 days ago?",
    "What happened in the last 99999999999999 years?",
    "what did [99999999999999999999999] say?",
)
ARGUMENTS = (
    "",
    "99999999999999999999",
    "-1",
    "x" * 60,
    "a:b:c",
    "pause:99999999999",
    "east-west/0001-01-01",
    "9999-12-31",
    "٣",
)


@pytest.mark.parametrize("is_admin", [False, True])
def test_nothing_said_or_pressed_at_the_edge_is_a_defect(
    office: Office, caplog: pytest.LogCaptureFixture, is_admin: bool
) -> None:
    somebody = office.admin() if is_admin else office.talker()
    presses = [f"{name}:{argument}" for name in PRESSES for argument in ARGUMENTS]
    with caplog.at_level(logging.ERROR):
        for words in SAID:
            office.clock.time += timedelta(minutes=2)
            assert somebody.say(words)
        for data in presses:
            office.clock.time += timedelta(minutes=2)
            list(office.conversation().handle(replace(somebody.base, text="", press=Press(data, 99))))
    assert [record.getMessage() for record in caplog.records] == []
