"""Says a topic's settings in sentences, for admins."""

from collections.abc import Iterator

from bot.talk.frame.localise import Words
from retrieval.feeds.feeds import feed_url
from retrieval.sources.topics import GoogleNewsSearch, Topic

FEEDS_SHOWN = 10


def topic_lines(words: Words, topic: Topic) -> Iterator[str]:
    for perspective in topic.perspectives:
        members = [*sorted(perspective.countries), *sorted(perspective.outlet_names)]
        yield f"{perspective.name}: {', '.join(members) or '-'}"
    for source in topic.feeds[:FEEDS_SHOWN]:
        if isinstance(source, GoogleNewsSearch):
            yield words("Search: {words}", words=source.query)
        else:
            yield words("Feed: {url}", url=feed_url(source))
    yield words.many("{n} feed in all.", "{n} feeds in all.", len(topic.feeds))
    yield words("Digest at {clock} ({zone}).", clock=words.clock(topic.time), zone=topic.timezone)
    if topic.is_paused:
        yield words("It is paused.")
