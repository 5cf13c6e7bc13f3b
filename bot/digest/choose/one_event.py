"""Parts a story into what its main side tells and what others tell of something else: grouped by subject, not by event. No I/O.

What is neither surely the same event nor surely another is told nowhere: not as a side's telling, which it may not be, and not
as a story of its own, which would say the same twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.digest.choose.nearness import Nearness
from bot.digest.choose.usable_articles import Candidate
from bot.digest.stories.grouping import Story

# From this likeness on, what is told apart could say the same again (golden cases in test_one_event.py).
SAME_AGAIN = 0.3
APART = "apart"


def part_story(story: Story, members: Sequence[Candidate], near: Nearness) -> list[tuple[Story, list[Candidate]]]:
    """The story with those members that tell its event, then each member of another event as a story of its own.

    The side with most members tells the story; whoever is of another has to tell the same event as one of those who do.
    """
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
    alone = [each for each in left if not any(_is_same_again(each, one, near) for one in kept)]
    apart = {each.article.id for each in alone}
    rest = tuple(identity for identity in story.article_ids if identity not in apart)
    whole = replace(story, article_ids=rest, perspectives=_sides(kept))
    return [(whole, kept), *((_alone(story, each), [each]) for each in alone)]


def _is_same_again(one: Candidate, other: Candidate, near: Nearness) -> bool:
    return (near.likeness(one.article, other.article) or 0.0) >= SAME_AGAIN


def _main_side(members: Sequence[Candidate]) -> str:
    counts = Counter(member.side for member in members)
    return max(counts, key=lambda side: (counts[side], bool(side)), default="")


def _alone(story: Story, member: Candidate) -> Story:
    """A story has the id of its first article: where that one is told apart, the id stays with the others."""
    article = member.article
    return replace(
        story,
        id=article.id if article.id != story.id else f"{article.id}-{APART}",
        title=article.title,
        article_ids=(article.id,),
        perspectives=_sides([member]),
        first_seen=article.published,
        last_seen=article.published,
        voices=1,
    )


def _sides(members: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member.side for member in members if member.side))
