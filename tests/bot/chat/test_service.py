"""The whole way through Telegram's door: a person writes, the strict server sees what comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.chat.stage import Stage, open_stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as running:
        yield running


def test_a_newcomer_starts_subscribes_reads_and_asks(stage: Stage) -> None:
    server = stage.server
    sam = server.user(2, "Sam")
    sam.say("/start")
    welcome = server.wait_for_message(sam.id)
    sam.press(welcome, "East and West")
    subscribed = server.wait_for_message(sam.id, "04:00", after=welcome)
    sam.say("/digest")
    server.wait_for_message(sam.id, "Lena bridge", after=subscribed)
    sam.say("how many died at the Lena bridge?")
    server.wait_for_message(sam.id, "[1]", after=subscribed)
    assert server.violations == []
    assert [one.topic for one in stage.office.desk.subscriptions.list(sam.id)] == ["east-west"]


def test_an_admin_adds_a_topic_and_a_stranger_cannot(stage: Stage) -> None:
    server = stage.server
    line = '/addtopic taiwan; Taiwan; side west "The West": US; side east "The East": CN; search strait'
    server.user(2, "Sam").say(line)
    server.wait_for_message(2)
    server.user(1, "Robin").say(line)
    server.wait_for_message(1, "Taiwan")
    assert "taiwan" in stage.office.desk.catalog.topics
    assert "Taiwan" not in "".join(server.texts(2))
    assert server.violations == []
