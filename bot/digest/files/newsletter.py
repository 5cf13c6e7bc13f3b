"""Reads plain-text documents: a sectioned newsletter, or one article. No I/O: text in, values out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from retrieval.language.calendar import months
from retrieval.language.patterns import either
from retrieval.language.sentences import split_sentences
from retrieval.sources.outlets import Outlet, Registry, fold_name
from retrieval.web.timestamps import parse_date

SECTIONS = ("Top News", "Top Business", "Economy & Markets", "Corporate", "In Case You Missed It")
MAX_HEADLINE = 120
_FAR = datetime(9000, 1, 1, tzinfo=UTC)  # what a file says of its own day is believed, whatever the clock says
_MONTHS = either(name.capitalize() for name in months())
_WRITTEN_DAY = rf"(?:\d{{1,2}} (?:{_MONTHS}),? \d{{4}}|(?:{_MONTHS}) \d{{1,2}}, \d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
_MASTHEAD = re.compile(rf"(?P<name>\S.{{1,80}}?)\s*[:,|–—-]\s*(?:\w+day,? )?(?P<day>{_WRITTEN_DAY})\s*")
_NAME = r"(?:[tT]he )?(?P<name>(?:[A-Z0-9][\w.&'’-]{0,40})(?: (?:[A-Z0-9][\w.&'’-]{0,40}|of|and|&)){0,5})"
_REPORTED = re.compile(_NAME + r"(?: news agency| newspaper)?,? (?:has )?(?:report|reported|reports|stated|wrote)\b")
_TOLD = re.compile(r"\b(?:told|reported by|published by|according to|in an interview with) " + _NAME)


@dataclass(frozen=True, slots=True)
class NewsletterItem:
    section: str
    headline: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Newsletter:
    name: str
    day: date
    items: tuple[NewsletterItem, ...]


@dataclass(frozen=True, slots=True)
class PlainArticle:
    """One article without any markup. `title` is its first line if that reads like a headline, else its first sentence."""

    title: str
    text: str
    day: date | None


def read_newsletter(text: str) -> Newsletter | None:
    """The newsletter a text is, or None: a first line of name and day, then sections of headlines and paragraphs."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    masthead = _MASTHEAD.fullmatch(lines[0]) if lines else None
    moment = parse_date(masthead["day"], now=_FAR) if masthead else None
    if masthead is None or moment is None:
        return None
    items = tuple(_items(lines[1:]))
    return Newsletter(masthead["name"], moment.date(), items) if items else None


def read_article(text: str) -> PlainArticle | None:
    """The article a text is, or None when there are no words in it."""
    paragraphs = [line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()]
    if not any(re.search(r"\w", paragraph) for paragraph in paragraphs):
        return None
    body = "\n\n".join(paragraphs)
    has_headline = len(paragraphs) > 1 and _is_headline(paragraphs[0]) and not _is_headline(paragraphs[1])
    first = next((paragraphs[0][span.start : span.end] for span in split_sentences(paragraphs[0])), paragraphs[0])
    return PlainArticle(
        paragraphs[0] if has_headline else first,
        "\n\n".join(paragraphs[1:]) if has_headline else body,
        _day_of(body[:400]),
    )


def named_outlet(text: str, registry: Registry) -> Outlet | None:
    """The outlet a text says it has its news from: the one most often said to report, else the first one told something.

    Only outlets the registry knows: "the ministry reported" is no outlet.
    """
    known = registry.aliases()
    for pattern in (_REPORTED, _TOLD):
        found = [outlet for match in pattern.finditer(text) if (outlet := _longest_known(match["name"], known))]
        if found:
            return Counter(found).most_common(1)[0][0]
    return None


def _items(lines: Sequence[str]) -> Iterator[NewsletterItem]:
    section, headline = "", ""
    paragraphs: list[str] = []
    for line, following in pairwise([*lines, ""]):
        name = _section_name(line, following)
        if name or _is_headline(line):
            if headline and paragraphs:
                yield NewsletterItem(section, headline, tuple(paragraphs))
            headline, paragraphs = ("" if name else line), []
            section = name or section
        elif headline:
            paragraphs.append(line)
    if headline and paragraphs:
        yield NewsletterItem(section, headline, tuple(paragraphs))


def _section_name(line: str, following: str) -> str:
    """A known section, or a headline right above another headline."""
    folded = fold_name(line)
    known = next((name for name in SECTIONS if fold_name(name) == folded), "")
    if known:
        return known
    return line if _is_headline(line) and _is_headline(following) else ""


def _is_headline(line: str) -> bool:
    """Short and without the full stop that ends a paragraph."""
    return 0 < len(line) <= MAX_HEADLINE and not re.search(r"[.。:;][\"'”’)]*$", line)


def _longest_known(words: str, known: Mapping[str, Outlet]) -> Outlet | None:
    """The outlet at the end of a run of capitalised words ("Beijing's Xinhua"), the longest name first."""
    parts = words.split()
    for start in range(len(parts)):
        if outlet := known.get(fold_name(" ".join(parts[start:]))):
            return outlet
    for end in range(len(parts) - 1, 0, -1):
        if outlet := known.get(fold_name(" ".join(parts[:end]))):
            return outlet
    return None


def _day_of(text: str) -> date | None:
    match = re.search(rf"\b{_WRITTEN_DAY}\b", text)
    moment = parse_date(match[0], now=_FAR) if match else None
    return moment.date() if moment else None
