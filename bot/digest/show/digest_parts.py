"""One story, or one side, of a digest as a digest of its own, with the sources that it cites under their numbers. No I/O."""

from collections.abc import Iterable
from dataclasses import replace

from bot.digest.model.digest import Bullet, Digest, Side
from bot.digest.model.statements import all_sentences


def story_alone(digest: Digest, story_id: str) -> Digest | None:
    """The digest with that story only; None where it does not tell it."""
    block = next((block for block in digest.stories if block.id == story_id), None)
    if block is None:
        return None
    return replace(_bare(digest, {*block.also_by, *_cited(block.lines)}), stories=(block,), layout="stories")


def side_alone(digest: Digest, side_id: str, name: str) -> Digest | None:
    """What rests on that side's articles only, wherever the digest says it; None where that is nothing."""
    theirs = {source.n for source in digest.sources if source.perspective == side_id}
    said = [
        Bullet(*bullet.plain)
        for bullet in all_sentences(digest)
        if bullet.citations and theirs.issuperset(bullet.citations)
    ]
    if not said:
        return None
    side = Side(side_id, name, tuple(said), tuple(sorted(theirs)))
    return replace(_bare(digest, _cited(said)), perspectives=(side,), layout="perspectives")


def _bare(digest: Digest, cited: set[int]) -> Digest:
    """The digest without what it says."""
    return Digest(
        digest.topic,
        digest.topic_name,
        digest.day,
        digest.title,
        digest.built_at,
        sources=tuple(source for source in digest.sources if source.n in cited),
        writer=digest.writer,
        verified_by=digest.verified_by,
        last_day=digest.last_day,
    )


def _cited(bullets: Iterable[Bullet]) -> set[int]:
    return {n for bullet in bullets for n in bullet.citations}
