"""A digest as a value: one topic, one local day (or span of days), every sentence with its citations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from bot.digest.articles.headlines import Manner
from retrieval.messages import Phrase

VerifiedBy = Literal["model", "verbatim"]


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
    is_dated: bool = True


@dataclass(frozen=True, slots=True)
class SideLines:
    """What one side itself says of a story."""

    perspective: str
    lines: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two accounts of one thing that cannot both be right; `about` sets the values side by side."""

    about: str
    lines: tuple[Bullet, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """A side that does not tell a story, though so many different articles of it were there to tell it."""

    perspective: str
    articles_compared: int


@dataclass(frozen=True, slots=True)
class Telling:
    """How many outlets of a side (empty: of none) tell a story, and how many of them wrote it themselves."""

    perspective: str
    outlets: int
    origins: int


@dataclass(frozen=True, slots=True)
class StoryBlock:
    """One story, told once: what happened, each side in its own words, where they contradict each other, who is silent.

    Where only headlines are known `title` is the first sentence of `what`. An earlier digest told it since `since` (None:
    `is_new`), under the headline `known_as`. `outlets` print it, `origins` wrote it (where that is one, `origin` may be its
    name), `told_by` the same by side. `also_by` are sources that no line cites. `days` are what was new of it on other days,
    in a review.
    """

    id: str
    title: str
    what: tuple[Bullet, ...] = ()
    sides: tuple[SideLines, ...] = ()
    others: tuple[Bullet, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    not_told_by: tuple[Silence, ...] = ()
    background: tuple[Bullet, ...] = ()
    why: tuple[Bullet, ...] = ()
    also_by: tuple[int, ...] = ()
    since: date | None = None
    known_as: str = ""
    is_new: bool = True
    outlets: int = 1
    origins: int = 1
    told_by: tuple[Telling, ...] = ()
    origin: str = ""
    days: tuple[Bullet, ...] = ()

    @property
    def lines(self) -> tuple[Bullet, ...]:
        """Every sentence, in the order it is read."""
        told = [*self.what, *(line for side in self.sides for line in side.lines), *self.others]
        told += [line for each in self.contradictions for line in each.lines]
        return (*told, *self.why, *self.background, *self.days)


@dataclass(frozen=True, slots=True)
class Stress:
    """A word that a side used in so many headlines, far more often than the others; `citation` is one of them."""

    word: str
    headlines: int
    citation: int


@dataclass(frozen=True, slots=True)
class SideReview:
    """A side in a review: the words and further stories it told most, and what others told and it left out."""

    perspective: str
    words: tuple[Stress, ...] = ()
    stressed: tuple[Bullet, ...] = ()
    left_out: tuple[Bullet, ...] = ()
    articles_compared: int = 0


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
    """As the older site wrote it: "US vs China News - 2026-01-07"."""
    if last_day and last_day != day:
        return Phrase("{topic} News - {day} to {last_day}", topic=topic_name, day=f"{day}", last_day=f"{last_day}")
    return Phrase("{topic} News - {day}", topic=topic_name, day=f"{day}")


@dataclass(frozen=True, slots=True)
class Hour:
    """The hour of its readers that an edition is made for: it holds what was published before `until`.

    `after` is where their last post ended; None where that was the same hour of the day before, as it mostly is.
    """

    until: datetime
    after: datetime | None = None

    @property
    def key(self) -> str:
        """Short enough for the data of a button: "07T1330", "07T1330-07T0400"."""
        ends = [self.until] if self.after is None else [self.until, self.after]
        return "-".join(f"{end.astimezone(UTC):%dT%H%M}" for end in ends)


@dataclass(frozen=True, slots=True)
class Digest:
    """One topic on one local day. `last_day` differs from `day` in a weekly edition.

    `notes` say what is missing and why. They are Phrases; plain strings where they were imported, or stored before they were.
    `stories`, `lead` and `also` are the digest by story; the lists from `highlights` to `developing` hold the same sentences
    for other layouts. A digest of the first version, or one read from a file, has only the lists.
    `review` says of each side of a span what it stressed and left out.
    `writer` is a model's name where one wrote some of it; `verified_by` what let the sentences through: a model's second
    reading, or that they are the articles' own.
    `feeds_reached` and `feeds_failed` say which feeds answered in its window. `hour` is None in the topic's own digest.
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
    stories: tuple[StoryBlock, ...] = ()
    lead: tuple[Bullet, ...] = ()
    also: tuple[Bullet, ...] = ()
    review: tuple[SideReview, ...] = ()
    layout: str = "perspectives"
    writer: str = "extractive"
    verified_by: VerifiedBy = "verbatim"
    last_day: date | None = None
    feeds_reached: tuple[str, ...] = ()
    feeds_failed: tuple[str, ...] = ()
    hour: Hour | None = None

    @property
    def id(self) -> str:
        """`<topic>/<date>`, or `<topic>/<first>..<last>` for a span; `@<hour>` behind it for the edition of an hour."""
        span = f"{self.day}..{self.last_day}" if self.last_day and self.last_day != self.day else f"{self.day}"
        return f"{self.topic}/{span}" + (f"@{self.hour.key}" if self.hour else "")
