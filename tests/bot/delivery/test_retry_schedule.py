"""What becomes of a part whose send failed, and when it is tried again."""

from datetime import timedelta

import pytest

from bot.delivery.ledger_entries import Task, likely_ids
from bot.delivery.ports import NotSent, Part, Place
from bot.delivery.retry_schedule import growing_pause, step_after
from tests.builders import NOON


def test_pauses_grow_from_seconds_to_minutes() -> None:
    assert timedelta(seconds=4) < growing_pause(0) < timedelta(seconds=6)
    assert timedelta(minutes=8) < growing_pause(99) < timedelta(minutes=12)
    assert growing_pause(1) == 2 * growing_pause(0)


@pytest.mark.parametrize(("hours", "state"), [(5, "queued"), (7, "failed")])
def test_what_could_not_be_sent_all_morning_is_given_up(hours: int, state: str) -> None:
    task = Task(1, 1, Place(100), Part("", "Good morning"), 3, False, NOON, "digest")
    assert step_after(NotSent("no connection"), task, now=NOON + timedelta(hours=hours)).state == state


def test_a_part_in_doubt_is_looked_for_among_the_next_few_messages() -> None:
    found = likely_ids(10, {11})
    assert found == tuple(range(12, 12 + len(found)))
    assert 5 <= len(found) <= 7
