"""Parts a story into what its main side tells and what others tell of something else: grouped by subject, not by event. No I/O."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.digest.choose.candidates import Candidate
from bot.digest.choose.nearness import Nearness
from bot.digest.stories.grouping import Story


def part_story(story: Story, members: Sequence[Candidate], near: Nearness) -> list[tuple[Story, list[Candidate]]]:
    """The story with those members that tell its event, then each other member as a story of its own.

    The side with most members tells the story; whoever is of another has to tell the same event as one of those who do.
    """
    if len({member.side for member in members}) < 2:
        return [(story, list(members))]
    main = _main_side(members)
    kept = [member for member in members if member.side == main]
    left = [member for member in members if member.side != main]
    grown = True
    while grown and left:
        tied = [each for each in left if any(near.are_of_one_event(each.article, one.article) for one in kept)]
        kept, left = [*kept, *tied], [each for each in left if each not in tied]
        grown = bool(tied)
    if not left:
        return [(story, list(members))]
    apart = {each.article.id for each in left}
    rest = tuple(identity for identity in story.article_ids if identity not in apart)
    whole = replace(story, article_ids=rest, perspectives=_sides(kept))
    return [(whole, kept), *((_alone(story, each), [each]) for each in left)]


def _main_side(members: Sequence[Candidate]) -> str:
    counts = Counter(member.side for member in members)
    return max(counts, key=lambda side: (counts[side], bool(side)))


def _alone(story: Story, member: Candidate) -> Story:
    article = member.article
    return replace(
        story,
        id=article.id,
        title=article.title,
        article_ids=(article.id,),
        perspectives=_sides([member]),
        first_seen=article.published,
        last_seen=article.published,
        voices=1,
    )


def _sides(members: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member.side for member in members if member.side))
