"""A digest in the making, as values: lines that know the articles they rest on, not yet numbered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.digest.articles.headlines import Manner
from bot.digest.articles.own_sentences import is_near_any
from bot.digest.model.digest import Telling
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


def untold(lines: Iterable[Line], told: Sequence[str]) -> tuple[Line, ...]:
    """Those lines that say something else than the sentences told."""
    return tuple(line for line in lines if not is_near_any(line.text, told))


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that contradict each other, and `about` what: the values side by side."""

    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A story in a digest. `sides` and `silent` are by side; `silent` has how many of its articles were compared.

    `outlets` print it, `origins` wrote it, `told_by` the same by side.
    """

    story: Story
    title: str
    what: tuple[Line, ...] = ()
    sides: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    others: tuple[Line, ...] = ()
    clashes: tuple[Clash, ...] = ()
    silent: tuple[tuple[str, int], ...] = ()
    background: tuple[Line, ...] = ()
    why: tuple[Line, ...] = ()
    also_by: tuple[Article, ...] = ()
    since: date | None = None
    known_as: str = ""
    outlets: int = 1
    origins: int = 1
    told_by: tuple[Telling, ...] = ()
    origin: str = ""
    days: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line in the order it is read."""
        told = [*self.what, *(line for _, lines in self.sides for line in lines), *self.others]
        return (
            *told,
            *(line for clash in self.clashes for line in clash.lines),
            *self.why,
            *self.background,
            *self.days,
        )


@dataclass(frozen=True, slots=True)
class StressDraft:
    """A word that a side used in so many headlines, and one of them."""

    word: str
    headlines: int
    article: Article


@dataclass(frozen=True, slots=True)
class SideDraft:
    """A side in a review; `compared` are its different articles."""

    side: str
    words: tuple[StressDraft, ...] = ()
    stressed: tuple[Line, ...] = ()
    left_out: tuple[Line, ...] = ()
    compared: int = 0


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item of the `sections` layout; `text` is empty where only a headline is known."""

    headline: str
    text: str
    story: Story
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole digest before its sources are numbered."""

    blocks: tuple[BlockDraft, ...] = ()
    lead: tuple[Line, ...] = ()
    also: tuple[Line, ...] = ()
    review: tuple[SideDraft, ...] = ()
    sections: tuple[tuple[str, tuple[ItemDraft, ...]], ...] = ()


def lines_of(draft: Draft) -> Iterable[Line]:
    """Every line in the order it is read."""
    yield from draft.lead
    for block in draft.blocks:
        yield from block.lines
    yield from draft.also
    for side in draft.review:
        yield from (*side.stressed, *side.left_out)


def outlets_of(articles: Sequence[Article]) -> tuple[str, ...]:
    """Whose word the articles are, each once: of a reprint, the outlet that wrote it."""
    return tuple(dict.fromkeys(name for each in articles if (name := each.original_outlet or each.outlet)))
