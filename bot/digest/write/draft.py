"""A digest in the making, as values: lines that know the articles they rest on, not yet numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.digest.articles.headlines import Manner
from bot.digest.stories.grouping import Story
from retrieval.articles import Article


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the articles that support it, the one it was taken from first.

    `bare` is the sentence before its outlets were named in front. Any `manner` but "says" is a headline only.
    """

    text: str
    bare: str
    side: str
    story: Story
    articles: tuple[Article, ...]
    manner: Manner = "says"


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


def attribute(
    text: str,
    articles: Sequence[Article],
    *,
    manner: Manner = "says",
    is_opinion: bool = False,
) -> str:
    """The sentence as its outlets' word, never as fact: "West Times: The bridge opens."."""
    outlets = list(dict.fromkeys(article.original_outlet or article.outlet for article in articles))
    named = ", ".join(outlet for outlet in outlets if outlet)
    if not named:
        return text
    named += " (opinion)" if is_opinion else ""
    if manner == "heads":
        quoted = text if "“" in text or '"' in text else f"“{text}”"
        return f"{named} headline: {quoted}"
    return f"{named} asks: {text}" if manner == "asks" else f"{named}: {text}"
