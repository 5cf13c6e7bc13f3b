"""Looks at feeds before they are taken: where an address leads, and what is in it by side. Stores nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.talk.frame.desk import Desk, Turn
from bot.talk.frame.localise import Mistake
from retrieval.articles import Entry
from retrieval.errors import CounterpointError, ParseError
from retrieval.feeds.discovery import find_feed_links
from retrieval.feeds.feeds import feed_url
from retrieval.feeds.http_exchange import MAX_FEED_BYTES
from retrieval.feeds.poller import complete_address
from retrieval.messages import Phrase
from retrieval.ports import Request
from retrieval.sources.topics import GoogleNewsSearch, Topic

HEADLINES = 3
TRIED_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What one feed holds now. `error` is a sentence when it could not be read."""

    url: str
    title: str = ""
    entries: tuple[Entry, ...] = ()
    error: str = ""


def read_source(turn: Turn, said: str) -> str | GoogleNewsSearch:
    """A feed's or a site's address, else words to search for. Raises Mistake or FetchError when an address leads nowhere."""
    said = said.strip()
    if said.casefold().startswith("search "):
        return GoogleNewsSearch(said[7:].strip(), "en-US", "US")
    if "://" not in said and (" " in said or "." not in said):
        return GoogleNewsSearch(said, "en-US", "US")
    return find_feed(turn, complete_address(said))


def find_feed(turn: Turn, address: str) -> str:
    """The address itself when it is a feed, else the feed its page announces. Raises Mistake when there is none."""
    response = turn.desk.http.get(Request(address, max_bytes=MAX_FEED_BYTES))
    if response.status != 200:
        raise Mistake("{url} answers with status {status}. Write another address.", url=address, status=response.status)
    try:
        turn.desk.parse(response.body, url=response.url, headers=response.headers, now=turn.now)
    except ParseError as error:
        links = find_feed_links(response.body, url=response.url)
        if not links:
            raise Mistake(
                "{url} is no feed and announces none. Write the feed's address, or words to search for.", url=address
            ) from error
        return links[0].url
    return address


def try_feeds(turn: Turn, sources: Iterable[str | GoogleNewsSearch]) -> list[Trial]:
    """Fetch the first few feeds once, one by one."""
    return [_try(turn, feed_url(source)) for source in islice(sources, TRIED_AT_MOST)]


def _try(turn: Turn, url: str) -> Trial:
    try:
        response = turn.desk.http.get(Request(url, max_bytes=MAX_FEED_BYTES))
        if response.status != 200:
            return Trial(url, error=Phrase("HTTP {status}", status=response.status))
        parsed = turn.desk.parse(response.body, url=response.url, headers=response.headers, now=turn.now)
    except CounterpointError as error:
        return Trial(url, error=error.said)
    return Trial(url, parsed.title, parsed.entries)


def side_counts(desk: Desk, topic: Topic, trials: Sequence[Trial]) -> Counter[str]:
    """Entries by perspective id; under `` those of no side."""
    registry = desk.catalog.registry
    return Counter(
        topic.side_of(registry.resolve(entry.outlet, entry.outlet_url or entry.url)) or ""
        for trial in trials
        for entry in trial.entries
    )


def trial_lines(turn: Turn, topic: Topic, trials: Sequence[Trial]) -> list[str]:
    """What was found, for the admin who adds the topic."""
    words = turn.words
    lines = [
        words("{url} could not be read: {reason}", url=trial.url, reason=trial.error) for trial in trials if trial.error
    ]
    counts = side_counts(turn.desk, topic, trials)
    for perspective in topic.perspectives:
        count = counts[perspective.id]
        lines.append(words.many("{side}: {n} article now.", "{side}: {n} articles now.", count, side=perspective.name))
    if counts[""]:
        lines.append(words.many("{n} article of no side.", "{n} articles of no side.", counts[""]))
    headlines = [f"“{entry.title}” ({entry.outlet or trial.title})" for trial in trials for entry in trial.entries]
    return [*lines, *headlines[:HEADLINES]]
