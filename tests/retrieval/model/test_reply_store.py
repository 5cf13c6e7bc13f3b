"""What a model said is remembered by what it was asked, and by nothing else."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.database import Database, open_database
from retrieval.errors import ModelError
from retrieval.model import Missing, ask_model
from retrieval.model.prompts import LEAD
from retrieval.model.reply_store import ReplyStore
from tests.builders import NOON
from tests.fakes import FakeClock, ScriptedModel

SAID = json.dumps({"sentences": [{"text": "The Lena bridge fell.", "citations": [1], "said_by": ""}]})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/replies.db")
    opened.create_all()
    yield opened
    opened.close()


def test_the_same_request_is_paid_for_once(database: Database) -> None:
    replies, model = ReplyStore(database, FakeClock(NOON)), ScriptedModel(SAID, SAID)
    first = ask_model(model, LEAD, {"topic": "East and West"}, replies=replies)
    assert ask_model(model, LEAD, {"topic": "East and West"}, replies=replies) == first
    assert len(model.history) == 1
    ask_model(model, LEAD, {"topic": "East and North"}, replies=replies)
    assert len(model.history) == 2


def test_another_model_is_asked_anew(database: Database) -> None:
    replies, other = ReplyStore(database, FakeClock(NOON)), ScriptedModel(SAID)
    other.name = "other"
    ask_model(ScriptedModel(SAID), LEAD, {}, replies=replies)
    ask_model(other, LEAD, {}, replies=replies)
    assert len(other.history) == 1


def test_what_was_missing_is_asked_again(database: Database) -> None:
    replies, model = ReplyStore(database, FakeClock(NOON)), ScriptedModel(ModelError("No.", cause="refusal"), "?", SAID)
    assert isinstance(ask_model(model, LEAD, {}, replies=replies), Missing)
    assert isinstance(ask_model(model, LEAD, {}, replies=replies), Missing)
    assert not isinstance(ask_model(model, LEAD, {}, replies=replies), Missing)


def test_the_oldest_replies_go_first(database: Database) -> None:
    clock = FakeClock(NOON)
    replies = ReplyStore(database, clock, most=2)
    for key in "abc":
        replies.put(key, SAID)
        clock.advance(timedelta(seconds=1))
    assert [replies.get(key) for key in "abc"] == [None, SAID, SAID]


def test_a_database_that_does_not_answer_costs_a_call_and_no_digest(tmp_path: Path) -> None:
    empty = open_database(f"sqlite:///{tmp_path}/without_tables.db")
    replies = ReplyStore(empty, FakeClock(NOON))
    assert not isinstance(ask_model(ScriptedModel(SAID), LEAD, {}, replies=replies), Missing)
    empty.close()
