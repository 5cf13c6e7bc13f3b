"""Articles as stored. Text is plain text (NFC, no markup, no control or bidi characters) from the moment it gets here."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo

from retrieval.instants import is_day_alone

# What is stored of one article at most: the longest speeches and live pages of a news site have half of it.
MAX_TEXT = 200_000
# What a source that gave a day and no hour was stored with before `day_alone`.
DAY_ONLY = (time(0), time(12))


@dataclass(frozen=True, slots=True)
class Entry:
    """One raw item of a feed or import file, already plain text; the step before an article.

    `published` is None when the source gave no believable date; `outlet` is what the source called the publisher.
    `topic` and `stated_perspective` come from import files only.
    """

    url: str
    title: str
    guid: str = ""
    summary: str = ""
    text: str = ""
    outlet: str = ""
    outlet_url: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    topic: str = ""
    stated_perspective: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One stored article.

    `id` is made from the canonical URL, so the same article gets the same id on every machine. `outlet` is the
    registry's name where it knows the outlet, else the name the source gave. `original_outlet` is set when the text
    is another outlet's (a wire story). `published` falls back to the first time we saw it: `is_dated` is False then.
    `locale` is as in `en-US`.
    """

    id: str
    url: str
    title: str
    published: datetime
    first_seen: datetime
    guid: str = ""
    summary: str = ""
    text: str = ""
    outlet: str = ""
    original_outlet: str = ""
    author: str = ""
    language: str = ""
    locale: str = ""
    section: str = ""
    updated: datetime | None = None
    content_hash: str = ""
    is_retracted: bool = False
    is_dated: bool = True
    topics: tuple[str, ...] = ()
    stated_perspectives: tuple[tuple[str, str], ...] = ()
    feeds: tuple[str, ...] = ()

    @property
    def dated(self) -> datetime | None:
        """When it was published; None where nobody knows: the time of our finding it is no date of it."""
        return self.published if self.is_dated else None

    def day_written(self, zone: tzinfo = UTC) -> date | None:
        """The day it is of, where somebody is; None if its source gave no date.

        Where the source gave a day without an hour it is that day everywhere.
        """
        if not self.is_dated:
            return None
        moment = self.published.astimezone(UTC)
        return moment.date() if is_hourless(moment) else moment.astimezone(zone).date()

    @property
    def body(self) -> str:
        """The longest text we have: full text, else summary, else nothing (the title stands alone)."""
        return self.text or self.summary


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may be found. Empty sets mean "any". `since` and `until` are instants, `until` is exclusive.

    `perspectives` holds (topic id, perspective id) pairs; the store turns them into outlet names by the registry.
    """

    outlets: frozenset[str] = frozenset()
    perspectives: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found: `passage` is the verbatim stored text at [start, end) of the article's title + blank line + body."""

    article: Article
    passage: str
    start: int
    end: int
    score: float
    signals: dict[str, float] = field(default_factory=dict)


def is_hourless(published: datetime) -> bool:
    """Whether readers are shown the day alone."""
    return is_day_alone(published) or published.astimezone(UTC).time() in DAY_ONLY
