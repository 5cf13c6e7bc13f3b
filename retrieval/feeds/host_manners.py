"""Says how many requests a host gets at once, and which hosts carry the feeds of many."""

from retrieval.web.domains import registrable_domain

AT_ONCE = 2

# One building, thousands of feeds: these hosts count all of them as one visitor and ban for bursts.
_SHARED = frozenset({"google.com", "reddit.com", "tumblr.com", "openrss.org", "youtube.com", "medium.com"})


def is_shared_host(host: str) -> bool:
    return registrable_domain(host) in _SHARED


def requests_at_once(host: str) -> int:
    """How many feeds of a host (counted by registrable domain) are fetched at the same time."""
    return 1 if is_shared_host(host) else AT_ONCE
