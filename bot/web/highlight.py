"""Words of a search, found again in what it found. Pure; the template does the escaping."""

import re
from dataclasses import dataclass

MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is one of the words looked for."""

    text: str
    is_found: bool


def mark_words(text: str, words: str) -> list[Piece]:
    """The text in pieces, in order and whole: a word is found where it begins another word (or stands in Chinese)."""
    wanted = sorted({word.casefold() for word in re.findall(r"\w+", words) if len(word) > 2 or not word.isascii()})
    if not wanted:
        return [Piece(text, False)]
    starts = "|".join(re.escape(word) for word in wanted[:MAX_WORDS])
    pieces = re.split(rf"((?<![a-z0-9])(?:{starts})\w*)", text, flags=re.IGNORECASE)
    return [Piece(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]
