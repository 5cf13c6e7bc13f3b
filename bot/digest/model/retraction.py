"""A digest without the sentences that rested on articles since retracted."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from bot.digest.model.digest import (
    Bullet,
    Development,
    Difference,
    Digest,
    DigestSection,
    SectionItem,
    Side,
    SideReview,
    SideStatement,
    StoryBlock,
)
from retrieval.messages import Phrase

Cited = TypeVar("Cited", Bullet, SideStatement, Development, SectionItem)


def without_articles(digest: Digest, gone: frozenset[str]) -> Digest:
    """Every sentence citing one of the articles goes, the sources are numbered anew, and a note says so."""
    lost = {source.n for source in digest.sources if source.article_id in gone}
    if not lost:
        return digest
    kept = [source for source in digest.sources if source.n not in lost]
    numbers = {source.n: n for n, source in enumerate(kept, 1)}
    note = Phrase(
        "After publication one article was retracted by the outlet; what rested on it was removed.",
        "After publication {n} articles were retracted by the outlet; what rested on it was removed.",
        n=len(lost),
    )
    return replace(
        digest,
        highlights=_kept(digest.highlights, numbers),
        perspectives=tuple(_side(side, numbers) for side in digest.perspectives),
        differences=tuple(left for each in digest.differences if len((left := _difference(each, numbers)).sides) > 1),
        one_sided=_kept(digest.one_sided, numbers),
        developing=_kept(digest.developing, numbers),
        stories=tuple(story for each in digest.stories if (story := _story(each, numbers)).lines),
        lead=_kept(digest.lead, numbers),
        also=_kept(digest.also, numbers),
        review=tuple(_review(each, numbers) for each in digest.review),
        sections=tuple(section for each in digest.sections if (section := _section(each, numbers)).items),
        sources=tuple(replace(source, n=numbers[source.n]) for source in kept),
        notes=(*digest.notes, note),
    )


def _kept(items: Iterable[Cited], numbers: dict[int, int]) -> tuple[Cited, ...]:
    return tuple(
        replace(item, citations=tuple(numbers[n] for n in item.citations))
        for item in items
        if all(n in numbers for n in item.citations)
    )


def _side(side: Side, numbers: dict[int, int]) -> Side:
    return replace(
        side,
        bullets=_kept(side.bullets, numbers),
        articles=tuple(numbers[n] for n in side.articles if n in numbers),
    )


def _story(story: StoryBlock, numbers: dict[int, int]) -> StoryBlock:
    """A side whose lines are gone is not shown as silent: it did tell the story."""
    sides = (replace(side, lines=_kept(side.lines, numbers)) for side in story.sides)
    clashes = [replace(each, lines=_kept(each.lines, numbers)) for each in story.contradictions]
    return replace(
        story,
        what=_kept(story.what, numbers),
        sides=tuple(side for side in sides if side.lines),
        others=_kept(story.others, numbers),
        contradictions=tuple(each for each in clashes if len(each.lines) > 1),
        background=_kept(story.background, numbers),
        why=_kept(story.why, numbers),
        also_by=tuple(numbers[n] for n in story.also_by if n in numbers),
        days=_kept(story.days, numbers),
    )


def _review(side: SideReview, numbers: dict[int, int]) -> SideReview:
    return replace(
        side,
        words=tuple(replace(each, citation=numbers[each.citation]) for each in side.words if each.citation in numbers),
        stressed=_kept(side.stressed, numbers),
        left_out=_kept(side.left_out, numbers),
    )


def _difference(difference: Difference, numbers: dict[int, int]) -> Difference:
    return replace(difference, sides=_kept(difference.sides, numbers))


def _section(section: DigestSection, numbers: dict[int, int]) -> DigestSection:
    return replace(section, items=_kept(section.items, numbers))
