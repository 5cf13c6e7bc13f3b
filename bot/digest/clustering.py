"""Average-linkage grouping that looks only at likely pairs, so that it stays near-linear in the number of articles.

Pairs come from `bot/digest/pairs.py`. The likeness of two groups is exact: the mean over all pairs of their members, taken
from the sums of their traits. Deterministic: equal input in equal order gives equal groups.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.digest.likeness import MEANING_SHARE, Traits, Weights, sparse_dot
from bot.digest.pairs import likely_pairs
from retrieval.ports import Vectors

PER_DAY = 0.02


def group_traits(traits: Traits, *, threshold: float, known: Sequence[Sequence[int]] = ()) -> list[list[int]]:
    """Row numbers grouped; every row is in exactly one group, members ascending, groups by their first member.

    `known` groups (from earlier runs) stay whole and apart: rows join them or each other. Two groups are joined
    while their mean likeness, less a little for every day between them, is at least `threshold`.
    """
    linkage = _Linkage(traits, threshold)
    linkage.start(known)
    linkage.run()
    return sorted(sorted(group.members) for group in linkage.groups.values())


@dataclass(slots=True)
class _Group:
    """Rows in the making of a story, with the sums of their traits; `near` holds the summed likeness to other groups."""

    members: list[int]
    terms: Weights
    meaning: Vectors
    days: float
    is_known: bool
    near: dict[int, float] = field(default_factory=dict)


class _Linkage:
    def __init__(self, traits: Traits, threshold: float) -> None:
        self.traits = traits
        self.threshold = threshold
        self.groups: dict[int, _Group] = {}
        self.queue: list[tuple[float, int, int]] = []
        self.made = 0

    def start(self, known: Sequence[Sequence[int]]) -> None:
        taken = {row for rows in known for row in rows}
        for rows in known:
            if rows:
                self._add(self._sum_up(list(rows), is_known=True))
        for row in range(len(self.traits)):
            if row not in taken:
                self._add(self._sum_up([row], is_known=False))
        self._connect()

    def run(self) -> None:
        while self.queue:
            _, one, other = heapq.heappop(self.queue)
            if one in self.groups and other in self.groups:
                self._join(one, other)

    def _add(self, group: _Group) -> int:
        self.groups[self.made] = group
        self.made += 1
        return self.made - 1

    def _sum_up(self, rows: list[int], *, is_known: bool) -> _Group:
        total: Weights = defaultdict(float)
        for row in rows:
            for term, weight in self.traits.terms[row].items():
                total[term] += weight
        meaning: Vectors = self.traits.meaning[rows].sum(axis=0)
        return _Group(rows, dict(total), meaning, float(self.traits.days[rows].sum()), is_known)

    def _connect(self) -> None:
        home = {row: number for number, group in self.groups.items() for row in group.members}
        for first, second in likely_pairs(self.traits):
            one, other = sorted((home[first], home[second]))
            if one != other and other not in self.groups[one].near:
                self._link(one, other, _total(self.groups[one], self.groups[other]))

    def _link(self, one: int, other: int, total: float) -> None:
        first, second = self.groups[one], self.groups[other]
        if first.is_known and second.is_known:
            return
        first.near[other] = second.near[one] = total
        score = _score(first, second, total)
        if score >= self.threshold:
            heapq.heappush(self.queue, (-score, one, other))

    def _join(self, one: int, other: int) -> None:
        first, second = self.groups.pop(one), self.groups.pop(other)
        number = self._add(_joined(first, second))
        for near in sorted({*first.near, *second.near} - {one, other}):
            neighbour = self.groups[near]
            total = sum(
                neighbour.near.pop(half) if half in neighbour.near else _total(group, neighbour)
                for half, group in ((one, first), (other, second))
            )
            self._link(number, near, total)


def _joined(first: _Group, second: _Group) -> _Group:
    small, large = sorted((first.terms, second.terms), key=len)
    for term, weight in small.items():
        large[term] = large.get(term, 0.0) + weight
    is_known = first.is_known or second.is_known
    return _Group(
        first.members + second.members, large, first.meaning + second.meaning, first.days + second.days, is_known
    )


def _total(one: _Group, other: _Group) -> float:
    """The sum of likeness over all pairs of two groups."""
    words = sparse_dot(one.terms, other.terms)
    if not len(one.meaning):
        return words
    return (1 - MEANING_SHARE) * words + MEANING_SHARE * float(one.meaning @ other.meaning)


def _score(one: _Group, other: _Group, total: float) -> float:
    apart = abs(one.days / len(one.members) - other.days / len(other.members))
    return total / (len(one.members) * len(other.members)) - PER_DAY * apart
