"""Which sides do not tell a story: said only where a side had enough to tell and nothing of it comes near."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.digest.articles.voices import is_same_title
from bot.digest.choose.relevance import OF_BOTH_SIDES
from bot.digest.choose.selection import Pick
from bot.digest.choose.ties import concepts_of
from retrieval.articles import Article

# Of a side with fewer different articles nothing follows from its silence (editing.md; golden cases in test_silence.py).
LEAST_COMPARED = 5
# What fewer outlets tell is not missed in a side's press.
LEAST_OUTLETS = 2
# What every tenth headline of the window says names no story.
COMMON_SHARE = 0.1


class Window:
    """The articles of a period by side, as far as silence is judged by them: different headlines, and their terms."""

    def __init__(self, articles: Iterable[Article], side_of: Callable[[Article], str], sides: Sequence[str]) -> None:
        self._distinct: dict[str, list[tuple[Article, frozenset[str]]]] = {side: [] for side in sides}
        spoken: Counter[str] = Counter()
        for article in articles:
            named = concepts_of(article.title)
            spoken.update(named)
            side = side_of(article)
            known = self._distinct.get(side)
            if known is not None and not any(is_same_title(article, other) for other, _ in known):
                # The beginning of the text names what a clever headline does not.
                known.append((article, named | concepts_of(article.body[:300])))
        self._spoken = spoken

    def silent_sides(self, pick: Pick, *, is_known: Callable[[Article], bool]) -> Mapping[str, int]:
        """The sides that do not tell a story, with how many different articles of theirs were compared.

        Only of a story that could be expected of them. Nobody is silent for sure where an outlet of unknown country tells
        the story: it may be one of theirs. Words are compared within the languages of the story only.
        """
        told, telling = pick.articles, pick.story.perspectives
        subject = self._subject(told)
        if not subject or not _is_expected(pick) or not all(is_known(article) for article in told):
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
        counts = Counter(term for article in told for term in concepts_of(article.title))
        limit = max(len(told) + 2, COMMON_SHARE * sum(map(len, self._distinct.values())))
        return frozenset(
            term for term, times in counts.items() if 2 * times >= len(told) and self._spoken[term] <= limit
        )


def _is_expected(pick: Pick) -> bool:
    """Whether a side could be expected to tell it: several outlets wrote of it, not one for all, and it is every side's business."""
    outlets = {article.outlet for article in pick.articles}
    is_big = len(outlets) >= LEAST_OUTLETS and pick.story.count_origins(pick.articles) > 1
    shared = sum(candidate.relevance >= OF_BOTH_SIDES for candidate in pick.candidates)
    return is_big and 2 * shared >= len(pick.candidates)
