"""Voices: a wire text carried by ten outlets is one voice, whoever prints it. For headlines without text, the headline speaks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.articles import Article
from retrieval.intake.reprints import voices
from retrieval.language.terms import term_set

SAME_TITLE = 0.6
# The beginning of a text is enough to recognise it by, and keeps a window of thousands quick.
READ_CHARACTERS = 1_500


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


def count_voices(articles: Sequence[Article]) -> int:
    return len(split_voices(articles))


def is_same_title(one: Article, other: Article) -> bool:
    return overlap(term_set(one.title), term_set(other.title)) >= SAME_TITLE


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Shared terms over all terms (Jaccard), 0 for two empty texts."""
    first, second = frozenset(one), frozenset(other)
    together = len(first | second)
    return len(first & second) / together if together else 0.0
