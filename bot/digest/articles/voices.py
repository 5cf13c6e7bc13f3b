"""Voices: a wire text carried by ten outlets is one voice, whoever prints it. For headlines without text, the headline speaks.

An origin is the voice with its name: who wrote it first, where a text or a byline says so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.articles import Article
from retrieval.intake.reprints import voices
from retrieval.language.terms import term_set

SAME_TITLE = 0.6
# The beginning of a text is enough to recognise it by, and keeps a window of thousands quick.
READ_CHARACTERS = 1_500
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Origin:
    """Articles with one origin, in order. `name` is the outlet that an article credits, empty where none does."""

    name: str
    article_ids: tuple[str, ...]


def split_voices(articles: Sequence[Article]) -> list[list[Article]]:
    """Articles of one story grouped by whose words they are; order kept, the first of each group speaks for it."""
    if len(articles) < 2:
        return [[article] for article in articles]
    short = [
        replace(article, text=article.text[:READ_CHARACTERS], summary=article.summary[:READ_CHARACTERS])
        for article in articles
    ]
    voice_of = voices(short)
    groups: dict[str, list[Article]] = {}
    for article in articles:
        voice = voice_of[article.id]
        if voice not in groups:
            voice = next((known for known, group in groups.items() if is_same_title(group[0], article)), voice)
        groups.setdefault(voice, []).append(article)
    return list(groups.values())


def find_origins(articles: Sequence[Article]) -> tuple[Origin, ...]:
    """The independent origins of one story. Copies count once, and so does all that credits one outlet, with its own copy.

    Two own texts of one outlet are two origins: only a credit says that an outlet carries what another wrote.
    """
    named: dict[str, list[Article]] = {}
    origins: list[tuple[str, list[Article]]] = []
    credits = {article.original_outlet for article in articles if article.original_outlet}
    for voice in split_voices(articles):
        name = next((each.original_outlet for each in voice if each.original_outlet), "")
        name = name or next((each.outlet for each in voice if each.outlet in credits), "")
        if name in named:
            named[name].extend(voice)
            continue
        origins.append((name, voice))
        if name:
            named[name] = voice
    place = {article.id: number for number, article in enumerate(articles)}
    return tuple(
        Origin(name, tuple(sorted((each.id for each in voice), key=place.__getitem__))) for name, voice in origins
    )


def is_same_title(one: Article, other: Article) -> bool:
    """Whether two headlines say the same, the outlets' names left out. Other figures are another statement."""
    figures = figures_of(one.title), figures_of(other.title)
    if all(figures) and figures[0] != figures[1]:
        return False
    outlets = term_set(one.outlet) | term_set(other.outlet)
    first, second = term_set(one.title), term_set(other.title)
    return overlap(first - outlets or first, second - outlets or second) >= SAME_TITLE


def figures_of(title: str) -> frozenset[str]:
    """The numbers written in digits in a headline."""
    return frozenset(_NUMBER.findall(title))


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Shared terms over all terms (Jaccard), 0 for two empty texts."""
    first, second = frozenset(one), frozenset(other)
    together = len(first | second)
    return len(first & second) / together if together else 0.0
