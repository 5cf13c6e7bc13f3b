"""Whether two headlines speak of one affair: by names and things that are not the window's everyday words. No I/O."""

from collections import Counter
from collections.abc import Collection

from bot.digest.articles.voices import figures_of
from bot.digest.stories.thresholds import DAYS_TO_OTHER_FIGURES
from retrieval.language.countries import all_names
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set
from retrieval.once import once

# So many specific words in common tie a later headline to an earlier one (golden cases in test_ties.py).
LEAST_SHARED = 2
# A word of so great a share of the headlines, and of so many, is what the window is about.
COMMON_SHARE, LEAST_COMMON = 0.1, 5


class Ties:
    """Compares headlines of one window."""

    def __init__(self, titles: Collection[str]) -> None:
        spoken = Counter(term for title in titles for term in concepts_of(title))
        limit = max(LEAST_COMMON, COMMON_SHARE * len(titles))
        self._everyday = frozenset(term for term, times in spoken.items() if times >= limit) | country_words()

    def are_tied(self, one: str, other: str, *, days: float) -> bool:
        """Whether two headlines, so many days apart, tell of one affair. Other figures days later are the next event of its
        kind: the next flight, the next quake; nearer, a toll that grows."""
        figures = figures_of(one), figures_of(other)
        if days >= DAYS_TO_OTHER_FIGURES and all(figures) and figures[0].isdisjoint(figures[1]):
            return False
        return len((concepts_of(one) & concepts_of(other)) - self._everyday) >= LEAST_SHARED


def concepts_of(text: str) -> frozenset[str]:
    """The terms of a text under the names of their concepts, without numbers."""
    return frozenset(term for term in as_concepts(term_set(text)) if not term.isdecimal())


@once
def country_words() -> frozenset[str]:
    """The terms of all names of countries."""
    return frozenset(term for name in all_names() for term in concepts_of(name))
