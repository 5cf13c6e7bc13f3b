"""Reads who belongs to a side, as people write it: countries by code or name, outlets by name."""

import re

from bot.talk.frame.localise import Mistake
from retrieval.language.countries import country_of
from retrieval.sources.outlets import Registry

QUOTED = re.compile(r'"([^"]+)"')
CODE = re.compile(r"[A-Z]{2}")


def read_members(text: str, registry: Registry) -> tuple[frozenset[str], frozenset[str]]:
    """Countries and outlet names in a text like `US GB "Far Wire", China`. Raises Mistake for a name nobody knows."""
    countries: set[str] = set()
    outlets = {_outlet(name, registry) for name in QUOTED.findall(text)}
    for piece in QUOTED.sub(",", text.replace("，", ",").replace("、", ",")).split(","):
        if piece.strip():
            _read_piece(piece.strip(), registry, countries, outlets)
    if not countries and not outlets:
        raise Mistake("Write at least one country or outlet, for example: US, GB, Reuters.")
    return frozenset(countries), frozenset(outlets)


def _read_piece(piece: str, registry: Registry, countries: set[str], outlets: set[str]) -> None:
    """One name, or several codes and one-word names with spaces between."""
    whole = _country(piece)
    if whole:
        countries.add(whole)
    elif (outlet := registry.find_name(piece)) is not None:
        outlets.add(outlet.name)
    else:
        for word in piece.split():
            country = _country(word)
            if country:
                countries.add(country)
            else:
                outlets.add(_outlet(word, registry))


def _country(word: str) -> str:
    return word if CODE.fullmatch(word) else country_of(word)


def _outlet(name: str, registry: Registry) -> str:
    outlet = registry.find_name(name)
    if outlet is None:
        raise Mistake(
            "I know no outlet or country “{name}”. Use two capital letters for a country, or add the outlet with /outlet.",
            name=name[:60],
        )
    return outlet.name
