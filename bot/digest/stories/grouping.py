"""Which articles are one story: groups across outlets, sides and languages, followed over days.

No I/O: articles, vectors and what earlier runs decided go in, stories come out. An article that once joined a story stays
there, so a new article joins or opens a story without regrouping the past.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.digest.articles.voices import Origin, find_origins
from bot.digest.stories.affairs import find_links
from bot.digest.stories.linkage import compare_pairs, group_traits
from bot.digest.stories.similarity import Traits, measure_traits, sum_terms
from bot.digest.stories.thresholds import THRESHOLD, THRESHOLD_WORDS_ONLY
from retrieval.articles import Article
from retrieval.ports import Vectors

Phase = Literal["new", "developing", "fading"]
SideOf = Callable[[Article], str | None]

FRESH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Membership:
    """What an earlier run decided: this article is of that story, which was first seen then."""

    article_id: str
    story_id: str
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, oldest first. `id` comes from the story's first article and stays.

    `first_seen` and `last_seen` are the earliest and latest publication; `perspectives` are the sides that tell it, in
    the order of first telling; `voices` counts independent texts (a wire story carried by ten outlets is one), `origins`
    says whose they are. `links` are ids of stories of the same affair that began earlier, the nearest first: their events
    are background to this one.
    """

    id: str
    title: str
    article_ids: tuple[str, ...]
    perspectives: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    phase: Phase
    voices: int
    origins: tuple[Origin, ...] = ()
    links: tuple[str, ...] = ()

    def count_origins(self, articles: Iterable[Article]) -> int:
        """How many independent origins some of its articles have."""
        ids = {article.id for article in articles}
        return max(1, len(self._origins_of(ids)))

    def origin_of(self, articles: Iterable[Article]) -> str:
        """The name of the one origin that some of its articles have; empty where they have several, or it has no name."""
        found = self._origins_of({article.id for article in articles})
        return found[0].name if len(found) == 1 else ""

    def _origins_of(self, ids: set[str]) -> list[Origin]:
        return [origin for origin in self.origins if not ids.isdisjoint(origin.article_ids)]


def group_stories(
    articles: Sequence[Article],
    vectors: Mapping[str, Vectors],
    *,
    side_of: SideOf,
    now: datetime,
    known: Sequence[Membership] = (),
    background: Vectors | None = None,
) -> list[Story]:
    """The stories of a window, oldest first. Every article is in exactly one. The order of `articles` does not matter.

    `background` is the mean vector of unrelated texts (`background.py`), for windows of few articles.
    """
    ordered = sorted(articles, key=lambda article: (article.published, article.id))
    remembered = {member.article_id: member for member in known}
    traits = measure_traits(ordered, vectors, background=background)
    threshold = THRESHOLD if traits.meaning.shape[1] else THRESHOLD_WORDS_ONLY
    known_rows, pairs = _known_rows(ordered, remembered), compare_pairs(traits)
    groups = group_traits(traits, threshold=threshold, known=known_rows, pairs=pairs)
    stories = [_make_story(ordered, rows, traits, remembered, side_of=side_of, now=now) for rows in groups]
    links = find_links(groups, traits, pairs)
    return [
        replace(story, links=tuple(stories[number].id for number in earlier))
        for story, earlier in zip(stories, links, strict=True)
    ]


def story_phase(first_seen: datetime, last_seen: datetime, now: datetime) -> Phase:
    """New in its first day; then developing while articles come, fading when a day brought none."""
    if now - first_seen <= FRESH:
        return "new"
    return "developing" if now - last_seen <= FRESH else "fading"


def _known_rows(articles: Sequence[Article], remembered: Mapping[str, Membership]) -> list[list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, article in enumerate(articles):
        if article.id in remembered:
            rows[remembered[article.id].story_id].append(row)
    return list(rows.values())


def _make_story(
    articles: Sequence[Article],
    rows: Sequence[int],
    traits: Traits,
    remembered: Mapping[str, Membership],
    *,
    side_of: SideOf,
    now: datetime,
) -> Story:
    members = [articles[row] for row in rows]
    memory = next((remembered[article.id] for article in members if article.id in remembered), None)
    first_seen = min(members[0].published, memory.first_seen) if memory else members[0].published
    last_seen = members[-1].published
    origins = find_origins(members)
    return Story(
        id=memory.story_id if memory else members[0].id,
        title=_central_title(members, rows, traits),
        article_ids=tuple(article.id for article in members),
        perspectives=tuple(dict.fromkeys(side for article in members if (side := side_of(article)))),
        first_seen=first_seen,
        last_seen=last_seen,
        phase=story_phase(first_seen, last_seen, now),
        voices=len(origins),
        origins=origins,
    )


def _central_title(members: Sequence[Article], rows: Sequence[int], traits: Traits) -> str:
    """The title that shares most weight with the story's other articles; the earliest among equals."""
    total = sum_terms(traits, rows)
    shares = [sum(weight * total[term] for term, weight in traits.terms[row].items()) for row in rows]
    return members[max(range(len(rows)), key=lambda place: (round(shares[place], 6), -place))].title
