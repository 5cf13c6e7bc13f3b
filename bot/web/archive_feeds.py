"""What each feed of the archive holds: the digests of all topics, of one, one story over its days, what one side says."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

from bot.digest.model.digest import Digest
from bot.digest.show.digest_parts import side_alone, story_alone
from bot.web.atom import Feed, FeedEntry, atom_document
from bot.web.page_values import Archive, TopicPage

DIGESTS_A_FEED = 20
Part = Callable[[Digest], Digest | None]


def archive_feed(archive: Archive, topic_id: str | None = None, *, public_url: str = "") -> bytes | None:
    """The newest digests of a topic, or of all, as an Atom document; None where there is no such topic."""
    topics = [topic for topic in archive.topics() if topic_id in (None, topic.id)]
    if not topics:
        return None
    newest = sorted(((day, topic.id) for topic in topics for day in topic.days[:DIGESTS_A_FEED]), reverse=True)
    digests = [digest for day, topic in newest[:DIGESTS_A_FEED] if (digest := archive.digest(topic, day))]
    entries = [_entry(archive, digest, f"{digest.topic}:{digest.day}", digest.title) for digest in digests]
    page = f"t/{topic_id}" if topic_id else ""
    name = topics[0].name if topic_id else "all topics"
    path = f"{page}/feed.atom" if page else "feed.atom"
    feed = Feed(topic_id or "all", f"Counterpoint: {name}", path, page, entries)
    return atom_document(feed, now=archive.now(), public_url=public_url)


def story_feed(archive: Archive, topic: TopicPage, story_id: str, *, public_url: str = "") -> bytes | None:
    """One story, an entry a day that told it; None where none of the newest digests did."""
    name, path = f"{topic.id}:story:{story_id}", f"t/{topic.id}/stories/{story_id}/feed.atom"
    told = list(_days_of(archive, topic, lambda digest: story_alone(digest, story_id)))
    if not told:
        return None
    entries = [_entry(archive, part, f"{name}:{part.day}", part.stories[0].title) for part in told]
    feed = Feed(name, f"{topic.name}: {told[0].stories[0].title}", path, f"t/{topic.id}", entries)
    return atom_document(feed, now=archive.now(), public_url=public_url)


def side_feed(archive: Archive, topic: TopicPage, side_id: str, *, public_url: str = "") -> bytes | None:
    """What the outlets of one side say, an entry a day; None where the topic has no such side."""
    side = dict(topic.sides).get(side_id)
    if side is None:
        return None
    name, path = f"{topic.id}:side:{side_id}", f"t/{topic.id}/sides/{side_id}/feed.atom"
    told = _days_of(archive, topic, lambda digest: side_alone(digest, side_id, side))
    entries = [_entry(archive, part, f"{name}:{part.day}", f"{side} - {part.day}") for part in told]
    feed = Feed(name, f"{topic.name}: {side}", path, f"t/{topic.id}", entries)
    return atom_document(feed, now=archive.now(), public_url=public_url)


def _days_of(archive: Archive, topic: TopicPage, part_of: Part) -> Iterator[Digest]:
    """A part of each of the newest digests, where it has one."""
    for day in topic.days[:DIGESTS_A_FEED]:
        digest = archive.digest(topic.id, day)
        part = part_of(digest) if digest else None
        if part is not None:
            yield part


def _entry(archive: Archive, digest: Digest, name: str, title: str) -> FeedEntry:
    """A digest is of its day, whenever it was written last."""
    published = min(datetime.combine(digest.day, time(0), UTC), digest.built_at)
    page = f"t/{digest.topic}/{digest.day}"
    return FeedEntry(name, title, page, archive.digest_html(digest, str), published, digest.built_at)
