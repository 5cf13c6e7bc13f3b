"""Four hand-labelled topic-weeks of the archives as samples of story grouping, and the figures told of a grouping.

The labels are in benchmarks/labels/stories (its README tells how they were made and where they are in doubt).
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.digest.files.hugo import parse_hugo
from bot.digest.files.hugo_digest import digest_sources
from bot.digest.files.import_entries import source_entry
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.articles import Article
from retrieval.sources.outlets import Registry
from retrieval.sources.sides import Sides

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
LABELS = HERE / "labels" / "stories"
DEVELOPMENT = ("china-japan-2026-03-21", "venezuela-2026-02-17")
BLIND = ("us-china-2025-12-06", "venezuela-2026-04-25")
# Stories that the labels' README calls doubtful enough to score with and without.
ARGUABLE = frozenset({"pilgrimage", "defence"})


@dataclass(frozen=True)
class Week:
    """The articles of a topic-week, the story of each (by label) and its side ("" for none)."""

    name: str
    articles: list[Article]
    events: list[str]
    sides: list[str]
    links: frozenset[frozenset[str]]

    def without(self, stories: Collection[str]) -> list[int]:
        """The rows that are not of these stories."""
        return [row for row, event in enumerate(self.events) if event not in stories]


@dataclass(frozen=True)
class Figures:
    """How groups agree with labelled events; each figure from 0 to 1.

    B-cubed is over all articles. `member_*` are B-cubed over those articles only that have company: recall over those with
    company in their event, precision over those with company in their group. `pair_*` count pairs of articles.
    """

    precision: float
    recall: float
    member_precision: float
    member_recall: float
    pair_precision: float
    pair_recall: float

    @property
    def f1(self) -> float:
        return harmonic(self.precision, self.recall)


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def score_groups(events: Sequence[str], groups: Sequence[int]) -> Figures:
    """The figures of groups against events; both name the group of each article."""
    both, by_event, by_group = Counter(zip(events, groups, strict=True)), Counter(events), Counter(groups)
    recalls = [both[event, group] / by_event[event] for event, group in zip(events, groups, strict=True)]
    precisions = [both[event, group] / by_group[group] for event, group in zip(events, groups, strict=True)]
    together = _pairs(both.values())
    return Figures(
        precision=_mean(precisions),
        recall=_mean(recalls),
        member_precision=_mean([share for share, group in zip(precisions, groups, strict=True) if by_group[group] > 1]),
        member_recall=_mean([share for share, event in zip(recalls, events, strict=True) if by_event[event] > 1]),
        pair_precision=together / max(1, _pairs(by_group.values())),
        pair_recall=together / max(1, _pairs(by_event.values())),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _pairs(sizes: Collection[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def load_week(name: str) -> Week:
    """A labelled week; KeyError where an article of the archive has no label."""
    labels = json.loads((LABELS / f"{name}.json").read_text())
    story_of = {identity: story["id"] for story in labels["stories"] for identity in story["articles"]}
    articles: dict[str, Article] = {}
    for article in _articles(labels["topic"], date.fromisoformat(labels["from"]), date.fromisoformat(labels["to"])):
        articles.setdefault(article.id, article)
    side_of = _sides().side_of
    return Week(
        name,
        list(articles.values()),
        [story_of[identity] for identity in articles],
        [side_of(article, labels["topic"]) or "" for article in articles.values()],
        frozenset(frozenset(link) for link in labels["links"]),
    )


def _articles(topic: str, first: date, last: date) -> Iterator[Article]:
    folder = SHARED / "archive" if topic == "us-china" else SHARED / "archives" / topic
    for n in range((last - first).days + 1):
        digest = folder / f"{topic}-{first + timedelta(days=n)}.md"
        for source in digest_sources(parse_hugo(digest.read_text())) if digest.exists() else ():
            entry = source_entry(source, topic)
            registered = _sides().registry.resolve(entry.outlet, "")
            yield Article(
                id=sha256(source.url.encode()).hexdigest()[:16],
                url=source.url,
                title=entry.title,
                published=source.published,
                first_seen=source.published,
                outlet=registered.name if registered else entry.outlet,
                language=entry.language,
                topics=(topic,),
            )


@cache
def _sides() -> Sides:
    config = HERE.parent / "config"
    topics = {topic.id: topic for topic in load_topics(config / "topics")}
    return Sides(Registry(load_outlets(config / "outlets.yaml")), topics)
