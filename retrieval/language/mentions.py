"""Finds where a text has one of many names, whole words only and the longest first. Knows nothing of what the names mean."""

import re
from collections.abc import Iterable, Iterator

_WIDE = "\u3040-\u9fff"
# A character of a script without blanks, or letters and digits with the vowel signs of the scripts of India, which are no
# letters to `\w`.
_PIECE = re.compile(rf"[{_WIDE}]|(?:[^\W_{_WIDE}]|[\u0900-\u0dff])+")
_ENDS_WIDE = re.compile(rf"[{_WIDE}]$")


class NameIndex:
    """Names, given in lower case, to be found in many texts. A word may go on for `most_endings` letters: "Velmoran"."""

    def __init__(self, names: Iterable[str], *, most_endings: int = 0) -> None:
        self._names = tuple(sorted(set(names), key=lambda name: (-len(name), name)))
        self._ending = re.compile(rf"[^\W\d_]{{0,{most_endings}}}")
        self._may_end = bool(most_endings)
        self._by_first: dict[str, list[str]] = {}
        for name in self._names:
            if first := _PIECE.search(name):
                self._by_first.setdefault(first[0], []).append(name)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of names in a text, in order and apart from each other. Scripts without blanks have them anywhere."""
        at = 0
        for piece in _PIECE.finditer(text):
            start = piece.start()
            # Most words begin no name; a word with an ending cannot be looked up.
            names = self._names if self._may_end else self._by_first.get(piece[0].casefold(), ())
            stop = next(filter(None, (self._end(text, start, name) for name in names)), 0) if start >= at else 0
            if stop:
                yield start, stop
                at = stop

    def _end(self, text: str, start: int, name: str) -> int:
        """Where a name that begins at a place ends, or 0 when it does not stand there as words."""
        stop = start + len(name)
        if text[start:stop].casefold() != name:
            return 0
        if _ENDS_WIDE.search(name):
            return stop
        ending = self._ending.match(text, stop)
        stop = ending.end() if ending else stop
        following = _PIECE.match(text, stop)
        return stop if following is None or _ENDS_WIDE.search(following[0]) else 0
