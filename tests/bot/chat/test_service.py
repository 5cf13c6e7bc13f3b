"""The whole way through Telegram's door: a person writes, the strict server sees what comes back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.webhook_address import Webhook
from bot.delivery.store.inbox import Inbox
from bot.demo.botapi.control import LocalBotApi
from retrieval.errors import BadInput
from tests.bot.chat.day import play_day
from tests.bot.chat.stage import Stage, make_service, open_stage
from tests.bot.talk.office import open_office

pytestmark = pytest.mark.slow


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_stage(tmp_path) as running:
        yield running


def test_a_newcomer_starts_subscribes_reads_and_asks(stage: Stage) -> None:
    server = stage.server
    sam = server.user(2, "Sam")
    sam.say("/start")
    welcome = server.wait_for_message(sam.id)
    sam.press(welcome, "+ East and West")
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


def test_a_small_day_breaks_no_rule_of_the_api(tmp_path: Path) -> None:
    with open_stage(tmp_path) as stage:
        day = play_day(stage, people=3)
        assert [call.describe() for call in stage.server.violations] == []
        assert day.interactions > 50


def test_what_was_stored_before_a_kill_is_answered_after_it(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    with LocalBotApi(now=office.clock.now) as server:
        sam = server.user(2, "Sam")
        service = make_service(office, server)
        service.start()
        service.listen()
        service.stop()
        sam.say("/topics")
        body = json.dumps(server.world.updates.waiting[-1].to_api())
        update_id = server.world.updates.waiting[-1].update_id
        Inbox(office.newsroom.database).keep(update_id, body, chat_id=2, now=office.clock.now())
        server.world.updates.waiting.clear()
        again = make_service(office, server)
        again.start()
        again.replay()
        server.wait_for_message(2, "East and West")
        again.stop()
    office.close()


def test_a_flood_of_one_delays_nobody_else(stage: Stage) -> None:
    server = stage.server
    noisy, quiet = server.user(2, "Noisy"), server.user(3, "Quiet")
    for _ in range(60):
        noisy.say("how many died at the Lena bridge?")
    quiet.say("/topics")
    server.wait_for_message(3, "East and West", timeout=5)
    assert len(server.messages(2)) < 60


def test_a_group_where_we_may_not_write_is_left(stage: Stage) -> None:
    robin = stage.server.user(1, "Robin")
    group = stage.server.group("Silence")
    group.add(robin, "creator")
    group.add_bot(robin, "restricted", can_send_messages=False)
    stage.server.wait_for(lambda: stage.server.calls_of("leaveChat"))


def test_menus_are_set_once(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    with LocalBotApi(now=office.clock.now) as server:
        server.user(1, "Robin", is_started=True)
        first = make_service(office, server, dresses=True)
        first.start()
        server.wait_for(lambda: office.desk.memory.recall(0, "profile"), timeout=20)
        first.stop()
        count = len(server.calls_of("setMyCommands"))
        second = make_service(office, server, dresses=True)
        second.start()
        second.stop()
        assert count == (2 + 1) * 8  # private, groups and one admin, in eight languages
        assert len(server.calls_of("setMyCommands")) == count
        assert server.violations == []
    office.close()


def test_what_a_webhook_brings_is_stored_and_answered_once(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    with LocalBotApi(now=office.clock.now) as server:
        hook = Webhook("https://bot.example/hook", "a-secret")
        service = make_service(office, server, webhook=hook)
        service.start()
        service.listen()
        server.user(2, "Sam", is_started=True)
        body = json.dumps({"update_id": 5, "message": message("/topics")}).encode()
        service.receive(body)
        service.receive(body)
        assert Inbox(office.newsroom.database).last_id() == 5
        server.wait_for_message(2, "East and West")
        with pytest.raises(BadInput):
            service.receive(b"no update")
        assert not hook.is_from_telegram("a guess") and hook.is_from_telegram("a-secret")
        service.stop()
        assert len(server.messages(2)) == 1
    office.close()


def message(text: str) -> dict[str, object]:
    person = {"id": 2, "is_bot": False, "first_name": "Sam"}
    return {
        "message_id": 1,
        "date": 1767787200,
        "chat": {"id": 2, "type": "private", "first_name": "Sam"},
        "from": person,
        "text": text,
    }


def test_stopping_gives_its_loop_back_and_may_be_done_twice(stage: Stage) -> None:
    stage.service.stop()
    assert stage.service._loop.is_closed()
    stage.service.stop()


def test_what_was_begun_too_often_is_said_to_be_lost(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    inbox, now = Inbox(office.newsroom.database), office.clock.now()
    with LocalBotApi(now=office.clock.now) as server:
        server.user(2, "Sam")
        inbox.keep(7, json.dumps({"update_id": 7, "message": message("/topics")}), chat_id=2, now=now)
        for _ in range(3):
            assert inbox.begin(7)
        service = make_service(office, server)
        service.start()
        service.stop()
    [sorry] = office.desk.ledger.ready(now, limit=5)
    assert (sorry.place.chat_id, sorry.content.plain) == (
        2,
        "Something went wrong on our side, and it is written down for the admin. Please try again.",
    )
    assert inbox.given_up(since=now) == ()
    office.close()
