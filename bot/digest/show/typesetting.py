"""How wide a text is and where its lines end, as far as can be told without the font: with room to spare. No I/O."""

import re
import unicodedata

_NARROW = frozenset(" .,:;'’‘|!iíìjlItfr()[]-·")
_BROAD = frozenset("mwMW@%—…")
# A word with the blanks before it; wide letters are words by themselves, their closing marks stay with them.
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
_CLOSING = "、。，．：；！？）」』】〉》〕"
_WORD = re.compile(rf"\s*(?:[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+)")


def text_width(text: str, size: float) -> float:
    """In the unit of `size`."""
    return size * sum(map(_em, text))


def wrap_text(text: str, width: float, *, size: float, most_lines: int) -> list[str]:
    """The lines of a text. A word longer than a line is cut; only what needs more than `most_lines` ends in "…"."""
    lines = [""]
    for word in (piece for found in _WORD.findall(text) for piece in _cut(found, width, size)):
        if text_width(lines[-1] + word, size) > width and lines[-1]:
            lines.append(word.lstrip())
        else:
            lines[-1] = (lines[-1] + word).lstrip() if not lines[-1] else lines[-1] + word
    if len(lines) <= most_lines:
        return lines
    last = lines[most_lines - 1]
    while text_width(last + "…", size) > width:
        last = last[:-1]
    return [*lines[: most_lines - 1], f"{last.rstrip()}…"]


def is_right_to_left(text: str) -> bool:
    """By the first letter that has a direction, as browsers do it."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in ("L", "R", "AL")), "L") != "L"


def _em(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.33
    if letter in _BROAD:
        return 0.93
    return 0.65 if letter.isupper() else 0.55


def _cut(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if text_width(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
