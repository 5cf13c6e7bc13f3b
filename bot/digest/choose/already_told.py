"""What earlier digests told, so that nothing is told twice."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.digest.choose.selection import Told
from bot.digest.model.digest import Digest
from bot.digest.model.statements import all_sentences


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
        by_story=_by_story(earlier),
        until=max(end_of(digest) for digest in earlier),
    )


def _texts(digest: Digest) -> Iterable[str]:
    yield from (source.title for source in digest.sources)
    yield from (bullet.text for bullet in all_sentences(digest))


def _by_story(digests: Iterable[Digest]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for digest in sorted(digests, key=lambda each: each.day, reverse=True):
        for story in digest.stories:
            found[story.id] = (*found.get(story.id, ()), *(line.text for line in story.lines))
    return found
