"""Which line stands in which section: highlights balanced over sides, what one side alone tells, each side's own emphasis.

Pure: lines by side in the order of their worth go in; every line comes out in at most one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digest.write.draft import Line

# Each side keeps so many lines for its own section before anything goes to "told by one side only".
KEPT_BULLETS = 3


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many lines each section may have; two minutes on a phone for a day, more for a week. `one_sided` is by side."""

    highlights: int = 5
    bullets: int = 5
    contrasts: int = 3
    one_sided: int = 2
    developing: int = 4

    @property
    def per_side(self) -> int:
        """Lines a side can have in all, differences and developing stories aside."""
        return (self.highlights + 1) // 2 + self.bullets + self.one_sided

    def times(self, factor: int) -> "Sizes":
        sizes = (self.highlights, self.bullets, self.contrasts, self.one_sided, self.developing)
        return Sizes(*(factor * size for size in sizes))


@dataclass(frozen=True, slots=True)
class Arrangement:
    highlights: tuple[Line, ...]
    bullets: tuple[tuple[str, tuple[Line, ...]], ...]
    one_sided: tuple[Line, ...]


def arrange_lines(by_side: Mapping[str, Sequence[Line]], sizes: Sizes) -> Arrangement:
    """Place the lines; a topic without sides has one side with the name "" and only highlights."""
    if list(by_side) == [""]:
        return Arrangement(tuple(by_side[""][: sizes.highlights + sizes.bullets]), (), ())
    highlights = choose_highlights(by_side, sizes.highlights)
    left = {side: [line for line in lines if line not in highlights] for side, lines in by_side.items()}
    told = {line.story.id for line in highlights}
    alone = {side: _told_alone(side, lines, told, sizes) for side, lines in left.items()}
    return Arrangement(
        tuple(highlights),
        tuple(
            (side, tuple([line for line in lines if line not in alone[side]][: sizes.bullets]))
            for side, lines in left.items()
        ),
        tuple(line for lines in alone.values() for line in lines),
    )


def choose_highlights(by_side: Mapping[str, Sequence[Line]], limit: int) -> list[Line]:
    """One line a story, stories of several sides first, the sides in turn; no side more than one line ahead of another."""
    worthy = {side: [line for line in lines if line.manner == "says"] for side, lines in by_side.items()}
    allowance = _allowances(worthy)
    used = dict.fromkeys(worthy, 0)
    found: list[Line] = []
    while len(found) < limit:
        told = {line.story.id for line in found}
        open_lines = [
            (used[side], len(line.story.perspectives) < 2, place, line)
            for side, lines in worthy.items()
            if used[side] < allowance[side]
            for place, line in enumerate(lines)
            if line.story.id not in told
        ]
        if not open_lines:
            break
        line = min(open_lines, key=lambda entry: entry[:3])[3]
        used[line.side] += 1
        found.append(line)
    return sorted(found, key=lambda line: len(line.story.perspectives) < 2)


def _allowances(worthy: Mapping[str, Sequence[Line]]) -> dict[str, int]:
    """About a third of a side's lines, the rest is for its own section."""
    shares = {side: (len(lines) + 2) // 3 for side, lines in worthy.items()}
    least = min((share for share in shares.values() if share), default=0)
    return {side: min(share, least + 1) for side, share in shares.items()}


def _told_alone(side: str, lines: Sequence[Line], told: set[str], sizes: Sizes) -> list[Line]:
    """What nobody else tells, the stories with most voices first, as far as the side has lines to spare."""
    spare = min(sizes.one_sided, len(lines) - KEPT_BULLETS)
    alone = [
        line
        for line in lines
        if line.story.perspectives == (side,) and line.manner == "says" and line.story.id not in told
    ]
    return sorted(alone, key=lambda line: -line.story.voices)[: max(0, spare)]
