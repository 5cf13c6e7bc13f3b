"""Which sides do not tell a story: said only where a side had enough to tell and nothing of it comes near."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.digest.articles.voices import is_same_title
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.relevance import OF_BOTH_SIDES
from bot.digest.choose.selection import Pick
from retrieval.articles import Article

# Of a side with fewer different articles nothing follows from its silence (editing.md; golden cases in test_silence.py).
LEAST_COMPARED = 5
# What fewer outlets tell is not missed in a side's press, unless somebody acted.
LEAST_OUTLETS = 2
# What so many wrote of themselves could be expected of everybody, whoever is named in it.
MANY_ORIGINS = 3


class Window:
    """The articles of a period by side, as far as silence is judged by them: different headlines."""

    def __init__(
        self, articles: Iterable[Article], side_of: Callable[[Article], str], sides: Sequence[str], near: Nearness
    ) -> None:
        self._distinct: dict[str, list[Article]] = {side: [] for side in sides}
        self._near = near
        for article in articles:
            known = self._distinct.get(side_of(article))
            if known is not None and not any(is_same_title(article, other) for other in known):
                known.append(article)

    def silent_sides(self, pick: Pick, *, is_known: Callable[[Article], bool]) -> Mapping[str, int]:
        """The sides that do not tell a story, with how many different articles of theirs were compared: none of them shares
        its actors and act, or is like it.

        Only of a story that another side tells and that could be expected of them. Nobody is silent for sure where an outlet
        of unknown country tells the story: it may be one of theirs. Headlines are compared within the languages of the story only.
        """
        told = pick.articles
        if not pick.story.perspectives or not _is_expected(pick) or not all(is_known(article) for article in told):
            return {}
        languages = {article.language for article in told}
        silent: dict[str, int] = {}
        for side, distinct in self._distinct.items():
            compared = [article for article in distinct if article.language in languages]
            if (
                side not in pick.story.perspectives
                and len(compared) >= LEAST_COMPARED
                and not self._tell(compared, told)
            ):
                silent[side] = len(compared)
        return silent

    def _tell(self, compared: Iterable[Article], told: Sequence[Article]) -> bool:
        return any(self._near.is_near(each, article) for article in compared for each in told)


def _is_expected(pick: Pick) -> bool:
    """Whether a side could be expected to tell it: several outlets wrote of it, not one for all, or somebody acted; and it is
    every side's business, or many wrote of it."""
    outlets, origins = {article.outlet for article in pick.articles}, pick.story.count_origins(pick.articles)
    is_big = (len(outlets) >= LEAST_OUTLETS and origins > 1) or pick.act in ("deed", "word")
    shared = sum(candidate.relevance >= OF_BOTH_SIDES for candidate in pick.candidates)
    return is_big and (2 * shared >= len(pick.candidates) or origins >= MANY_ORIGINS)
