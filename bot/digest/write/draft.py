"""A digest in the making, as values: lines that know the articles they rest on, not yet numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.digest.articles.headlines import Manner
from bot.digest.stories.grouping import Story
from retrieval.articles import Article


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the articles that support it, the one it was taken from first, and the outlets whose word it is.

    Any `manner` but "says" is a headline only.
    """

    text: str
    side: str
    story: Story
    articles: tuple[Article, ...]
    said_by: tuple[str, ...] = ()
    manner: Manner = "says"
    is_opinion: bool = False


@dataclass(frozen=True, slots=True)
class Contrast:
    """One story as each side tells it."""

    story: Story
    lines: tuple[Line, ...]
    contradiction: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item of the `sections` layout; `text` is empty where only a headline is known."""

    headline: str
    text: str
    story: Story
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole digest before its sources are numbered. `bullets` are by side, in the topic's order."""

    highlights: tuple[Line, ...] = ()
    bullets: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    one_sided: tuple[Line, ...] = ()
    developing: tuple[tuple[date, Line], ...] = ()
    sections: tuple[tuple[str, tuple[ItemDraft, ...]], ...] = ()


def lines_of(draft: Draft) -> Iterable[Line]:
    """Every line in the order it is read."""
    yield from draft.highlights
    for _, lines in draft.bullets:
        yield from lines
    for contrast in draft.contrasts:
        yield from contrast.lines
    yield from draft.one_sided
    for _, line in draft.developing:
        yield line


def outlets_of(articles: Sequence[Article]) -> tuple[str, ...]:
    """Whose word the articles are, each once: of a reprint, the outlet that wrote it."""
    return tuple(dict.fromkeys(name for each in articles if (name := each.original_outlet or each.outlet)))
