"""Who told what: for each story of a digest, how many outlets of each side tell it, and how many wrote it themselves.

Counts only; `coverage_svg.py` draws them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.digest.model.digest import Digest, StoryBlock, Telling
from retrieval.messages import Phrase

WHO = Phrase("Who told what")
OTHERS = Phrase("Others")
# The Bot API's limit of a description is 1,024 (core.telegram.org/bots/api#sendphoto).
MAX_ALT = 1000
# So many stories of several outlets make a picture.
LEAST_COMPARED = 2


@dataclass(frozen=True, slots=True)
class SideCount:
    """`origins` are the outlets that wrote it themselves. `compared`: so many articles of a side that does not tell it."""

    outlets: int = 0
    origins: int = 0
    compared: int = 0

    @property
    def words(self) -> Phrase | None:
        """The numbers in words; None where there is nothing to say."""
        if self.compared and not self.outlets:
            return Phrase("not told ({n} articles compared)", n=self.compared)
        if self.outlets > self.origins == 1:
            return Phrase("{outlets} outlets, one report", outlets=self.outlets)
        if self.outlets > self.origins:
            return Phrase("{outlets} outlets, {origins} reports", outlets=self.outlets, origins=self.origins)
        return outlets_counted(self.outlets) if self.outlets else None


@dataclass(frozen=True, slots=True)
class StoryCoverage:
    """`counts` stand in the order of the sides."""

    title: str
    counts: tuple[SideCount, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The stories in the order of the digest."""

    sides: tuple[str, ...]
    stories: tuple[StoryCoverage, ...]

    @property
    def most_outlets(self) -> int:
        return max((count.outlets for story in self.stories for count in story.counts), default=0)

    @property
    def is_comparison(self) -> bool:
        """Whether there is anything to compare: some side tells something, and enough stories have several outlets. A column
        of single outlets, or of outlets of no side, is said faster by the digest itself."""
        several = sum(sum(count.outlets for count in story.counts) > 1 for story in self.stories)
        placed = any(
            count.outlets and side != OTHERS
            for story in self.stories
            for side, count in zip(self.sides, story.counts, strict=True)
        )
        return placed and several >= LEAST_COMPARED

    @property
    def has_reprints(self) -> bool:
        return any(count.outlets > count.origins for story in self.stories for count in story.counts)


def coverage_of(digest: Digest) -> Coverage:
    """Every side of the topic, outlets of no side last where they tell something."""
    told = [_by_side(story, digest) for story in digest.stories]
    others = ("",) if any("" in counts for counts in told) else ()
    names = {side.id: side.name for side in digest.perspectives} | dict.fromkeys(others, OTHERS)
    stories = (
        StoryCoverage(story.title, tuple(counts.get(side, SideCount()) for side in names))
        for story, counts in zip(digest.stories, told, strict=True)
    )
    return Coverage(tuple(names.values()), tuple(stories))


def coverage_words(coverage: Coverage, said: Callable[[str], str] = str) -> str:
    """The picture in words, for those who cannot see it; our own in their language by `said`. Ends between two stories."""
    words = f"{said(WHO)}:"
    for number, story in enumerate(coverage.stories, 1):
        counts = ", ".join(
            f"{said(side)}: {said(count.words)}"
            for side, count in zip(coverage.sides, story.counts, strict=True)
            if count.words
        )
        more = f" {number}. {story.title} – {counts}."
        if len(words) + len(more) > MAX_ALT:
            break
        words += more
    return words


def outlets_counted(number: int) -> Phrase:
    return Phrase("{n} outlet", "{n} outlets", n=number)


def _by_side(story: StoryBlock, digest: Digest) -> Mapping[str, SideCount]:
    known = {side.id for side in digest.perspectives}
    tellings = story.told_by or _from_sources(story, digest)
    counts = {each.perspective: SideCount(each.outlets, each.origins) for each in tellings if each.outlets}
    counts = {side if side in known else "": count for side, count in counts.items()}
    return {each.perspective: SideCount(compared=each.articles_compared) for each in story.not_told_by} | counts


def _from_sources(story: StoryBlock, digest: Digest) -> list[Telling]:
    """Of a digest stored before it was counted: by its sources, of which nobody knows any more who wrote them first."""
    outlets: dict[str, set[str]] = {}
    for source in digest.sources:
        if source.story == story.id:
            outlets.setdefault(source.perspective, set()).add(source.outlet)
    return [Telling(side, len(names), len(names)) for side, names in outlets.items()]
