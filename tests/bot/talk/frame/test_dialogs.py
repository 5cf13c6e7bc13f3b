"""How long a question of ours waits for its answer."""

from datetime import timedelta

import pytest

from bot.talk.frame.dialogs import OpenQuestion, ask_for, open_question
from tests.bot.talk.office import NOON, Office, utterance


@pytest.mark.parametrize(("hours", "is_open"), [(20, True), (30, False)])
def test_a_question_waits_for_a_day(office: Office, hours: int, is_open: bool) -> None:
    ask_for(office.desk.memory, utterance(), OpenQuestion("wish", {"kind": "iw"}), now=NOON)
    found = open_question(office.desk.memory, utterance("bridge"), now=NOON + timedelta(hours=hours))
    assert (found == OpenQuestion("wish", {"kind": "iw"})) == is_open
