"""A time of day as people type it."""

from datetime import time

import pytest

from bot.talk.frame.clock_text import read_clock
from bot.talk.frame.localise import Mistake


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7:30", time(7, 30)), ("07.30", time(7, 30)), ("7", time(7)), ("7pm", time(19)), ("12 am", time(0)),
        ("12pm", time(12)), ("11:45 PM", time(23, 45)), ("1am", time(1)), ("18h05", time(18, 5)),
    ],
)  # fmt: skip
def test_a_clock_has_twelve_hours_or_twenty_four(typed: str, meant: time) -> None:
    assert read_clock(typed) == meant


@pytest.mark.parametrize("typed", ["25:00", "7:60", "soon", ""])
def test_what_is_no_time_is_a_mistake(typed: str) -> None:
    with pytest.raises(Mistake):
        read_clock(typed)
