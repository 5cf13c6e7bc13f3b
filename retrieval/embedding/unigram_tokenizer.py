"""Cuts a text into a unigram model's pieces: the likeliest way to write each word with the pieces it knows.

Ours, and not the `tokenizers` library's, for this one model: its 250,000 pieces cost that library 280 MB and some seconds
at each start, ours a fifth of both, and words met again come from a cache. Figures in docs/decisions/0040.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_WORD_START = "\u2581"
_UNKNOWN_PENALTY = 10.0


class Unigram:
    """Pieces with their scores (logarithms of probability). Safe to use from several threads."""

    def __init__(
        self, ids: dict[str, int], scores: NDArray[np.float32], *, unknown: int, folding: Mapping[int, str]
    ) -> None:
        self._ids = ids
        self._scores = scores.tolist()
        self._unknown = unknown
        self._folding = dict(folding)
        self._longest = max(map(len, ids), default=1)
        self._unknown_score = float(scores.min(initial=0.0)) - _UNKNOWN_PENALTY
        self._cut_word = lru_cache(maxsize=100_000)(self._cut)

    def cut(self, text: str) -> list[int]:
        """The piece numbers of a text, without any marks for its beginning or end."""
        folded = re.sub(" {2,}", " ", text.translate(self._folding)).strip(" ")
        found: list[int] = []
        for word in folded.split(" "):
            found.extend(self._cut_word(_WORD_START + word))
        return found

    def _cut(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of one word, by dynamic programming over its characters."""
        best = [0.0] + [-1e30] * len(word)
        came: list[tuple[int, int]] = [(0, self._unknown)] * (len(word) + 1)
        for end in range(1, len(word) + 1):
            best[end], came[end] = best[end - 1] + self._unknown_score, (end - 1, self._unknown)
            for start in range(max(0, end - self._longest), end):
                piece = self._ids.get(word[start:end])
                if piece is not None and best[start] + self._scores[piece] > best[end]:
                    best[end], came[end] = best[start] + self._scores[piece], (start, piece)
        pieces: list[int] = []
        end = len(word)
        while end:
            end, piece = came[end]
            pieces.append(piece)
        return tuple(reversed(pieces))
