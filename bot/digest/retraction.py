"""A digest without articles that were taken back: their sources go, and every sentence that rested on them."""

from collections.abc import Set
from dataclasses import replace
from typing import TypeVar

from bot.digest.digest import Bullet, Development, Difference, Digest, SectionItem, SideStatement

_Stated = TypeVar("_Stated", Bullet, SideStatement, Development, SectionItem)


def without_articles(digest: Digest, article_ids: Set[str]) -> Digest:
    """The digest without these articles. A sentence that another article supports stays, with that citation alone.

    Numbers of sources do not change, so that older links to `[n]` still mean the same.
    """
    gone = {source.n for source in digest.sources if source.article_id in article_ids}
    if not gone:
        return digest
    differences = tuple(
        replace(each, sides=_kept(each.sides, gone), contradiction=each.contradiction * _is_whole(each, gone))
        for each in digest.differences
    )
    return replace(
        digest,
        highlights=_kept(digest.highlights, gone),
        perspectives=tuple(
            replace(side, bullets=_kept(side.bullets, gone), articles=tuple(n for n in side.articles if n not in gone))
            for side in digest.perspectives
        ),
        differences=tuple(each for each in differences if len(each.sides) > 1),
        one_sided=_kept(digest.one_sided, gone),
        developing=_kept(digest.developing, gone),
        sections=tuple(replace(section, items=_kept(section.items, gone)) for section in digest.sections),
        sources=tuple(source for source in digest.sources if source.n not in gone),
    )


def _kept(stated: tuple[_Stated, ...], gone: set[int]) -> tuple[_Stated, ...]:
    """Those that still rest on something; what never named an article (imported ones) stays."""
    left = [(each, tuple(n for n in each.citations if n not in gone)) for each in stated]
    return tuple(replace(each, citations=citations) for each, citations in left if citations or not each.citations)


def _is_whole(difference: Difference, gone: set[int]) -> bool:
    return not any(n in gone for told in difference.sides for n in told.citations)
