"""Writes JSON Schemas shortly. No I/O."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def record(*, may_have: Mapping[str, Schema] | None = None, **fields: Schema) -> Schema:
    """An object with these fields, all of them there, and perhaps some more. Readers must bear fields they do not know."""
    return {"type": "object", "properties": {**fields, **(may_have or {})}, "required": sorted(fields)}


def mapping(values: Schema) -> Schema:
    """An object whose keys are data."""
    return {"type": "object", "additionalProperties": values}


def one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}
