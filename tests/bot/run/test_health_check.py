from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.run.health_check import HealthCheck
from tests.builders import NOON
from tests.fakes import FakeClock


def health_after(silence: timedelta, *, leads: bool = True) -> tuple[str, ...]:
    """What is wrong with a bot that has not heard Telegram for so long, and with nothing else."""
    app = SimpleNamespace(
        clock=FakeClock(NOON),
        webhook=None,
        problems=lambda: (),
        storage_problem=lambda: "",
        index=SimpleNamespace(status=lambda: SimpleNamespace(vectors_work=True)),
    )
    service = SimpleNamespace(heard_at=NOON - silence, has_rival=False)
    ticker = SimpleNamespace(hanging=lambda: ())
    check = HealthCheck(cast(Any, app), cast(Any, ticker), service=lambda: cast(Any, service), is_leader=lambda: leads)
    return check.health().problems


@pytest.mark.parametrize(("seconds", "is_sound"), [(100, True), (140, False)])
def test_two_minutes_without_a_word_of_telegram_are_a_problem(seconds: int, is_sound: bool) -> None:
    assert (health_after(timedelta(seconds=seconds)) == ()) == is_sound


def test_who_does_not_listen_need_not_hear() -> None:
    assert health_after(timedelta(hours=1), leads=False) == ()
