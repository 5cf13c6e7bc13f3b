"""Which affairs a review of several days tells: what mattered most in the span first, each with all that belongs to it. No I/O."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.digest.articles.own_sentences import is_foreign
from bot.digest.choose.emphasis import names_of_sides
from bot.digest.choose.nearness import Nearness
from bot.digest.choose.selection import Pick, Told, rank_stories
from bot.digest.choose.ties import concepts_of
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story
from retrieval.language.synonyms import as_concepts
from retrieval.sources.topics import Topic

# A story is of another's affair when a headline of it has so many of the words that this share of the other's headlines
# have, and that no more than this share of the span's further headlines have: what everybody names names nothing. Among
# many headlines two words meet by chance.
SHARED_WORDS, SHARED_AMONG_MANY, MANY = 2, 3, 300
TELLING_SHARE, COMMON_SHARE = 0.25, 0.3
# An affair that names no side, or is far from what the span is about, is not the topic's (`relevance.py`).
LEAST_RELEVANCE = 0.5


@dataclass(frozen=True, slots=True)
class Affair:
    """`main` is the event it is told by, with the story, the articles and the score of the whole; `candidates` are those of
    its other events."""

    main: Pick
    candidates: tuple[Candidate, ...] = ()

    @property
    def all_candidates(self) -> tuple[Candidate, ...]:
        return (*self.main.candidates, *self.candidates)

    @property
    def origins(self) -> int:
        return self.main.story.count_origins(self.main.articles)

    @property
    def outlets(self) -> int:
        return len({article.outlet for article in self.main.articles})


def plan_review(
    stories: Sequence[Story], candidates: Sequence[Candidate], *, topic: Topic, near: Nearness | None = None
) -> list[Affair]:
    """Every affair of the span that is the topic's, the weightiest first.

    A story is in one affair only: the weightiest that it belongs to.
    """
    newest = max((candidate.article.published for candidate in candidates), default=None)
    if newest is None:
        return []
    picks = rank_stories(stories, candidates, told=Told(), now=newest, near=near)
    picks.sort(key=lambda pick: (-_weight(pick), pick.story.id))
    words = _Words([candidate.article.title for candidate in candidates], topic)
    affairs: list[Affair] = []
    left = picks
    while left:
        main, *left = left
        named = words.naming(main)
        own = [pick for pick in left if _is_linked(main.story, pick.story) or words.tie(pick, named)]
        affairs.append(_joined(main, own))
        left = [pick for pick in left if pick not in own]
    affairs.sort(key=lambda affair: (-affair.main.score, affair.main.story.id))
    of_topic = [affair for affair in affairs if affair.main.relevance >= LEAST_RELEVANCE]
    return of_topic or affairs


def _weight(pick: Pick) -> float:
    """What mattered: how many wrote of it themselves, whether both sides did, whether it is the topic's and can be read; not
    how new it is."""
    sides = len({candidate.side for candidate in pick.candidates if candidate.side})
    relevance = pick.relevance
    tellable = max(candidate.tellable for candidate in pick.candidates)
    opinion = all(candidate.kind == "opinion" for candidate in pick.candidates)
    foreign = all(is_foreign(candidate.article) for candidate in pick.candidates)
    origins = pick.story.count_origins(pick.articles)
    return 3 * relevance + 1.8 * math.log2(origins) + 1.2 * (sides > 1) + tellable - 0.5 * opinion - foreign


def _is_linked(one: Story, other: Story) -> bool:
    return one.id in other.links or other.id in one.links


def _joined(main: Pick, own: Sequence[Pick]) -> Affair:
    picks = [main, *own]
    articles = sorted((each for pick in picks for each in pick.articles), key=lambda each: (each.published, each.id))
    stories = [pick.story for pick in picks]
    whole = replace(
        main.story,
        article_ids=tuple(article.id for article in articles),
        perspectives=tuple(dict.fromkeys(side for story in stories for side in story.perspectives)),
        first_seen=min(story.first_seen for story in stories),
        last_seen=max(story.last_seen for story in stories),
        voices=sum(story.voices for story in stories),
        origins=tuple(origin for story in stories for origin in story.origins),
    )
    joined = replace(main, story=whole, articles=tuple(articles))
    candidates = tuple(candidate for pick in own for candidate in pick.candidates)
    return Affair(
        replace(joined, score=_weight(replace(joined, candidates=(*main.candidates, *candidates)))), candidates
    )


class _Words:
    """What the headlines of a span say."""

    def __init__(self, titles: Sequence[str], topic: Topic) -> None:
        self._spoken = Counter(word for title in titles for word in concepts_of(title))
        self._headlines = len(titles)
        self._shared = SHARED_WORDS if len(titles) < MANY else SHARED_AMONG_MANY
        self._sides = frozenset(as_concepts(names_of_sides(topic)))

    def naming(self, pick: Pick) -> frozenset[str]:
        """The words that name the pick's event: several different headlines of it have them, and few others."""
        titles = {concepts_of(article.title) for article in pick.articles}
        counts = Counter(word for title in titles for word in title)
        least = max(2, TELLING_SHARE * len(titles))
        most = max(3, COMMON_SHARE * (self._headlines - len(titles)))
        return frozenset(
            word
            for word, times in counts.items()
            if times >= least
            and self._spoken[word] - times <= most
            and word not in self._sides
            and not word.isdecimal()
        )

    def tie(self, pick: Pick, named: frozenset[str]) -> bool:
        return any(len(concepts_of(article.title) & named) >= self._shared for article in pick.articles)
