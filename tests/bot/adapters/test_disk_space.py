"""When little room is said to be left."""

from pathlib import Path

import pytest

from bot.adapters.disk_space import disk_problem

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(("left", "said"), [(160, True), (240, False)])
def test_little_room_is_said_before_there_is_none(left: int, said: bool) -> None:
    assert bool(disk_problem(Path(), free=lambda folder: left * MEGABYTE)) == said
