"""Where a text has one of many names, whole words only and the longest first. Knows nothing of what the names mean."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache

# Letters and digits with the vowel signs of the scripts of India, which are no letters to `\w`.
_PIECE = re.compile(r"(?:[^\W_]|[\u0900-\u0dff])+")
_UNSPACED = re.compile(r"[\u3040-\u9fff]")


def find_mentions(text: str, names: AbstractSet[str], *, most_endings: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of names (given in lower case) in a text, in order and apart from each other.

    In a script without blanks a name may stand anywhere. With `most_endings` a word may go on for so many letters more:
    "Velmoran" of "velmora".
    """
    most, longest = _measures(frozenset(names))
    pieces = list(_pieces(text))
    at = 0
    for number, (start, _) in enumerate(pieces):
        if start < at:
            continue
        if _UNSPACED.match(text, start):
            ends = range(min(len(text), start + longest), start, -1)
        else:
            ends = _ends(text, pieces[number : number + most])
        found = next((stop for stop in ends if _is_named(text[start:stop].casefold(), names, most_endings)), 0)
        if found:
            yield start, found
            at = found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Words, and every single character of a script without blanks."""
    for match in _PIECE.finditer(text):
        at = match.start()
        for wide in _UNSPACED.finditer(text, match.start(), match.end()):
            if at < wide.start():
                yield at, wide.start()
            yield wide.span()
            at = wide.end()
        if at < match.end():
            yield at, match.end()


def _ends(text: str, pieces: list[tuple[int, int]]) -> list[int]:
    """Where a name may end, the farthest first; a point may belong to it ("U.S.")."""
    return [stop for _, end in reversed(pieces) for stop in (end + 1, end) if stop == end or text[end:stop] == "."]


def _is_named(said: str, names: AbstractSet[str], most_endings: int) -> bool:
    return said in names or any(said[:-more] in names for more in range(1, most_endings + 1) if said[-more:].isalpha())


@lru_cache(maxsize=32)
def _measures(names: frozenset[str]) -> tuple[int, int]:
    """The most words and the most characters of a name."""
    return max((len(_PIECE.findall(name)) for name in names), default=0), max(map(len, names), default=0)
