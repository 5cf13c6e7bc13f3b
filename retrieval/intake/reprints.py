"""Compares texts to find copies: one text that many outlets print is one voice. No I/O.

Credits are read by `retrieval/intake/credits.py`."""

from collections import defaultdict
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from retrieval.articles import Article
from retrieval.web.plain_text import fold_text

# Units are words, or characters where words are not parted. A run of so many is hardly ever written twice by chance.
SHINGLE = 5
# Two texts are compared when one band of their min-hashes agrees, so that the work grows with the number of texts and not with
# its square: of pairs with a likeness of .6 nine in ten have such a band, of .3 one in eight.
_BANDS, _ROWS = 16, 4
# Units. Two sentences may be alike though nobody copied.
_MIN_UNITS = 25
# Characters: the first two pages say whether the rest was copied too.
_MAX_TEXT = 8_000
_BASE = 0x9E3779B97F4A7C15
# Units of the lead that has bands of its own.
_LEAD_UNITS = 40
# Share of the shorter text's runs: an editor changes a word in a line, not in every few words.
_NEAR = 0.6
Hashes = NDArray[np.uint64]


def voices(articles: Sequence[Article]) -> dict[str, str]:
    """Article id -> voice id: articles with (nearly) one text share a voice, however many outlets carry it.

    The voice id is the id of its earliest article; an original outlet's own copy goes first. Near-linear: texts are
    compared only when their min-hash bands agree. Articles with too few words are a voice each.
    """
    ordered = sorted(articles, key=lambda a: (bool(a.original_outlet), a.published, a.id))
    voice = {a.id: a.id for a in ordered}
    prints: dict[str, Hashes] = {}
    buckets: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for article in ordered:
        found = _fingerprint(article)
        if found is None:
            continue
        own, keys = found
        candidates = dict.fromkeys(other for key in keys for other in buckets[key])
        same = next((other for other in candidates if _overlap(own, prints[other]) >= _NEAR), None)
        if same is not None:
            voice[article.id] = same
            continue
        # Only the first of a voice is compared with: ten copies of a wire story cost ten comparisons, not forty-five.
        prints[article.id] = own
        for key in keys:
            buckets[key].append(article.id)
    return voice


def _fingerprint(article: Article) -> tuple[Hashes, list[tuple[int, bytes]]] | None:
    """The hashes of all runs of words (of characters where words are not parted), and the bands to find it by.

    The lead has bands of its own: a copy cut after some paragraphs still begins like the whole.
    """
    folded = fold_text(article.body[:_MAX_TEXT])
    is_spaced = folded.count(" ") * 12 > len(folded)
    units = folded.split() if is_spaced else list(folded.replace(" ", ""))
    if len(units) < _MIN_UNITS:
        return None
    runs = _run_hashes(units)
    whole, lead = np.unique(runs), np.unique(runs[: _LEAD_UNITS - SHINGLE])
    return whole, [*_bands(whole, rows=_ROWS, first=0), *_bands(lead, rows=2, first=_BANDS)]


def _run_hashes(units: Sequence[str]) -> Hashes:
    """A hash of each run of `SHINGLE` units, made of its units' checksums (a polynomial, modulo 2^64)."""
    each = np.array([crc32(unit.encode("utf-8", "replace")) for unit in units], dtype=np.uint64)
    count = len(units) - SHINGLE + 1
    runs = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        runs = (runs + each[offset : offset + count]) * np.uint64(_BASE)
    return runs


# Fixed, so that the same articles have the same voices on every machine.
_RANDOM = np.random.default_rng(20260107)
_MULTIPLIERS = _RANDOM.integers(1, 2**63, size=_BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
_ADDENDS = _RANDOM.integers(0, 2**63, size=_BANDS * _ROWS, dtype=np.uint64)


def _bands(hashes: Hashes, *, rows: int, first: int) -> list[tuple[int, bytes]]:
    lowest = (hashes[:, None] * _MULTIPLIERS[: _BANDS * rows] + _ADDENDS[: _BANDS * rows]).min(axis=0)
    return [(first + band, lowest[band * rows : (band + 1) * rows].tobytes()) for band in range(_BANDS)]


def _overlap(first: Hashes, second: Hashes) -> float:
    """Shared runs over those of the shorter text: a cut copy is still a copy."""
    shared = np.intersect1d(first, second, assume_unique=True).size
    return float(shared) / min(first.size, second.size)
