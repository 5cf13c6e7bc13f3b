"""Queues the feeds of each host, so that hosts are asked side by side and none of them by a crowd."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from retrieval.feeds.feeds import Feed
from retrieval.feeds.host_manners import requests_at_once
from retrieval.web.domains import host_of, registrable_domain

# One refusal may be about one feed; this many with nothing good between are about us.
MAX_REFUSALS_IN_A_ROW = 3


@dataclass(slots=True)
class Lane:
    """The feeds of one host waiting their turn. `refusals` counts 429s since the last good answer."""

    host: str
    waiting: deque[Feed] = field(default_factory=deque)
    refusals: int = 0

    @property
    def is_refused(self) -> bool:
        return self.refusals >= MAX_REFUSALS_IN_A_ROW

    @property
    def width(self) -> int:
        """How many of its feeds may be fetched at the same time."""
        return min(requests_at_once(self.host), len(self.waiting))

    def take(self) -> Feed | None:
        try:
            return self.waiting.popleft()
        except IndexError:
            return None


def make_lanes(feeds: Iterable[Feed]) -> list[Lane]:
    """One lane for each registrable domain, the longest first, since they take longest."""
    lanes: dict[str, Lane] = {}
    for feed in feeds:
        domain = registrable_domain(host_of(feed.fetch_url))
        lanes.setdefault(domain, Lane(domain)).waiting.append(feed)
    return sorted(lanes.values(), key=lambda lane: -len(lane.waiting))
