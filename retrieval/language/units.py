"""Lists units and every way to write them in English, by what they measure."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args

from retrieval.language.vocabulary import listed, vocabularies

Measured = Literal["time", "length", "amount", "money", "share", "points", "heat"]

MEASURED: tuple[Measured, ...] = get_args(Measured)


@cache
def units(measured: Measured) -> Mapping[str, tuple[str, ...]]:
    """The name of each unit and its forms in lower case: "hour" is written "hour", "hours", "hr"."""
    return listed(vocabularies()["en"].tables["units"][measured])
