"""Who tells a story: its outlets by side, and how many of them wrote it themselves."""

from collections.abc import Callable, Iterable

from bot.digest.choose.selection import Pick
from bot.digest.model.digest import Telling
from bot.digest.stories.grouping import Story
from retrieval.articles import Article


def count_tellings(pick: Pick, side_of: Callable[[Article], str]) -> tuple[Telling, ...]:
    """The sides in the order of their first article; outlets of none under the empty side."""
    by_side: dict[str, list[Article]] = {}
    for article in sorted(pick.articles, key=lambda each: (each.published, each.id)):
        by_side.setdefault(side_of(article), []).append(article)
    return tuple(
        Telling(side, len({article.outlet for article in told}), len(_writers(pick.story, told)))
        for side, told in by_side.items()
    )


def _writers(story: Story, told: Iterable[Article]) -> frozenset[str]:
    """The outlets that had an origin first; one that only repeats others is none of them."""
    origin_of = {identity: number for number, origin in enumerate(story.origins) for identity in origin.article_ids}
    first: dict[object, str] = {}
    for article in told:
        first.setdefault(origin_of.get(article.id, article.id), article.outlet)
    return frozenset(first.values())
