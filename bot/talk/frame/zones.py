"""Finds the time zone of a place that somebody names: a city in any script, an offset, an IANA name, a place on the map."""

import lzma
import re
import unicodedata
from pathlib import Path
from zoneinfo import available_timezones

from tzfpy import get_tz

from bot.talk.frame.localise import Mistake
from retrieval.once import once

# Cities and their zones, from GeoNames (geonames.org, CC BY 4.0); `scripts/city_zones.py` makes it.
TABLE = Path(__file__).with_name("city_zones.xz")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+\-−]) ?(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
# Offsets that are not whole hours have no zone of their own, only places that keep them all year (or most of it).
_ODD_OFFSETS = {
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
    630: "Australia/Lord_Howe",
    765: "Pacific/Chatham",
    -210: "America/St_Johns",
    -570: "Pacific/Marquesas",
}


def find_zone_of(said: str) -> str:
    """The IANA name of the zone somebody means. Raises Mistake saying what to write."""
    zone = zone_named(said)
    if not zone:
        raise Mistake(
            "I do not know the place or time zone “{name}”. Write a large city, an offset like UTC+5:30, "
            "or a zone like Europe/Berlin; or send me your location.",
            name=" ".join(said.split())[:40],
        )
    return zone


def zone_named(said: str) -> str:
    """As `find_zone_of`; empty where no zone or place is known by that name."""
    words = " ".join(said.split())
    return _iana_name(words) or _offset_zone(words) or (_city_zone(fold(words)) if len(words) > 1 else "")


def zone_at(latitude: float, longitude: float) -> str:
    """The zone of a place on the map. Only the zone is ever stored."""
    return str(get_tz(longitude, latitude)) or "UTC"


def _iana_name(words: str) -> str:
    wanted = words.replace(" ", "_").casefold()
    return _zones().get(wanted, "")


@once
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _offset_zone(words: str) -> str:
    found = _OFFSET.fullmatch(words)
    if found is None:
        return ""
    sign = 1 if found[1] == "+" else -1
    minutes = sign * (int(found[2]) * 60 + int(found[3] or 0))
    if minutes % 60 == 0 and -12 <= minutes // 60 <= 14:
        hours = minutes // 60
        # The names of Etc count westwards.
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return _ODD_OFFSETS.get(minutes, "")


def _city_zone(wanted: str) -> str:
    """The zone of the most populous city of that name, in whatever script."""
    table = _city_table()
    found = table.find(f"\t{wanted}\t".encode())
    if found < 0:
        return ""
    line = table.rfind(b"\n", 0, found) + 1
    return table[line : table.index(b"\t", line)].decode()


@once
def _city_table() -> bytes:
    """A line a zone: its name, then the folded names of its cities, each between tabs.

    4 MB, searched as they are in milliseconds: a dictionary of 300,000 names takes ten times the memory and a second to fill.
    """
    return lzma.decompress(TABLE.read_bytes())


def fold(name: str) -> str:
    """Case, accents and white space around and within do not count for more than one blank."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())
