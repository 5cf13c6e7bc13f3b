"""Defines topics and their sides. `Topic.side_of` is the one rule that says which side an outlet belongs to."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Literal, get_args

from retrieval.sources.outlets import Outlet, fold_name

Layout = Literal["stories", "perspectives", "sections"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)


def read_layout(word: str) -> Layout | None:
    """The layout of that name, or None."""
    return next((layout for layout in LAYOUTS if layout == word), None)


@dataclass(frozen=True, slots=True)
class Perspective:
    """A side of a topic: outlets named one by one, and all outlets of some countries (ISO 3166 alpha-2)."""

    id: str
    name: str
    countries: frozenset[str] = frozenset()
    outlet_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GoogleNewsSearch:
    """A Google News RSS search; `language` as in `en-US`, `region` as in `US`."""

    query: str
    language: str
    region: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the `sections` layout, with the description its articles are matched against."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What is watched, from which sides, and when its digest is due: `time` on the wall clock of `timezone`."""

    id: str
    name: str
    window: timedelta = timedelta(days=5)
    layout: Layout = "stories"
    time: time = time(4, 0)
    timezone: str = "UTC"
    articles_per_perspective: int = 10
    perspectives: tuple[Perspective, ...] = ()
    feeds: tuple[str | GoogleNewsSearch, ...] = ()
    sections: tuple[Section, ...] = ()
    is_paused: bool = False

    def side_of(self, outlet: Outlet | None) -> str | None:
        """The id of the perspective an outlet belongs to, or None.

        Named outlets go before countries, so that a topic can place one outlet by hand. A guessed outlet
        has no side until an admin confirms it. An aggregator has none by its country: what it carries are others' words, and
        whose they are decides (the article's original outlet, where that is known).
        """
        if outlet is None or outlet.is_guess:
            return None
        if named := self.side_naming(outlet.name):
            return named
        for perspective in () if outlet.is_aggregator else self.perspectives:
            if outlet.country and outlet.country in perspective.countries:
                return perspective.id
        return None

    def side_naming(self, name: str) -> str | None:
        """The side that lists an outlet of this name."""
        folded = fold_name(name)
        for perspective in self.perspectives:
            if folded in {fold_name(listed) for listed in perspective.outlet_names}:
                return perspective.id
        return None

    def perspective(self, perspective_id: str) -> Perspective | None:
        return next((p for p in self.perspectives if p.id == perspective_id), None)
