"""Groups articles by average linkage over likely pairs only, so that it stays near-linear in their number.

Likely pairs come from `bot/digest/stories/candidate_pairs.py`. The likeness of two groups is exact: the mean over all
pairs of their members, taken from the sums of their traits. Groups of headlines are compared as wholes (the cosine of
their sums): ten words are a poor sample of an event, and what is by chance in one headline fades in the sum of many.
Equal input in equal order gives equal groups.
"""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.digest.stories.candidate_pairs import likely_pairs
from bot.digest.stories.similarity import Traits, Weights, pairs_likeness, sparse_dot, sum_terms
from bot.digest.stories.thresholds import (
    CROWD,
    CROWD_FLOOR,
    CROWD_OF_HEADLINES,
    CROWD_SHARE,
    DAYS_TO_OTHER_FIGURES,
    EASE_OF_HEADLINES,
    LEAST_LIKENESS,
    LEAST_LINK,
    MEANING_SHARE,
    PER_DAY,
    PER_DAY_OF_HEADLINES,
    SAME_WORDS,
)
from retrieval.ports import Vectors


def compare_pairs(traits: Traits) -> dict[tuple[int, int], float]:
    """The likeness of all pairs worth looking at."""
    pairs = likely_pairs(traits)
    likenesses = pairs_likeness(traits, pairs)
    return {(int(one), int(other)): float(likeness) for (one, other), likeness in zip(pairs, likenesses, strict=True)}


def group_traits(
    traits: Traits,
    *,
    threshold: float,
    known: Sequence[Sequence[int]] = (),
    pairs: Mapping[tuple[int, int], float] | None = None,
) -> list[list[int]]:
    """Row numbers grouped; every row is in exactly one group, members ascending, groups by their first member.

    `known` groups (from earlier runs) stay whole and apart: rows join them or each other. Two groups are joined
    while their mean likeness, less a little for every day between them, is at least `threshold`. `pairs` are those of
    `compare_pairs`, where the caller has them.
    """
    linkage = _Linkage(traits, threshold, compare_pairs(traits) if pairs is None else pairs)
    linkage.start(known)
    linkage.run()
    return sorted(sorted(group.members) for group in linkage.groups.values())


@dataclass(slots=True)
class _Group:
    """Rows in the making of a story, with the sums of their traits; `near` holds the summed likeness to other groups, `own`
    that of all pairs within, each row with itself too; `bare` counts rows of which only a headline is known; `figures` are
    the numbers in their headlines."""

    members: list[int]
    terms: Weights
    meaning: Vectors
    days: float
    crowd: float
    own: float
    bare: int
    figures: frozenset[str]
    is_known: bool
    near: dict[int, float] = field(default_factory=dict)


class _Linkage:
    def __init__(self, traits: Traits, threshold: float, pairs: Mapping[tuple[int, int], float]) -> None:
        self.traits = traits
        self.threshold = threshold
        self.groups: dict[int, _Group] = {}
        self.queue: list[tuple[float, int, int]] = []
        self.made = 0
        self.pairs = pairs
        self.crowds = _crowds(traits, self.pairs)

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
        meaning: Vectors = self.traits.meaning[rows].sum(axis=0)
        days, crowd = float(self.traits.days[rows].sum()), sum(self.crowds[row] for row in rows)
        bare = sum(row in self.traits.bare for row in rows)
        figures = frozenset[str]().union(*(self.traits.figures[row] for row in rows if self.traits.figures))
        group = _Group(rows, sum_terms(self.traits, rows), meaning, days, crowd, 1.0, bare, figures, is_known)
        if len(rows) > 1:
            group.own = _total(group, group)
        return group

    def _connect(self) -> None:
        home = {row: number for number, group in self.groups.items() for row in group.members}
        for (first, second), likeness in self.pairs.items():
            one, other = sorted((home[first], home[second]))
            if one != other and other not in self.groups[one].near:
                groups = self.groups[one], self.groups[other]
                is_pair = len(groups[0].members) == len(groups[1].members) == 1
                self._link(one, other, likeness if is_pair else _total(*groups))

    def _link(self, one: int, other: int, total: float) -> None:
        first, second = self.groups[one], self.groups[other]
        if first.is_known and second.is_known:
            return
        if _likeness(first, second, total) < LEAST_LINK:
            return
        first.near[other] = second.near[one] = total
        score = _score(first, second, total)
        if score >= self.threshold:
            heapq.heappush(self.queue, (-score, one, other))

    def _join(self, one: int, other: int) -> None:
        first, second = self.groups.pop(one), self.groups.pop(other)
        number = self._add(_joined(first, second, first.near[other]))
        for near in sorted({*first.near, *second.near} - {one, other}):
            neighbour = self.groups[near]
            total = sum(
                neighbour.near.pop(half) if half in neighbour.near else _total(group, neighbour)
                for half, group in ((one, first), (other, second))
            )
            self._link(number, near, total)


