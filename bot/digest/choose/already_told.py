"""What earlier digests told, so that nothing is told twice."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.digest.articles.headlines import trim_headline
from bot.digest.choose.selection import Told
from bot.digest.model.digest import Digest
from bot.digest.model.statements import all_sentences


def recall_told(digests: Iterable[Digest], *, end_of: Callable[[Digest], datetime]) -> Told:
    """Everything cited or said in these digests; `until` is where the last of them ended, however late it was made."""
    earlier = sorted(digests, key=end_of)
    if not earlier:
        return Told()
    sources = [source for digest in earlier for source in digest.sources]
    return Told(
        article_ids=frozenset(source.article_id for source in sources),
        texts=tuple(dict.fromkeys(text for digest in earlier for text in _texts(digest))),
        titles={
            identity: trim_headline(source.title, (source.outlet,))
            for source in reversed(sources)
            for identity in (source.article_id, source.story)
            if identity
        },
        by_story=_by_story(earlier),
        until=end_of(earlier[-1]),
    )


def _texts(digest: Digest) -> Iterable[str]:
    yield from (source.title for source in digest.sources)
    yield from (bullet.text for bullet in all_sentences(digest))


def _by_story(digests: Sequence[Digest]) -> dict[str, tuple[str, ...]]:
    """The sentences of each story, the latest digest's first."""
    found: dict[str, tuple[str, ...]] = {}
    for digest in reversed(digests):
        for story in digest.stories:
            found[story.id] = (*found.get(story.id, ()), *(line.text for line in story.lines))
    return found
