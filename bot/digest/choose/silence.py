"""Which sides do not tell a story: said only where a side had enough to tell and nothing of it comes near."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from bot.digest.articles.voices import is_same_title
from retrieval.articles import Article
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set

# Of a side with fewer different articles nothing follows from its silence (editing.md; golden cases in test_silence.py).
LEAST_COMPARED = 5
# What every tenth headline of the window says names no story.
COMMON_SHARE = 0.1


class Window:
    """The articles of a period by side, as far as silence is judged by them: different headlines, and their terms."""

    def __init__(self, articles: Iterable[Article], side_of: Callable[[Article], str], sides: Sequence[str]) -> None:
        self._distinct: dict[str, list[tuple[Article, frozenset[str]]]] = {side: [] for side in sides}
        spoken: Counter[str] = Counter()
        for article in articles:
            named = _concepts(article.title)
            spoken.update(named)
            side = side_of(article)
            known = self._distinct.get(side)
            if known is not None and not any(is_same_title(article, other) for other, _ in known):
                # The beginning of the text names what a clever headline does not.
                known.append((article, named | _concepts(article.body[:300])))
        self._spoken = spoken

    def silent_sides(
        self, told: Sequence[Article], telling: Collection[str], *, is_known: Callable[[Article], bool]
    ) -> Mapping[str, int]:
        """The sides that do not tell the story of these articles, with how many different articles of theirs were compared.

        Nobody is silent for sure where an outlet of unknown country tells the story: it may be one of theirs. Words are
        compared within the languages of the story only.
        """
        subject = self._subject(told)
        if not subject or not all(is_known(article) for article in told):
            return {}
        languages = {article.language for article in told}
        silent: dict[str, int] = {}
        for side, distinct in self._distinct.items():
            compared = [named for article, named in distinct if article.language in languages]
            if side not in telling and len(compared) >= LEAST_COMPARED and not any(subject & each for each in compared):
                silent[side] = len(compared)
        return silent

    def _subject(self, told: Sequence[Article]) -> frozenset[str]:
        """The words that name this story and no other: in half of its headlines, and rare in the window."""
        counts = Counter(term for article in told for term in _concepts(article.title))
        limit = max(len(told) + 2, COMMON_SHARE * sum(map(len, self._distinct.values())))
        return frozenset(
            term
            for term, times in counts.items()
            if 2 * times >= len(told) and self._spoken[term] <= limit and not term.isdecimal()
        )


def _concepts(text: str) -> frozenset[str]:
    return frozenset(as_concepts(term_set(text)))
