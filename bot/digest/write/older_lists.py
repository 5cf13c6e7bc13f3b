"""The lists of the layouts by side, made of the sentences that the blocks tell: each stands in one list only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digest.model.digest import Bullet, Development, Difference, Side, SideStatement, Source, StoryBlock
from retrieval.sources.topics import Perspective

MOST_HIGHLIGHTS = 6


@dataclass(frozen=True, slots=True)
class OlderLists:
    highlights: tuple[Bullet, ...]
    perspectives: tuple[Side, ...]
    differences: tuple[Difference, ...]
    one_sided: tuple[SideStatement, ...]
    developing: tuple[Development, ...]


def list_by_side(
    stories: Sequence[StoryBlock],
    lead: Sequence[Bullet],
    also: Sequence[Bullet],
    *,
    sides: Sequence[Perspective],
    sources: Sequence[Source],
) -> OlderLists:
    """Highlights join the stories; what is new in a told one, or on another day of a span, is developing; what one side
    alone tells, and what clashes, have their lists; everything else stands under the side whose outlet says it."""
    side_of = {source.n: source.perspective for source in sources}
    fresh = [story for story in stories if story.is_new]
    alone = {story.id: story for story in fresh if story.not_told_by and len(_telling(story, side_of)) == 1}
    # A headline over two accounts that differ is not told once more above them.
    heading = {f"{story.title}." for story in stories if story.contradictions}
    telling = [story.what[0] for story in fresh if story.what and story.id not in alone]
    highlights = [*lead, *(line for line in telling if line.text not in heading)][:MOST_HIGHLIGHTS]
    if not sides:
        told = [line for story in fresh for line in story.lines if line.text not in heading]
        highlights += [line for line in told if line not in highlights]
        highlights += also
    placed = {line.text for line in highlights} | heading
    one_sided = [
        SideStatement.of(story.what[0], side)
        for story in alone.values()
        for side in _telling(story, side_of)
        if story.what and story.what[0].text not in placed
    ]
    developing = [
        Development.of(story.what[0], story=story.known_as or story.title, since=story.since)
        for story in stories
        if story.since and story.what
    ]
    developing += [
        Development.of(line, story=story.title, since=story.what[0].said_on)
        for story in stories
        if story.what and story.what[0].said_on
        for line in story.days
    ]
    differences = [
        Difference(
            story.title,
            tuple(SideStatement.of(line, side_of.get(line.citations[0], "")) for line in clash.lines),
            clash.about,
        )
        for story in stories
        for clash in story.contradictions
    ]
    placed |= {line.text for line in (*one_sided, *developing)}
    placed |= {line.text for difference in differences for line in difference.sides}
    left = [line for story in stories for line in story.lines if line.text not in placed]
    left += [line for line in also if line.text not in placed]
    return OlderLists(
        tuple(highlights),
        tuple(_side(side, left, side_of) for side in sides),
        tuple(differences),
        tuple(one_sided),
        tuple(developing),
    )


def _telling(story: StoryBlock, side_of: Mapping[int, str]) -> list[str]:
    """The sides whose outlets speak in the block."""
    spoken = (side_of.get(line.citations[0], "") for line in story.lines)
    return [side for side in dict.fromkeys(spoken) if side]


def _side(side: Perspective, lines: Sequence[Bullet], side_of: Mapping[int, str]) -> Side:
    own = tuple(line for line in lines if side_of.get(line.citations[0]) == side.id)
    return Side(side.id, side.name, own, tuple(n for n, of in side_of.items() if of == side.id))
