"""Whether the amounts of a claim stand in a text: the same value in the same unit, and not of something else."""

from collections.abc import Iterable, Iterator, Sequence

from retrieval.claims.text_facts.quantities import CURRENCY, Quantity


def missing_quantity(claimed: Iterable[Quantity], known: Sequence[Quantity]) -> str:
    """Why one of the claim's amounts does not stand in the sources; empty when all do."""
    return next((reason for _, reason in missing_quantities(claimed, known)), "")


def missing_quantities(claimed: Iterable[Quantity], known: Sequence[Quantity]) -> Iterator[tuple[Quantity, str]]:
    """The claim's amounts that do not stand in the sources, and why.

    A spelled "two" passes unless the sources count the same thing otherwise: people count pairs that no text counts.
    """
    index = _Index(known)
    for quantity in claimed:
        same, rival = index.same_as(quantity), index.rival_of(quantity)
        if not same and (quantity.text.casefold() != "two" or rival is not None):
            rival = rival or (index.by_unit.get(quantity.unit) if quantity.unit else None)
            said = f"says {_shown(quantity)}"
            yield (
                quantity,
                f"{said}, the sources say {_shown(rival)}" if rival else f"{said}, which is not in the sources",
            )
        elif (
            same
            and quantity.counted
            and rival is not None
            and not any(_counts_alike(quantity, other) for other in same)
        ):
            yield quantity, f"says {_shown(quantity)}, the sources say {_shown(rival)}"


class _Index:
    """The amounts of a text, found by value and by what they count: a hostile text may hold a hundred thousand."""

    def __init__(self, known: Sequence[Quantity]) -> None:
        self.by_unit: dict[str, Quantity] = {}
        self._by_value: dict[tuple[str, bool], dict[tuple[str, tuple[str, ...]], Quantity]] = {}
        self._by_counted: dict[tuple[str, str, bool], Quantity] = {}
        for each in known:
            self.by_unit.setdefault(each.unit, each)
            self._by_value.setdefault(_value_key(each), {}).setdefault((each.unit, each.counted), each)
            for stem in each.counted:
                self._by_counted.setdefault((stem, each.unit, each.is_ordinal), each)

    def same_as(self, quantity: Quantity) -> list[Quantity]:
        alike = self._by_value.get(_value_key(quantity), {}).values()
        # "The first three months" and "the first quarter": an order has no unit of its own.
        return [other for other in alike if quantity.is_ordinal or _has_same_unit(quantity, other)]

    def rival_of(self, quantity: Quantity) -> Quantity | None:
        """What the text counts otherwise."""
        keys = ((stem, quantity.unit, quantity.is_ordinal) for stem in quantity.counted)
        return next((self._by_counted[key] for key in keys if key in self._by_counted), None)


def _value_key(quantity: Quantity) -> tuple[str, bool]:
    return f"{quantity.value:.9g}", quantity.is_ordinal


def _has_same_unit(one: Quantity, other: Quantity) -> bool:
    is_age = one.unit == "year" and not other.unit and not other.counted  # "a 90-year-old" is "Ann Lund, 90,"
    return one.unit == other.unit or is_age or not (one.unit or one.counted)


def _counts_alike(one: Quantity, other: Quantity) -> bool:
    return not other.counted or bool(set(one.counted) & set(other.counted))


def _shown(quantity: Quantity) -> str:
    return (
        f"{quantity.unit}{quantity.text}"
        if quantity.unit in CURRENCY and quantity.unit not in quantity.text
        else quantity.text
    )
