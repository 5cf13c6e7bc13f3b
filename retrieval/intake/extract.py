"""Defines what was read off an article's page. `extraction.py` reads it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Extract:
    """One article page. With an `error` (a constant such as `paywall`, and a sentence) there is no text.

    `url` is the page's canonical address, `outlet` the site's name as the page gives it.
    """

    url: str
    title: str = ""
    text: str = ""
    published: datetime | None = None
    language: str = ""
    outlet: str = ""
    author: str = ""
    error: str = ""
