"""What earlier digests told, so that nothing is told twice."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.digest.choose.selection import Told
from bot.digest.model.digest import Digest


def recall_told(digests: Iterable[Digest], *, end_of: Callable[[Digest], datetime]) -> Told:
    """Everything cited or said in these digests; `until` is where the last of them ended, however late it was made."""
    earlier = list(digests)
    if not earlier:
        return Told()
    sources = [source for digest in earlier for source in digest.sources]
    return Told(
        article_ids=frozenset(source.article_id for source in sources),
        story_ids=frozenset(source.story for source in sources if source.story),
        texts=tuple(dict.fromkeys(text for digest in earlier for text in _texts(digest))),
        titles={source.story: source.title for source in reversed(sources) if source.story},
        until=max(end_of(digest) for digest in earlier),
    )


def _texts(digest: Digest) -> Iterable[str]:
    yield from (source.title for source in digest.sources)
    yield from (_said(bullet.text) for bullet in digest.highlights)
    yield from (_said(bullet.text) for side in digest.perspectives for bullet in side.bullets)
    yield from (_said(statement.text) for difference in digest.differences for statement in difference.sides)
    yield from (_said(statement.text) for statement in digest.one_sided)
    yield from (_said(development.text) for development in digest.developing)


def _said(text: str) -> str:
    """Without the attribution in front."""
    outlet, separator, said = text.partition(": ")
    return said if separator and len(outlet.split()) <= 12 else text
