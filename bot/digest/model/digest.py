"""A digest as a value: one topic, one local day (or span of days), every sentence with its citations."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.digest.articles.headlines import Manner
from retrieval.messages import Phrase


@dataclass(frozen=True, slots=True)
class Bullet:
    """A checked sentence, without who says it; `citations` are source numbers, at least one.

    `said_by` are the outlets whose word it is, `said_on` the day they said it (None: not known). Any `manner` but "says" is
    a headline that is no statement. `attribution.py` puts it all together for readers.
    """

    text: str
    citations: tuple[int, ...]
    said_by: tuple[str, ...] = ()
    said_on: date | None = None
    manner: Manner = "says"
    is_opinion: bool = False

    @property
    def plain(self) -> tuple[str, tuple[int, ...], tuple[str, ...], date | None, Manner, bool]:
        """The fields that every kind of bullet has, in their order."""
        return self.text, self.citations, self.said_by, self.said_on, self.manner, self.is_opinion


@dataclass(frozen=True, slots=True)
class Side:
    """What one perspective emphasises. `articles` are the source numbers of that side."""

    id: str
    name: str
    bullets: tuple[Bullet, ...]
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStatement(Bullet):
    """What a side says."""

    perspective: str

    @classmethod
    def of(cls, said: Bullet, perspective: str) -> "SideStatement":
        return cls(*said.plain, perspective=perspective)


@dataclass(frozen=True, slots=True)
class Difference:
    """One story told by several sides. `contradiction` names what does not agree ("toll: 12 against 20"), if anything."""

    story: str
    sides: tuple[SideStatement, ...]
    contradiction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Development(Bullet):
    """What is new in a story that an earlier digest already told."""

    story: str
    since: date

    @classmethod
    def of(cls, said: Bullet, *, story: str, since: date) -> "Development":
        return cls(*said.plain, story=story, since=since)


@dataclass(frozen=True, slots=True)
class Source:
    """Source `n`, numbered from 1 in the order of the digest."""

    n: int
    article_id: str
    title: str
    outlet: str
    url: str
    published: datetime
    perspective: str = ""
    locale: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True)
class SectionItem:
    headline: str
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DigestSection:
    name: str
    items: tuple[SectionItem, ...]


def usual_title(topic_name: str, day: date, last_day: date | None) -> Phrase:
    """As the site we descend from wrote it: "US vs China News - 2026-01-07"."""
    if last_day and last_day != day:
        return Phrase("{topic} News - {day} to {last_day}", topic=topic_name, day=f"{day}", last_day=f"{last_day}")
    return Phrase("{topic} News - {day}", topic=topic_name, day=f"{day}")


@dataclass(frozen=True, slots=True)
class Digest:
    """One topic on one local day. `last_day` differs from `day` in a weekly edition.

    `notes` say what is missing and why. They are Phrases; plain strings where they were imported, or stored before they were.
    """

    topic: str
    topic_name: str
    day: date
    title: str
    built_at: datetime
    highlights: tuple[Bullet, ...] = ()
    perspectives: tuple[Side, ...] = ()
    differences: tuple[Difference, ...] = ()
    one_sided: tuple[SideStatement, ...] = ()
    developing: tuple[Development, ...] = ()
    sections: tuple[DigestSection, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    layout: str = "perspectives"
    writer: str = "extractive"
    last_day: date | None = None

    @property
    def id(self) -> str:
        """`<topic>/<date>`, or `<topic>/<first>..<last>` for a span."""
        span = f"{self.day}..{self.last_day}" if self.last_day and self.last_day != self.day else f"{self.day}"
        return f"{self.topic}/{span}"
