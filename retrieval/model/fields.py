"""The types that replies are made of. They are strict and short: what a model sends is input from outside.

A string must be a string and no longer than it may be; a number must be a number. Of a list the first entries count, and
an entry that does not fit is left out: one bad sentence must not cost the others.
"""

from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, StringConstraints, TypeAdapter
from pydantic.types import Strict
from pydantic_core import CoreSchema, PydanticCustomError, ValidationError, core_schema

LONGEST_SENTENCE = 500
LONGEST_NAME = 120

Word = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]
"""A name, a side, a day, an id."""
Line = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, max_length=LONGEST_SENTENCE)]
"""A sentence or a title."""
Number = Annotated[int, Strict()]
Truth = Annotated[bool, Strict()]


def _as_text(value: object) -> object:
    """Ids come back as text or as a number; `True` is neither."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else value


Id = Annotated[Word, BeforeValidator(_as_text)]


class Reply(BaseModel):
    """What every reply type inherits: frozen, and blind to keys that nobody asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Most:
    """Of a `tuple[Entry, ...]`: at most so many entries, those that fit; no list at all is a fault."""

    entries: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        entry: TypeAdapter[Any] = TypeAdapter(get_args(source)[0])

        def keep(value: object) -> object:
            if not isinstance(value, list | tuple):
                raise PydanticCustomError("no_list", "not a list")
            return tuple(kept for each in value[: self.entries] for kept in _fitting(entry, each))

        return core_schema.no_info_before_validator_function(keep, handler(source))


def _fitting(entry: TypeAdapter[Any], value: object) -> list[Any]:
    try:
        return [entry.validate_python(value)]
    except (ValidationError, RecursionError):
        return []
