"""How many lines a side gets in a digest and in one story of it, and how many of them one outlet may fill."""

from collections import Counter

# Of one story, by side: so many voices say what there is to say.
VOICES_PER_SIDE = 3
# No outlet fills more than this share of a side, however much it publishes.
OUTLET_SHARE = 0.5


class SideLimits:
    """Counts what was taken while stories are walked through, the best first."""

    def __init__(self, per_side: int) -> None:
        self._per_side = per_side
        self._per_outlet = max(2, round(per_side * OUTLET_SHARE))
        self._sides: Counter[str] = Counter()
        self._outlets: Counter[tuple[str, str]] = Counter()
        self._voices: Counter[tuple[str, str]] = Counter()

    def take(self, side: str, outlet: str, *, story: str) -> bool:
        """Whether there is room for one more article of this outlet; if so, it is counted."""
        is_room = (
            self._sides[side] < self._per_side
            and self._outlets[side, outlet] < self._per_outlet
            and self._voices[story, side] < VOICES_PER_SIDE
        )
        if is_room:
            self._sides[side] += 1
            self._outlets[side, outlet] += 1
            self._voices[story, side] += 1
        return is_room
