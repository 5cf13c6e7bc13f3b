"""A zone by its offset."""

import pytest

from bot.talk.frame.zones import zone_named


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("UTC+5:30", "Asia/Kolkata"), ("+3:30", "Asia/Tehran"), ("gmt +5:45", "Asia/Kathmandu"),
        ("+12:45", "Pacific/Chatham"), ("-3:30", "America/St_Johns"), ("−9:30", "Pacific/Marquesas"),
        ("UTC+8", "Etc/GMT-8"), ("+0", "UTC"), ("+15", ""), ("+1:10", ""),
    ],
)  # fmt: skip
def test_an_offset_is_a_zone_where_somebody_lives_by_it(said: str, zone: str) -> None:
    assert zone_named(said) == zone
