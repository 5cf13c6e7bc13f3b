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
    SideStatement,
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


def _difference(difference: Difference, numbers: dict[int, int]) -> Difference:
    return replace(difference, sides=_kept(difference.sides, numbers))


def _section(section: DigestSection, numbers: dict[int, int]) -> DigestSection:
    return replace(section, items=_kept(section.items, numbers))
