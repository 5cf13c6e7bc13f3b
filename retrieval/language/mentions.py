"""Where a text has one of many names, whole words only and the longest first. Knows nothing of what the names mean."""

import re
from collections.abc import Iterable, Iterator, Sequence

# Letters and digits with the vowel signs of the scripts of India, which are no letters to `\w`.
_PIECE = re.compile(r"(?:[^\W_]|[\u0900-\u0dff])+")
_UNSPACED = re.compile(r"[\u3040-\u9fff]")


class NameIndex:
    """Names, given in lower case, to be found in many texts. A word may go on for `most_endings` letters: "Velmoran"."""

    def __init__(self, names: Iterable[str], *, most_endings: int = 0) -> None:
        self._names = frozenset(names)
        self._most_endings = most_endings
        self._most_pieces = max((len(_PIECE.findall(name)) for name in self._names), default=0)
        self._longest = max(map(len, self._names), default=0)
        # Most words begin no name; a word with an ending is not looked up here.
        self._firsts = frozenset(found[0] for name in self._names if (found := _PIECE.search(name)))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The spans of names in a text, in order and apart from each other. Scripts without blanks have them anywhere."""
        pieces = list(_pieces(text))
        at = 0
        for number, (start, _) in enumerate(pieces):
            if start < at:
                continue
            found = next((stop for stop in self._ends(text, pieces, number) if self._has(text[start:stop])), 0)
            if found:
                yield start, found
                at = found

    def _ends(self, text: str, pieces: Sequence[tuple[int, int]], number: int) -> Iterable[int]:
        """Where a name may end, the farthest first; a point may belong to it ("U.S.")."""
        start, end = pieces[number]
        if _UNSPACED.match(text, start):
            return range(min(len(text), start + self._longest), start, -1)
        if not self._most_endings and text[start:end].casefold() not in self._firsts:
            return ()
        ends = (end for _, end in reversed(pieces[number : number + self._most_pieces]))
        return (stop for end in ends for stop in (end + 1, end) if stop == end or text[end:stop] == ".")

    def _has(self, said: str) -> bool:
        name = said.casefold()
        endings = range(1, self._most_endings + 1)
        return name in self._names or any(name[:-more] in self._names for more in endings if name[-more:].isalpha())


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
