"""How much an article is about a topic: does it name the topic's sides, and is it near what the topic's window is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from bot.digest.articles.headlines import trim_headline
from bot.digest.stories.grouping import Story
from retrieval.articles import Article
from retrieval.language.countries import written_names
from retrieval.language.patterns import either
from retrieval.ports import Vectors
from retrieval.sources.topics import Perspective, Topic

TELLING = 0.5
# The middle of fewer articles is no middle.
SMALL_WINDOW = 30
STORY_SHARE = 0.7
# What the headline that names every side comes to at least.
OF_BOTH_SIDES = 0.7
# A match is no politics of the two who play it, unless this topic is about matches.
SPORT_SHARE = 0.3
_SPORT = re.compile(
    r"\b(?:world cup|asian cup|olympi\w+|grand prix|world baseball|clásico mundial|nations league|premier league|f1|fifa|afc|"
    r"football|soccer|f[úu]tbol|baseball|b[ée]isbol|basketball|baloncesto|volleyball|cricket|rugby|tennis|badminton|golf|curling|"
    r"pickleball|figure skating|downhill|skiers?|marathon|semi-?finals?|quarter-?finals?|cuartos de final|medals?|medallas?|"
    r"championships?|champions league|grand slam|lpga|mlb|nba)\b",
    re.IGNORECASE,
)


def rate_relevance(topic: Topic, articles: Sequence[Article], vectors: Mapping[str, Vectors]) -> dict[str, float]:
    """Article id to a number from 0 (a stranger in this topic) to 1 (names every side, at the heart of the window).

    Where few articles name the sides, the names are not how this topic speaks, and say nothing.
    """
    named = {article.id: _named_sides(topic, article) for article in articles}
    if sum(share > 0 for share in named.values()) < TELLING * len(named):
        named = dict.fromkeys(named, 0.5)
    nearness = _nearness(articles, vectors)
    sport = {article.id for article in articles if _SPORT.search(article.title)}
    sport = sport if 2 * len(sport) < len(articles) else set()
    return {
        identity: (OF_BOTH_SIDES * share + (1 - OF_BOTH_SIDES) * nearness.get(identity, 1.0))
        * (SPORT_SHARE if identity in sport else 1.0)
        for identity, share in named.items()
    }


def share_relevance(relevance: Mapping[str, float], stories: Iterable[Story]) -> dict[str, float]:
    """An article of a story that others tell as one of the topic is of the topic too, whatever its own words."""
    shared = dict(relevance)
    for story in stories:
        best = max((relevance.get(identity, 0.0) for identity in story.article_ids), default=0.0)
        for identity in story.article_ids:
            shared[identity] = max(relevance.get(identity, 0.0), STORY_SHARE * best)
    return shared


def _named_sides(topic: Topic, article: Article) -> float:
    """The share of the topic's sides that are named; the title (without the outlet's name) counts in full, the lead for half."""
    if not topic.perspectives:
        return 0.0
    lead, title = article.body[:1500], trim_headline(article.title, (article.outlet,))
    named = 0.0
    for perspective in topic.perspectives:
        pattern = _pattern(perspective)
        named += 1.0 if pattern.search(title) else 0.5 if pattern.search(lead) else 0.0
    return named / len(topic.perspectives)


@lru_cache(maxsize=256)
def _pattern(perspective: Perspective) -> re.Pattern[str]:
    named = (name for country in sorted(perspective.countries) for name in written_names(country))
    spoken = either([perspective.name, *named])
    # CJK text has no borders between words; a Latin form must stand alone ("US" is not in "USEFUL").
    return re.compile(rf"(?<![^\W\u3040-\u9fff])(?:{spoken})(?![A-Za-zА-я])")


def _nearness(articles: Sequence[Article], vectors: Mapping[str, Vectors]) -> dict[str, float]:
    """Rank of likeness to the window's mean, from 0 (farthest) to 1."""
    known = [article.id for article in articles if article.id in vectors]
    if len(known) < SMALL_WINDOW:
        return {}
    stacked = np.stack([vectors[identity] for identity in known])
    likeness = stacked @ stacked.mean(axis=0)
    ranks = np.argsort(np.argsort(likeness, kind="stable"), kind="stable")
    return {identity: float(rank) / (len(known) - 1) for identity, rank in zip(known, ranks, strict=True)}
