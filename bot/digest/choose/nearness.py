"""How near the headlines of one window are: by the names and things they share, and by meaning. No I/O.

Grouping asks whether two articles may be told in one block; this asks more: whether they speak of the same event.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from bot.digest.choose.ties import COMMON_SHARE, LEAST_COMMON, concepts_of, country_words
from retrieval.articles import Article
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import terms
from retrieval.ports import Vectors

# Two headlines are of one event by so many things in common and so much likeness of meaning, the fewer the more alike
# (docs/decisions/0217; golden cases in test_nearness.py). A name of several words is one thing.
ONE_EVENT = ((2, 0.25), (1, 0.33), (0, 0.43))
# Across languages words cannot be asked for: meaning alone says it.
ONE_EVENT_ABROAD = 0.3
# Below both, nothing says that they speak of the same.
LEAST_THINGS, LEAST_LIKENESS = 2, 0.25
# The beginning of a text names what a clever headline does not.
BEGINNING = 300


class Nearness:
    """The articles of a window. `meaning` are their vectors less what the window shares (`centre_vectors`); `everyday` are
    words that tell nothing apart here, such as the names of the topic's sides; without them no country does."""

    def __init__(
        self,
        articles: Collection[Article],
        meaning: Mapping[str, Vectors] | None = None,
        everyday: frozenset[str] | None = None,
    ) -> None:
        spoken = Counter(term for article in articles for term in concepts_of(article.title))
        limit = max(LEAST_COMMON, COMMON_SHARE * len(articles))
        common = frozenset(term for term, times in spoken.items() if times >= limit)
        self._meaning = meaning or {}
        self._everyday = common | (country_words() if everyday is None else everyday)
        self._naming: dict[str, list[Article]] = defaultdict(list)
        for article in articles:
            for term in self._things(article.title):
                self._naming[term].append(article)

    def are_of_one_event(self, one: Article, other: Article) -> bool:
        """Whether two articles tell the same: same actors and same act, as far as headlines show."""
        words, likeness = self._things(one.title) & self._things(other.title), self.likeness(one, other)
        if likeness is None:
            return len(words) >= LEAST_THINGS
        if one.language != other.language and likeness >= ONE_EVENT_ABROAD:
            return True
        joint = _neighbours(one.title) & _neighbours(other.title)
        things = len(words) - sum(first in words and second in words for first, second in joint)
        return any(things >= least and likeness >= alike for least, alike in ONE_EVENT)

    def is_near(self, told: Article, other: Article) -> bool:
        """Whether the other could speak of what is told: then nobody may say that it does not."""
        beginning = self._things(other.title) | self._things(other.body[:BEGINNING])
        likeness = self.likeness(told, other)
        things = len(self._things(told.title) & beginning)
        return things >= LEAST_THINGS or (things > 0 if likeness is None else likeness >= LEAST_LIKENESS)

    def outlets_around(self, told: Iterable[Article], but: Iterable[str]) -> int:
        """How many outlets have another article that shares things with one of those told; `but` are ids of no others."""
        own, found = set(but), set[str]()
        for title in {article.title for article in told}:
            shared: Counter[str] = Counter()
            for term in self._things(title):
                for article in self._naming[term]:
                    if article.id not in own:
                        shared[article.id] += 1
                        if shared[article.id] == LEAST_THINGS:
                            found.add(article.outlet)
        return len(found)

    def likeness(self, one: Article, other: Article) -> float | None:
        """The cosine of their meaning; None where one is not known."""
        if one.id not in self._meaning or other.id not in self._meaning:
            return None
        return float(self._meaning[one.id] @ self._meaning[other.id])

    def _things(self, text: str) -> frozenset[str]:
        return concepts_of(text) - self._everyday


def _neighbours(title: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(as_concepts(terms(title))))
