"""What is kept, and for how long: /privacy promises it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from bot.run.chores import Chores
from tests.builders import NOON
from tests.fakes import FakeClock


class Kept:
    """Everything that grows old, by when it was told to forget what."""

    def __init__(self) -> None:
        self.before: list[timedelta] = []

    def expire(self, *args: Any, **named: Any) -> None:
        self.before += [NOON - moment for moment in args if moment != NOON]

    prune = prune_editions = expire


def test_what_was_said_is_kept_for_a_month() -> None:
    kept = Kept()
    settings = SimpleNamespace(publish=None, admins=())
    parts = dict.fromkeys(
        ("catalog", "editor", "digests", "feeds", "ledger", "memory", "inbox", "budget", "replies"), kept
    )
    app = SimpleNamespace(**parts, settings=settings, clock=FakeClock(NOON), data_folder=None, words_of=None)
    Chores(cast(Any, app)).prune()
    assert kept.before and all(timedelta(days=28) <= age <= timedelta(days=32) for age in kept.before)
