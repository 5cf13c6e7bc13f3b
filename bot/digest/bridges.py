"""Stories of different sides that are one event: told in each side's own words, they share less than two reports of one side.

Two articles of different sides are one event when each is nearest, across sides, to the other's story, within a day, near
enough in meaning and, where they are of one language, in some words that matter. Pure.
"""

from collections.abc import Mapping, Sequence

from bot.digest.likeness import Traits, sparse_dot

# Read off mutual nearest headlines across sides (docs/decisions/0050); without vectors, words alone must say it.
LEAST_LIKENESS = 0.24
LEAST_WORDS = 0.1
LEAST_MEANING_ACROSS_LANGUAGES = 0.35
DAYS_APART = 1.1

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
    home = {row: number for number, rows in enumerate(groups) for row in rows}
    is_known = {home[row] for rows in known for row in rows}
    root = list(range(len(groups)))

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    for one, other in _mutual_nearest(traits, sides, pairs, home):
        first, second = sorted((find(home[one]), find(home[other])))
        if first == second or (first in is_known and second in is_known):
            continue
        root[second] = first
        if second in is_known:
            is_known.add(first)
    joined: dict[int, list[int]] = {}
    for number, rows in enumerate(groups):
        joined.setdefault(find(number), []).extend(rows)
    return sorted(sorted(rows) for rows in joined.values())


def _mutual_nearest(
    traits: Traits, sides: Sequence[str], pairs: Pairs, home: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Pairs across sides that are near enough, the nearest first; each is in the group the other is nearest to."""
    across = {pair: likeness for pair, likeness in pairs.items() if _are_across(sides, pair)}
    nearest: dict[int, tuple[float, int]] = {}
    for (one, other), likeness in across.items():
        nearest[one] = max(nearest.get(one, (likeness, other)), (likeness, other))
        nearest[other] = max(nearest.get(other, (likeness, one)), (likeness, one))
    found = [
        (-likeness, one, other)
        for (one, other), likeness in across.items()
        if home[nearest[one][1]] == home[other]
        and home[nearest[other][1]] == home[one]
        and _is_near(traits, one, other, likeness)
    ]
    return [(one, other) for _, one, other in sorted(found)]


def _are_across(sides: Sequence[str], pair: tuple[int, int]) -> bool:
    one, other = sides[pair[0]], sides[pair[1]]
    return bool(one and other and one != other)


def _is_near(traits: Traits, one: int, other: int, likeness: float) -> bool:
    if abs(float(traits.days[one] - traits.days[other])) > DAYS_APART:
        return False
    if traits.languages[one] != traits.languages[other] and traits.meaning.shape[1]:
        return float(traits.meaning[one] @ traits.meaning[other]) >= LEAST_MEANING_ACROSS_LANGUAGES
    return likeness >= LEAST_LIKENESS and sparse_dot(traits.terms[one], traits.terms[other]) >= LEAST_WORDS
