"""Obeys robots.txt for article pages and remembers it for a day. Feeds were asked for by name, so they are exempt."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from bot.outbound.client import OutboundClient
from retrieval.errors import FetchError
from retrieval.messages import Phrase
from retrieval.ports import Clock, Request, Response

AGENT = "Counterpoint"
KEEP = timedelta(hours=24)
KEEP_FAILURE = timedelta(hours=1)
MAX_BYTES = 512 * 1024


class PageClient:
    """`Http` for article pages: the outbound client, asking robots.txt before each hop. Thread-safe."""

    def __init__(self, client: OutboundClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._rules: dict[str, tuple[float, Protego | None]] = {}

    def get(self, request: Request) -> Response:
        """As `OutboundClient.get`; raises FetchError `robots` where the site does not want us."""
        return self._client.get(request, permit=self._check)

    def _check(self, url: str) -> None:
        rules = self._rules_for(url)
        if rules is None:
            sentence = "{url} is not read: its robots.txt cannot be reached."
            raise FetchError(Phrase(sentence, url=url), url=url, kind="robots")
        if not rules.can_fetch(url, AGENT):
            sentence = "{url} is not read: its robots.txt forbids it."
            raise FetchError(Phrase(sentence, url=url), url=url, kind="robots", permanent=True)

    def _rules_for(self, url: str) -> Protego | None:
        parts = urlsplit(url)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        now = self._clock.now().timestamp()
        with self._lock:
            expires, rules = self._rules.get(site, (0.0, None))
        if now < expires:
            return rules
        rules = self._fetch(site)
        keep = KEEP if rules is not None else KEEP_FAILURE
        with self._lock:
            self._rules[site] = (now + keep.total_seconds(), rules)
        return rules

    def _fetch(self, site: str) -> Protego | None:
        """RFC 9309: a site without robots.txt (4xx) allows all, one that is broken (5xx, unreachable) allows nothing."""
        try:
            response = self._client.get(Request(site, max_bytes=MAX_BYTES, deadline=timedelta(seconds=10)))
        except FetchError as error:
            # A robots.txt of endless size or loops is a mistake of the site, not a no.
            return Protego.parse("") if error.kind in ("too_large", "redirect", "encoding") else None
        if response.status >= 500 or response.status == 429:
            return None
        return Protego.parse(response.body.decode("utf-8", "replace") if response.status == 200 else "")
