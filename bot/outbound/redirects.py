"""Decides what a redirect means: where it leads, how many are followed, and that https never continues over http."""

from contextlib import suppress
from urllib.parse import urljoin

from bot.outbound.allowed_addresses import Target
from retrieval.errors import FetchError
from retrieval.messages import Phrase

MAX_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def redirect_target(base: str, location: str) -> str:
    """Where a Location header leads, as an absolute URL. Raises FetchError `redirect` when it is unusable.

    Servers write other letters than ASCII as plain UTF-8 (which headers show as Latin-1), and leave blanks as they are.
    """
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(base, location.strip().replace(" ", "%20"))
    except ValueError as error:
        raise FetchError(
            Phrase("{url} redirects to an unreadable address.", url=base), url=base, kind="redirect"
        ) from error


def refuse_downgrade(before: Target, after: Target) -> None:
    """https never continues over http. Raises FetchError `redirect`."""
    if before.scheme == "https" and after.scheme != "https":
        sentence = "{url} redirects from https to plain http, which is not followed."
        raise FetchError(Phrase(sentence, url=before.url), url=before.url, kind="redirect")


def refuse_endless(asked: str, url: str, *, followed: int) -> None:
    """At most `MAX_REDIRECTS` are followed from the address that was asked for. Raises FetchError `redirect`."""
    if followed == MAX_REDIRECTS:
        sentence = "{url} redirects more than {count} times."
        raise FetchError(Phrase(sentence, url=asked, count=MAX_REDIRECTS), url=url, kind="redirect")
