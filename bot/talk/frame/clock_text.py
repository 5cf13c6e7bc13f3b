"""Reads a time of day as people type it."""

import re
from datetime import time

from bot.talk.frame.localise import Mistake

CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?\s?([ap]m)?", re.IGNORECASE)
NOON = 12


def read_clock(text: str) -> time:
    """`7:30`, `07.30`, `7` or `7pm`. Raises Mistake."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise Mistake("Write the time as HH:MM, for example 07:30.")
    hour, half = int(found[1]), (found[3] or "").casefold()
    if half and 1 <= hour <= NOON:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    return time(hour, int(found[2] or 0))
