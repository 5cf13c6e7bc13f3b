"""What a sentence cites, as the two readings see it: who published it and when, and what it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from retrieval.claims.text_facts.text_dates import MONTHS
from retrieval.claims.text_facts.tokens import MOST_CHARACTERS

_HEAD = re.compile(
    r"(?P<outlet>[^\n:“”\"]{2,80}?), (?P<day>\d{1,2}) (?P<month>[^\W\d]{3,9}) (?P<year>\d{4})\n+(?=\S)"
    r"|(?P<name>[^\n.!?:,“”\"]{2,60})\n(?=\S)"
)
_SMALL = frozenset({"of", "the", "and", "for", "de", "on", "in", "la", "le", "el", "du", "&"})
_LONGEST_OUTLET = 6  # words


@dataclass(frozen=True, slots=True)
class Source:
    """One cited article. `outlet` is who published it: a name that is known, and no evidence for anything else.

    `published` is the day that readers are shown.
    """

    outlet: str = ""
    published: date | None = None
    title: str = ""
    text: str = ""

    @property
    def said(self) -> str:
        """All that is evidence: the headline and the text."""
        return "\n\n".join(part for part in (self.title, self.text) if part.strip())


@lru_cache(maxsize=64)
def from_text(text: str) -> Source:
    """A source that came as plain text, its outlet perhaps on the first line: "Outlet" or "Outlet, 6 January 2026".

    Without a day a first line is taken for an outlet only if it is short, written as a name throughout, and no blank line
    follows: then it is a headline.
    """
    head = _HEAD.match(text)
    if head is None or not (head["outlet"] or _is_name(head["name"])):
        return Source(text=text)
    return Source((head["outlet"] or head["name"]).strip(), _day(head), "", text[head.end() :])


def _is_name(line: str) -> bool:
    words = line.split()
    return len(words) <= _LONGEST_OUTLET and all(word[:1].isupper() or word in _SMALL for word in words)


def _day(head: re.Match[str]) -> date | None:
    month = MONTHS.get((head["month"] or "").casefold())
    try:
        return date(int(head["year"]), month, int(head["day"])) if month else None
    except ValueError:
        return None  # 31 February


def bounded(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The first 200,000 characters of the sources; what comes after is not looked at, but keeps its place."""
    room = MOST_CHARACTERS
    found: list[Source] = []
    for source in sources:
        kept = (
            source if len(source.said) <= room else replace(source, title=source.title[:room], text=source.text[:room])
        )
        room = max(0, room - len(kept.said))
        found.append(kept)
    return tuple(found)


def evidence(sources: Iterable[Source]) -> str:
    """The texts of several sources as one, the same in whatever order they come."""
    return "\n\n".join(sorted({source.said for source in sources}))[:MOST_CHARACTERS]
