"""What a program may ask with: each parameter once, for reading a request and for `openapi.json`. No I/O.

Text from outside stays text: it is cleaned of what no store takes and bounded here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.programs.reading_desk import MAX_WORDS, MOST_HITS, USUAL_HITS
from bot.programs.typed_filters import DAY_PATTERN, read_day
from bot.web.api.json_schema import Schema
from retrieval.answers import MAX_QUESTION
from retrieval.errors import BadInput

# An id of a topic or a side, an outlet's name.
_MAX_NAME = 200
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Asked = Mapping[str, Any]
"""The values of a request by parameter name: text, days and numbers."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema` says what it may be; `says` what it does."""

    name: str
    says: str
    schema: Schema
    where: Literal["path", "query", "body"] = "query"
    is_required: bool = False


def _text(most: int, least: int = 0) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


_DAY_SCHEMA: Schema = {"type": "string", "format": "date", "pattern": DAY_PATTERN}

TOPIC_PATH = Parameter("topic", "The topic's id.", _text(_MAX_NAME, 1), "path", is_required=True)
DAY_PATH = Parameter("day", "The day, as 2026-01-07.", _DAY_SCHEMA, "path", is_required=True)
DATE = Parameter("date", "The day, as 2026-01-07; without it today.", _DAY_SCHEMA)
WORDS = Parameter("q", "What to look for; empty for the newest.", _text(MAX_WORDS))
ABOUT = Parameter("q", "What the sides are compared on.", _text(MAX_WORDS, 1), is_required=True)
TOPIC = Parameter("topic", "Only this topic, by its id.", _text(_MAX_NAME))
OUTLET = Parameter("outlet", "Only this outlet, by its name.", _text(_MAX_NAME))
SIDE = Parameter("side", "Only this side, as SIDE or TOPIC/SIDE.", _text(_MAX_NAME))
FIRST = Parameter("from", "From this day on, as 2026-01-07.", _DAY_SCHEMA)
LAST = Parameter("to", "Up to and including this day, as 2026-01-07.", _DAY_SCHEMA)
LIMIT = Parameter(
    "limit", "How many articles.", {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": USUAL_HITS}
)
QUESTION = Parameter("question", "A question in your own words.", _text(MAX_QUESTION, 1), "body", is_required=True)
TOPIC_BODY = Parameter("topic", "Only this topic, by its id.", _text(_MAX_NAME), "body")


def read_parameters(parameters: Sequence[Parameter], given: Sequence[tuple[str, Any]]) -> Asked:
    """The values of those given. Raises BadInput with a plain sentence for what is unknown, given twice, missing or no such value."""
    known = {one.name: one for one in parameters}
    values: dict[str, Any] = {}
    for name, value in given:
        if name not in known:
            raise BadInput(f"There is no parameter {name[:40]!r} here. There are: {', '.join(known) or 'none'}.")
        if name in values:
            raise BadInput(f"{name} is given twice: give it once.")
        values[name] = _read(known[name], value)
    for one in parameters:
        if one.is_required and one.name not in values:
            raise BadInput(f"{one.name} is missing. {one.says}")
    return values


def _read(parameter: Parameter, value: object) -> Any:
    schema = parameter.schema
    if not isinstance(value, str):
        raise BadInput(f"{parameter.name} is no text. {parameter.says}")
    if schema["type"] == "integer":
        return _read_number(parameter, value)
    if "format" in schema:
        return read_day(parameter.name, value)
    if not schema["minLength"] <= len(value) <= schema["maxLength"] or (schema["minLength"] and not value.strip()):
        raise BadInput(
            f"{parameter.name} has {schema['minLength']} to {schema['maxLength']:,} characters. {parameter.says}"
        )
    return _UNSTORABLE.sub(" ", value)


def _read_number(parameter: Parameter, value: str) -> int:
    least, most = parameter.schema["minimum"], parameter.schema["maximum"]
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise BadInput(f"{parameter.name} is a whole number, {least} to {most}.")
    return int(value)
