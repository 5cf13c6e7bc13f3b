"""What stands in Telegram's HTML besides tags: attributes with their values, and character references."""

import re
from typing import Any

from bot.demo.botapi.api_errors import ApiError, bad_request

_USED = {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix"), ("tg-time", "format")}
_REFERENCE = re.compile(r"&(?:#(?P<dec>[0-9]+)|#x(?P<hex>[0-9A-Fa-f]+)|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_REFERENCE = 10
_TIME_FORMAT = re.compile(r"[rR]|[tTdDwW]*")


def used_attribute(tag: str, name: str, value: str) -> dict[str, str]:
    if (tag, name) in _USED:
        return {name: value}
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return {"language": value.removeprefix("language-")}
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return {"class": value}
    return {"expandable": "1"} if (tag, name) == ("blockquote", "expandable") else {}


def custom_emoji(value: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,19}", value) or int(value) == 0:
        raise refuse_markup("Invalid custom emoji identifier specified")
    return value


def instant(flags: dict[str, str]) -> dict[str, Any] | None:
    shape = flags.get("format", "")
    if not _TIME_FORMAT.fullmatch(shape):
        raise refuse_markup("Invalid date format used")
    unix = int(flags["unix"]) if re.fullmatch(r"[0-9]{1,10}", flags.get("unix", "")) else 0
    if unix <= 0:
        return None
    return {"unix_time": unix, "date_time_format": shape} if shape else {"unix_time": unix}


def refuse_markup(text: str) -> ApiError:
    return bad_request(f"can't parse entities: {text}")


def decode_reference(text: str, position: int) -> tuple[str, int]:
    """The character a reference stands for and where it ends; what Telegram does not decode stays as typed."""
    found = _REFERENCE.match(text, position)
    plain = "&", position + 1
    if found is None or len(found[0].rstrip(";")) >= _LONGEST_REFERENCE:
        return plain
    if found["name"]:
        return (_NAMED[found["name"]], found.end()) if found["name"] in _NAMED else plain
    value = int(found["dec"]) if found["dec"] else int(found["hex"], 16)
    if not 0 < value < 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        return plain
    return chr(value), found.end()
