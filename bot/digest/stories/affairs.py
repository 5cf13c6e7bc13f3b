"""Stories of one affair: successive events of it are stories of their own, and the later one knows the earlier. No I/O."""

from collections.abc import Mapping, Sequence

from bot.digest.stories.similarity import Traits, sparse_dot, sum_terms
from bot.digest.stories.thresholds import LEAST_LIKENESS_OF_AFFAIR, LEAST_WORDS_OF_AFFAIR, MEANING_SHARE, MOST_LINKS
from retrieval.ports import Vectors


def find_links(
    groups: Sequence[Sequence[int]], traits: Traits, pairs: Mapping[tuple[int, int], float]
) -> list[tuple[int, ...]]:
    """For each group the numbers of the groups of its affair that began before it, the nearest first.

    Rows are in the order of publication, so the group with the lower first row began earlier. Groups are compared as wholes,
    in meaning and in words; only those with a likely pair of articles (`pairs`) are. Theme and country alone are no link:
    the words in common must weigh.
    """
    home = {row: number for number, rows in enumerate(groups) for row in rows}
    near = {
        (home[one], home[other]) if min(groups[home[one]]) < min(groups[home[other]]) else (home[other], home[one])
        for (one, other), likeness in pairs.items()
        if home[one] != home[other] and likeness >= LEAST_LIKENESS_OF_AFFAIR / 2
    }
    wholes: dict[int, _Whole] = {}
    found: list[list[tuple[float, int]]] = [[] for _ in groups]
    for earlier, later in sorted(near):
        for number in (earlier, later):
            if number not in wholes:
                wholes[number] = _Whole(groups[number], traits)
        words, likeness = wholes[earlier].compare(wholes[later])
        if words >= LEAST_WORDS_OF_AFFAIR and likeness >= LEAST_LIKENESS_OF_AFFAIR:
            found[later].append((-likeness, earlier))
    return [tuple(number for _, number in sorted(each)[:MOST_LINKS]) for each in found]


class _Whole:
    """The sums of a group's traits, to be compared by their cosine."""

    def __init__(self, rows: Sequence[int], traits: Traits) -> None:
        self.terms = sum_terms(traits, rows)
        self.meaning: Vectors = traits.meaning[list(rows)].sum(axis=0)
        self.own = self._products(self)

    def compare(self, other: "_Whole") -> tuple[float, float]:
        """The cosine of the words, and of words and meaning together."""
        words, both = self._products(other)
        return words / (self.own[0] * other.own[0] or 1.0) ** 0.5, both / (self.own[1] * other.own[1] or 1.0) ** 0.5

    def _products(self, other: "_Whole") -> tuple[float, float]:
        words = sparse_dot(self.terms, other.terms)
        if not len(self.meaning):
            return words, words
        return words, (1 - MEANING_SHARE) * words + MEANING_SHARE * float(self.meaning @ other.meaning)
