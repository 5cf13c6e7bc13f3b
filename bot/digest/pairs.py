"""Pairs of articles worth comparing: those that share rare terms, and neighbours by meaning. Everything else is told apart unseen."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bot.digest.likeness import Traits
from retrieval.ports import Vectors

NEIGHBOURS = 15
# The heaviest terms of an article; the rest are background.
TERMS_LOOKED_UP = 25
# Terms in more articles than this are what the whole window is about; they cost quadratic time and tell nothing apart.
LONGEST_POSTING = 150
# Above this many articles vectors are compared within cells of likely neighbours only.
EXACT_LIMIT = 2_000
CELLS_PER_ARTICLE = 3
BLOCK = 1_024

Rows = NDArray[np.int64]


def likely_pairs(traits: Traits) -> list[tuple[int, int]]:
    """Ascending pairs (first < second), sorted, each once."""
    pairs = {(min(one, other), max(one, other)) for one, other in _by_terms(traits)}
    pairs.update((min(one, other), max(one, other)) for one, other in _by_meaning(traits.meaning))
    return sorted(pair for pair in pairs if pair[0] != pair[1])


def _by_terms(traits: Traits) -> Iterator[tuple[int, int]]:
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
            yield from ((row, near) for near in _nearest_by_terms(row, looked_up))


def _nearest_by_terms(row: int, looked_up: list[tuple[float, Rows, NDArray[np.float64]]]) -> list[int]:
    rows = np.concatenate([found for _, found, _ in looked_up])
    products = np.concatenate([weight * weights for weight, _, weights in looked_up])
    near, place = np.unique(rows, return_inverse=True)
    totals = np.bincount(place, weights=products)
    order = np.argsort(-totals, kind="stable")[: NEIGHBOURS + 1]
    return [int(found) for found in near[order] if found != row]


def _by_meaning(meaning: Vectors) -> Iterator[tuple[int, int]]:
    if not meaning.shape[1] or len(meaning) < 2:
        return
    if len(meaning) <= EXACT_LIMIT:
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


def _nearest_within(meaning: Vectors, rows: Rows) -> Iterator[tuple[int, int]]:
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK]
        likeness = meaning[block] @ meaning[rows].T
        wanted = min(NEIGHBOURS + 1, len(rows))
        best = np.argpartition(-likeness, wanted - 1, axis=1)[:, :wanted]
        for row, near in zip(block, best, strict=True):
            yield from ((int(row), int(rows[other])) for other in near)
