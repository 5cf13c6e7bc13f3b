"""Pairs of articles worth comparing: those that share rare terms, and neighbours by meaning. Everything else is told apart unseen."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.digest.stories.similarity import Traits
from retrieval.ports import Vectors

NEIGHBOURS = 15
# The heaviest terms of an article; the rest are background.
TERMS_LOOKED_UP = 25
# Terms in more articles than this are what the whole window is about; they cost quadratic time and tell nothing apart.
LONGEST_POSTING = 150
# Above this many articles vectors are compared within cells of likely neighbours only; up to it, one product of
# matrices is quicker (10,000 articles: about two seconds).
EXACT_LIMIT = 12_000
CELLS_PER_ARTICLE = 3
BLOCK = 1_024

Rows = NDArray[np.int64]


def likely_pairs(traits: Traits, *, exact_limit: int = EXACT_LIMIT) -> Rows:
    """Ascending pairs (first < second), shape (n, 2), sorted, each once."""
    size = max(1, len(traits))
    found = [np.zeros((0, 2), np.int64), *_by_terms(traits), *_by_meaning(traits.meaning, exact_limit)]
    pairs = np.sort(np.concatenate(found), axis=1)
    codes = np.unique(pairs[:, 0] * size + pairs[:, 1])
    first, second = codes // size, codes % size
    ascending: Rows = np.stack([first, second], axis=1)[first < second]
    return ascending


def _by_terms(traits: Traits) -> Iterator[Rows]:
    heaviest = [
        sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS_LOOKED_UP] for weights in traits.terms
    ]
    postings: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, weights in enumerate(heaviest):
        for term, weight in weights:
            postings[term].append((row, weight))
    kept = {
        term: (np.array([row for row, _ in found]), np.array([weight for _, weight in found]))
        for term, found in postings.items()
        if 1 < len(found) <= LONGEST_POSTING
    }
    for row, weights in enumerate(heaviest):
        looked_up = [(weight, *kept[term]) for term, weight in weights if term in kept]
        if looked_up:
            yield _paired(row, _nearest_by_terms(looked_up))


def _paired(row: int, near: Rows) -> Rows:
    return np.stack([np.full(len(near), row), near], axis=1)


def _nearest_by_terms(looked_up: list[tuple[float, Rows, NDArray[np.float64]]]) -> Rows:
    rows = np.concatenate([found for _, found, _ in looked_up])
    products = np.concatenate([weight * weights for weight, _, weights in looked_up])
    near, place = np.unique(rows, return_inverse=True)
    totals = np.bincount(place, weights=products)
    best: Rows = near[np.argsort(-totals, kind="stable")[: NEIGHBOURS + 1]]
    return best


def _by_meaning(meaning: Vectors, exact_limit: int) -> Iterator[Rows]:
    if not meaning.shape[1] or len(meaning) < 2:
        return
    if len(meaning) <= exact_limit:
        yield from _nearest_within(meaning, np.arange(len(meaning)))
        return
    for rows in _cells(meaning):
        yield from _nearest_within(meaning, rows)


def _cells(meaning: Vectors) -> Iterator[Rows]:
    """Overlapping cells of about sqrt(n) articles: each article is in the cells of its nearest pivots."""
    step = max(1, int(len(meaning) ** 0.5))
    pivots = meaning[::step]
    nearest = np.concatenate(
        [
            np.argsort(-(meaning[start : start + BLOCK] @ pivots.T), axis=1, kind="stable")[:, :CELLS_PER_ARTICLE]
            for start in range(0, len(meaning), BLOCK)
        ]
    )
    for pivot in range(len(pivots)):
        yield np.flatnonzero((nearest == pivot).any(axis=1))


def _nearest_within(meaning: Vectors, rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        likeness = meaning[block] @ meaning[rows].T
        wanted = min(NEIGHBOURS + 1, len(rows))
        best = np.argpartition(-likeness, wanted - 1, axis=1)[:, :wanted]
        yield np.stack([np.repeat(block, wanted), rows[best].ravel()], axis=1)
