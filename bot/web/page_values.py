"""Defines what the pages of the web archive show: topics, months, articles found with the words looked for. No I/O."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.digest.model.digest import Digest
from bot.programs.archive_search import Find
from bot.programs.reading_desk import Wish
from retrieval.articles import Article, Hit

MONTHS_A_PAGE = 12
MAX_WORDS = 12
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A topic as the archive shows it: newest day first; its sides by id and name."""

    id: str
    name: str
    days: tuple[date, ...]
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Front:
    """A topic on the home page: the first highlights of its latest digest."""

    topic: TopicPage
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the archive by its first day; its days newest first."""

    first: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether it is one of the words looked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One article found, its sentence or passage in pieces, and the name of its side, if it has one."""

    hit: Hit
    pieces: list[Piece]
    side: str = ""


Said = Callable[[str], str]
"""Puts our own words into the language of a page; an article's stay as they are."""


class Archive(Protocol):
    """What the site may read. `digest_html` and `figure` (an SVG, or empty) are safe fragments; retracted articles are
    already gone from them. `find` raises BadInput for a topic or side that is not here; `side_of` is a name."""

    def topics(self) -> Sequence[TopicPage]: ...

    def digest(self, topic: str, day: date) -> Digest | None: ...

    def digest_html(self, digest: Digest, said: Said) -> str: ...

    def figure(self, digest: Digest, said: Said) -> str: ...

    def find(self, wish: Wish) -> Sequence[Find]: ...

    def side_of(self, article: Article) -> str: ...

    def now(self) -> datetime: ...


def page_of_months(days: Sequence[date], before: str) -> tuple[list[Month], str]:
    """The newest MONTHS_A_PAGE months of days (newest first) before a month ("2026-03", empty for none), and the month
    that the next page is before (empty when there is no more)."""
    names = list(dict.fromkeys(f"{day:%Y-%m}" for day in days if not before or f"{day:%Y-%m}" < before))
    shown = names[:MONTHS_A_PAGE]
    months = [Month(date.fromisoformat(f"{name}-01"), days_of(days, name)) for name in shown]
    return months, shown[-1] if len(names) > len(shown) else ""


def days_of(days: Sequence[date], month: str) -> tuple[date, ...]:
    return tuple(day for day in days if f"{day:%Y-%m}" == month)


def passage_without_title(hit: Hit) -> str:
    """The passage; the first one of an article begins with its title, which is shown already."""
    return hit.passage.removeprefix(hit.article.title).strip() if hit.start == 0 else hit.passage


def without_turns(shown: object) -> object:
    """Without the characters that turn the direction of a page's text around, wherever they come from."""
    is_words = isinstance(shown, str) and not hasattr(shown, "__html__")
    return TURNS.sub("", str(shown)) if is_words else shown


def neighbours(days: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """The stored days before and after one."""
    older = max((other for other in days if other < day), default=None)
    newer = min((other for other in days if other > day), default=None)
    return older, newer


def mark_words(text: str, words: str) -> list[Piece]:
    """The text in pieces, in order and whole: a word is found where it begins another word (or stands in Chinese)."""
    wanted = sorted({word.casefold() for word in re.findall(r"\w+", words) if len(word) > 2 or not word.isascii()})
    if not wanted:
        return [Piece(text, False)]
    starts = "|".join(re.escape(word) for word in wanted[:MAX_WORDS])
    pieces = re.split(rf"((?<![a-z0-9])(?:{starts})\w*)", text, flags=re.IGNORECASE)
    return [Piece(piece, number % 2 == 1) for number, piece in enumerate(pieces) if piece]
