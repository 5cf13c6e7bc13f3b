"""Who covered what: outlets and articles per side and per story of a digest. Pure counting; drawing is `picture.py`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from bot.digest.model.digest import Digest, Source
from retrieval.messages import Phrase

OTHERS = Phrase("Other outlets")
MAX_STORIES = 6
MAX_ALT = 1000


@dataclass(frozen=True, slots=True)
class SideCoverage:
    name: str
    articles: int
    outlets: int


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """`articles` stand in the order of the sides."""

    title: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    sides: tuple[SideCoverage, ...]
    stories: tuple[StoryCoverage, ...] = ()


def coverage_of(digest: Digest) -> Coverage:
    """Every side of the digest, outlets of no side last; the stories that several articles told, the most told first."""
    names = {side.id: side.name for side in digest.perspectives}
    by_side: dict[str, list[Source]] = {side_id: [] for side_id in names}
    for source in digest.sources:
        by_side.setdefault(source.perspective if source.perspective in names else "", []).append(source)
    order = [*names, *({""} & by_side.keys())]
    sides = tuple(
        SideCoverage(names.get(side, OTHERS), len(by_side[side]), len({source.outlet for source in by_side[side]}))
        for side in order
    )
    return Coverage(sides, _stories(digest, order))


def coverage_words(coverage: Coverage, said: Callable[[str], str] = str) -> str:
    """The picture in words, for those who cannot see it; our own in their language by `said`."""
    sides = "; ".join(
        said(
            Phrase(
                "{side} {articles} of {outlets}",
                side=side.name,
                articles=articles_counted(side.articles),
                outlets=outlets_counted(side.outlets),
            )
        )
        for side in coverage.sides
    )
    told = "; ".join(
        f"{story.title}: "
        + ", ".join(f"{said(side.name)} {n}" for side, n in zip(coverage.sides, story.articles, strict=True) if n)
        for story in coverage.stories
    )
    words = said(Phrase("Bar chart of the articles by side. {sides}.", sides=sides))
    words += f" {said(Phrase('Stories told most: {stories}.', stories=told))}" if told else ""
    return words if len(words) <= MAX_ALT else words[: MAX_ALT - 1].rstrip() + "…"


def _stories(digest: Digest, order: list[str]) -> tuple[StoryCoverage, ...]:
    told: dict[str, list[Source]] = {}
    for source in digest.sources:
        if source.story:
            told.setdefault(source.story, []).append(source)
    several = sorted((group for group in told.values() if len(group) > 1), key=lambda group: (-len(group), group[0].n))
    return tuple(StoryCoverage(group[0].title, _split(group, order)) for group in several[:MAX_STORIES])


def _split(group: list[Source], order: list[str]) -> tuple[int, ...]:
    counts = Counter(source.perspective if source.perspective in order else "" for source in group)
    return tuple(counts[side] for side in order)


def articles_counted(number: int) -> Phrase:
    return Phrase("{n} article", "{n} articles", n=number)


def outlets_counted(number: int) -> Phrase:
    return Phrase("{n} outlet", "{n} outlets", n=number)
