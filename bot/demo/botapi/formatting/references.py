"""Character references as Telegram's HTML knows them: numbers, and four names."""

import re

_REFERENCE = re.compile(r"&(?:#(?P<dec>[0-9]+)|#x(?P<hex>[0-9A-Fa-f]+)|(?P<name>[A-Za-z]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LONGEST_REFERENCE = 10


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
