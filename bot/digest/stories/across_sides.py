"""Stories of different sides that are one event: told in each side's own words, they share less than two reports of one side.

Two articles of different sides are one event when each is nearest, across sides, to the other's story, within a day, near
enough in meaning and, where they are of one language, in some words that matter. Pure.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.digest.stories.similarity import Traits, sparse_dot

# Set on the labelled days of benchmarks/labels (docs/decisions/0165); without vectors, words alone must say it.
LEAST_LIKENESS = 0.24
LEAST_WORDS = 0.1
LEAST_MEANING_ACROSS_LANGUAGES = 0.35
DAYS_APART = 1.1
# What several outlets carry, the other side has likelier told too: of a story of so many articles less is asked.
MUCH_TOLD = 4
LEAST_LIKENESS_MUCH_TOLD = 0.18
LEAST_WORDS_MUCH_TOLD = 0.04
# Where nothing else comes near one of the two (the next best so much less like), less likeness is enough too.
LEAST_LIKENESS_ALONE = 0.2
LEAST_MARGIN = 0.08
# A story that both sides tell by then may draw in what one of them tells of it in yet other words.
PASSES = 2
LEAST_LIKENESS_LATER = 0.28

Pairs = Mapping[tuple[int, int], float]


def bridge_sides(
    groups: Sequence[Sequence[int]],
    traits: Traits,
    *,
    sides: Sequence[str],
    pairs: Pairs,
    known: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """The groups with those of different sides joined that tell one event; groups of earlier runs (`known`) stay apart.

    `sides` has the side of each row ("" for none); `pairs` the likeness of rows worth comparing.
    """
    stories = [list(rows) for rows in groups]
    remembered = {row for rows in known for row in rows}
    for later in range(PASSES):
        near = {pair: likeness for pair, likeness in pairs.items() if not later or likeness >= LEAST_LIKENESS_LATER}
        joined = _join_nearest(stories, traits, sides=sides, pairs=near, remembered=remembered)
        if len(joined) == len(stories):
            break
        stories = joined
    return sorted(sorted(rows) for rows in stories)


def _join_nearest(
    groups: Sequence[Sequence[int]],
    traits: Traits,
    *,
    sides: Sequence[str],
    pairs: Pairs,
    remembered: AbstractSet[int],
) -> list[list[int]]:
    home = {row: number for number, rows in enumerate(groups) for row in rows}
    is_known = {home[row] for row in remembered}
    root = list(range(len(groups)))

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    sizes = [len(rows) for rows in groups]
    for one, other in _mutual_nearest(traits, sides, pairs, home, sizes):
        first, second = sorted((find(home[one]), find(home[other])))
        if first == second or (first in is_known and second in is_known):
            continue
        root[second] = first
        if second in is_known:
            is_known.add(first)
    joined: dict[int, list[int]] = {}
    for number, rows in enumerate(groups):
        joined.setdefault(find(number), []).extend(rows)
    return list(joined.values())


def _mutual_nearest(
    traits: Traits, sides: Sequence[str], pairs: Pairs, home: Mapping[int, int], sizes: Sequence[int]
) -> list[tuple[int, int]]:
    """Pairs across sides that are near enough, the nearest first; each is in the group the other is nearest to."""
    across = {
        (one, other): likeness
        for (one, other), likeness in pairs.items()
        if _are_across(sides, (one, other)) and home[one] != home[other]
    }
    by_group: dict[int, dict[int, float]] = {}
    for (one, other), likeness in across.items():
        for row, group in ((one, home[other]), (other, home[one])):
            near = by_group.setdefault(row, {})
            near[group] = max(near.get(group, likeness), likeness)
    found: list[tuple[float, int, int]] = []
    for (one, other), likeness in across.items():
        leads = _lead(by_group[one], home[other]), _lead(by_group[other], home[one])
        is_much_told = max(sizes[home[one]], sizes[home[other]]) >= MUCH_TOLD
        if min(leads) >= 0 and _is_near(traits, one, other, likeness, lead=max(leads), is_much_told=is_much_told):
            found.append((-likeness, one, other))
    return [(one, other) for _, one, other in sorted(found)]


def _lead(near: Mapping[int, float], group: int) -> float:
    """How much nearer a group is than the next best; negative where it is not the nearest."""
    return near[group] - max((likeness for other, likeness in near.items() if other != group), default=0.0)


def _are_across(sides: Sequence[str], pair: tuple[int, int]) -> bool:
    one, other = sides[pair[0]], sides[pair[1]]
    return bool(one and other and one != other)


def _is_near(traits: Traits, one: int, other: int, likeness: float, *, lead: float, is_much_told: bool) -> bool:
    if abs(float(traits.days[one] - traits.days[other])) > DAYS_APART:
        return False
    if traits.languages[one] != traits.languages[other] and traits.meaning.shape[1]:
        return float(traits.meaning[one] @ traits.meaning[other]) >= LEAST_MEANING_ACROSS_LANGUAGES
    words = sparse_dot(traits.terms[one], traits.terms[other])
    if is_much_told and likeness >= LEAST_LIKENESS_MUCH_TOLD and words >= LEAST_WORDS_MUCH_TOLD:
        return True
    least = LEAST_LIKENESS_ALONE if lead >= LEAST_MARGIN else LEAST_LIKENESS
    return likeness >= least and words >= LEAST_WORDS
