"""Voices: a wire text carried by ten outlets is one voice, whoever prints it."""

from collections.abc import Iterable, Sequence

from retrieval.articles import Article
from retrieval.words import term_set

SAME_TITLE = 0.8
SAME_TEXT = 0.7


def split_voices(articles: Sequence[Article]) -> list[list[Article]]:
    """Articles of one story grouped by whose words they are; order kept, the first of each group speaks for it."""
    voices: list[list[Article]] = []
    for article in articles:
        voice = next((voice for voice in voices if is_same_text(voice[0], article)), None)
        if voice is None:
            voices.append([article])
        else:
            voice.append(article)
    return voices


def count_voices(articles: Sequence[Article]) -> int:
    return len(split_voices(articles))


def is_same_text(one: Article, other: Article) -> bool:
    """Nearly the same words: of the bodies where both have one, else of the titles."""
    if one.body and other.body:
        return overlap(term_set(one.body), term_set(other.body)) >= SAME_TEXT
    return overlap(term_set(one.title), term_set(other.title)) >= SAME_TITLE


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Shared terms over all terms (Jaccard), 0 for two empty texts."""
    first, second = frozenset(one), frozenset(other)
    together = len(first | second)
    return len(first & second) / together if together else 0.0
