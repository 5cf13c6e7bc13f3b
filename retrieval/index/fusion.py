"""Joins ranked lists and spreads near-duplicates. No I/O: ids and numbers in, ids and numbers out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# So many of each ranking are scaled and joined; 20 made no difference (docs/decisions/0042).
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one engine found: scores by id (on its own scale, higher is better), and how much the engine counts."""

    scores: Mapping[str, float]
    weight: float


def scaled_scores(scores: Mapping[str, float], *, depth: int = DEPTH) -> dict[str, float]:
    """The first `depth` ids on a scale where the best is 1 and the last of `depth` is 0.

    Of a shorter list nobody knows how far down the next would be: its last stays at a third.
    """
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:depth]
    if not best:
        return {}
    top, low = best[0][1], best[-1][1]
    floor = low if len(best) == depth else low - (top - low) / 2
    if top == floor:
        return {found: 1.0 for found, _ in best}
    return {found: (score - floor) / (top - floor) for found, score in best}


def fuse_rankings(rankings: Iterable[Ranking], *, depth: int = DEPTH) -> dict[str, float]:
    """The weighted mean of the scaled scores, from 0 to 1, best first; what a ranking does not hold is 0 in it.

    Neither the order of the rankings nor that of their ids matters. Equal scores are ordered by id.
    Better than reciprocal ranks on our sets: docs/decisions/0042.
    """
    rankings = list(rankings)
    whole = sum(ranking.weight for ranking in rankings) or 1.0
    parts: dict[str, list[float]] = {}
    for ranking in rankings:
        for found, score in scaled_scores(ranking.scores, depth=depth).items():
            parts.setdefault(found, []).append(ranking.weight * score)
    # Summed in order of size: floating-point sums depend on the order, and ours must not.
    fused = {found: sum(sorted(shares)) / whole for found, shares in parts.items()}
    return dict(sorted(fused.items(), key=lambda item: (-item[1], item[0])))


def find_copies(words: Mapping[str, frozenset[str]], *, likeness: float = 0.8) -> frozenset[str]:
    """The ids whose words are nearly the words of an id before them. With fewer than three words nothing is a copy.

    `likeness` is what both have of what either has.
    """
    kept: list[frozenset[str]] = []
    copies: list[str] = []
    for found, mine in words.items():
        if len(mine) > 2 and any(_shared_part(mine, other) >= likeness for other in kept):
            copies.append(found)
        else:
            kept.append(mine)
    return frozenset(copies)


def _shared_part(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0