def _joined(first: _Group, second: _Group, total: float) -> _Group:
    small, large = sorted((first.terms, second.terms), key=len)
    for term, weight in small.items():
        large[term] = large.get(term, 0.0) + weight
    return _Group(
        first.members + second.members,
        large,
        first.meaning + second.meaning,
        first.days + second.days,
        first.crowd + second.crowd,
        first.own + second.own + 2 * total,
        first.bare + second.bare,
        first.figures | second.figures,
        first.is_known or second.is_known,
    )


def _total(one: _Group, other: _Group) -> float:
    """The sum of likeness over all pairs of two groups."""
    words = sparse_dot(one.terms, other.terms)
    if not len(one.meaning):
        return words
    return (1 - MEANING_SHARE) * words + MEANING_SHARE * float(one.meaning @ other.meaning)


def _score(one: _Group, other: _Group, total: float) -> float:
    sizes = len(one.members), len(other.members)
    likeness = _likeness(one, other, total)
    if likeness < LEAST_LIKENESS:
        return -math.inf
    crowd = one.crowd / sizes[0] + other.crowd / sizes[1]
    apart = abs(one.days / sizes[0] - other.days / sizes[1])
    if apart >= DAYS_TO_OTHER_FIGURES and one.figures and other.figures and one.figures.isdisjoint(other.figures):
        return -math.inf
    ease = _headlines(one, other) * (EASE_OF_HEADLINES - PER_DAY_OF_HEADLINES * apart)
    return likeness - CROWD_SHARE * crowd - PER_DAY * apart + ease


def _likeness(one: _Group, other: _Group, total: float) -> float:
    """The mean over all pairs of two groups; of headlines the cosine of the groups' sums, of a mixture what lies between."""
    mean, headlines = total / (len(one.members) * len(other.members)), _headlines(one, other)
    return mean / (_closeness(one) * _closeness(other)) ** (headlines / 2) if headlines else mean


def _headlines(one: _Group, other: _Group) -> float:
    """The share of pairs of two groups of which only two headlines are known."""
    return one.bare * other.bare / (len(one.members) * len(other.members))


def _closeness(group: _Group) -> float:
    """The mean likeness within, each row's with itself counted: 1 for a single row."""
    return max(group.own, 1.0) / len(group.members) ** 2


def _crowds(traits: Traits, pairs: Mapping[tuple[int, int], float]) -> list[float]:
    """Per row the mean likeness to its nearest neighbours, copies of it left out, at least the floor."""
    nearest: list[list[float]] = [[] for _ in range(len(traits))]
    for (one, other), likeness in pairs.items():
        if likeness < SAME_WORDS:
            nearest[one].append(likeness)
            nearest[other].append(likeness)
    return [
        CROWD_OF_HEADLINES if row in traits.bare else max(CROWD_FLOOR, sum(heapq.nlargest(CROWD, found)) / CROWD)
        for row, found in enumerate(nearest)
    ]
