"""The JSON Schema of a reply type, in the subset that every provider of strict output takes.

Every object closed and all its keys required; no lengths, counts, defaults, references or alternatives. The limits that a
schema cannot say are kept by the reader (`fields`), which never trusts that a server heeded a schema.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

_KEPT = ("type", "enum", "description")


def strict_schema(reply: type[BaseModel]) -> dict[str, Any]:
    """The schema of `reply`. Reply types have no optional keys: a model says an empty string or list instead."""
    whole = reply.model_json_schema()
    return _strict(whole, whole.get("$defs", {}))


def _strict(part: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        part = {**named[part["$ref"].rpartition("/")[2]], **{k: v for k, v in part.items() if k == "description"}}
    made = {key: part[key] for key in _KEPT if key in part}
    if part["type"] == "object":
        # What a class says of itself is for readers of the code.
        made.pop("description", None)
        made["properties"] = {name: _strict(inner, named) for name, inner in part["properties"].items()}
        made["required"] = list(part["properties"])
        made["additionalProperties"] = False
    elif part["type"] == "array":
        made["items"] = _strict(part["items"], named)
    return made
