"""Who is let in, and that programs are counted like people."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.programs.access import Access, ProgramAllowance, Refusal, admit, network_of
from bot.talk.commands.allowance import A_MINUTE, A_MINUTE_WITH_MODEL
from bot.talk.frame.memory import Memory
from retrieval.database import open_database
from tests.builders import NOON
from tests.fakes import FakeClock

TOKEN = "a-token-of-twenty-letters"
GIVEN = Access(tokens=frozenset({TOKEN, "another-token-of-letters"}))


def status(caller: str | Refusal) -> int:
    return caller.status if isinstance(caller, Refusal) else 200


def test_nobody_is_let_in_until_somebody_opens() -> None:
    assert status(admit(Access(), f"Bearer {TOKEN}", "10.0.0.1")) == 403
    assert status(admit(Access(is_open=True), "", "10.0.0.1")) == 200


@pytest.mark.parametrize("header", ["", TOKEN, f"Basic {TOKEN}", "Bearer ", f"Bearer {TOKEN}x", "Bearer tökén"])
def test_without_a_token_that_was_given_out_the_door_stays_shut(header: str) -> None:
    assert status(admit(GIVEN, header, "10.0.0.1")) == 401


def test_a_caller_is_known_by_its_token_wherever_it_calls_from_and_the_name_does_not_tell_it() -> None:
    callers = {admit(GIVEN, f"bearer {TOKEN}", address) for address in ("10.0.0.1", "10.0.0.2")}
    assert len(callers) == 1
    assert TOKEN not in f"{callers}" and "10.0.0.1" not in f"{callers}"


def test_without_tokens_a_caller_is_its_address_and_of_version_six_its_whole_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff") != network_of("2001:db8:0:1::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("testclient") == network_of("") == ""


@pytest.mark.parametrize(("has_model", "most"), [(False, A_MINUTE), (True, A_MINUTE_WITH_MODEL)])
def test_a_program_may_ask_as_much_as_a_person(tmp_path: Path, has_model: bool, most: int) -> None:
    database = open_database(f"sqlite:///{tmp_path}/memory.db")
    database.create_all()
    allowance = ProgramAllowance(Memory(database), FakeClock(NOON), has_model=has_model)
    waits = [allowance.spend("token:one", "question") for _ in range(most + 1)]
    assert waits[:most] == [timedelta()] * most and waits[most] > timedelta()
    assert allowance.spend("token:two", "question") == allowance.spend("token:one", "search") == timedelta()
    database.close()
