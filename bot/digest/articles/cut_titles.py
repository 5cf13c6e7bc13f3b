"""Headlines that a feed cut off: completed from the article's own text where that goes on, else marked with "…". No I/O."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.digest.articles.headlines import trim_headline
from retrieval.articles import Article
from retrieval.language.sentences import split_sentences

# Feeds cut long headlines; of a short one the last word is only a rare word.
LONG = 80
# So much of a headline must stand in the text before it goes on.
LEAST_PREFIX = 30
LONGEST = 240
CUT = "…"
_DOTS = re.compile(r"(?<!\s)\s*(?:\.\.\.|…)\W*$")
_LAST = re.compile(r"(?<=\s)[a-z]{2,}$")
_INFLECTED = re.compile(r"(?:e?s|e?d|ing|e?rs?|ly|y|ies|al|ally|n|ment|ion|ive|able|ness|'s)$")


def mend_titles(articles: Sequence[Article]) -> list[Article]:
    """The articles with their headlines whole; one that cannot be completed ends in "…", which nobody takes for a sentence."""
    words = Counter(word for article in articles for word in set(_words(f"{article.title} {article.body}")))
    return [_mended(article, words) for article in articles]


def _mended(article: Article, words: Counter[str]) -> Article:
    begun = _begun(trim_headline(article.title, (article.outlet,)), words)
    return replace(article, title=_completed(begun, article.body) or f"{begun}{CUT}") if begun else article


def _begun(title: str, words: Counter[str]) -> str:
    """The headline as far as it goes, where it was cut; empty for a whole one."""
    dots = _DOTS.search(title)
    if dots:
        return title[: dots.start()]
    last = _LAST.search(title)
    return title if last and len(title) >= LONG and _is_piece(last[0], words) else ""


def _is_piece(word: str, words: Counter[str]) -> bool:
    """Whether nobody else writes a word, and others write one that goes on from it."""
    if words[word] > 1:
        return False
    return any(
        other.startswith(word) and not _INFLECTED.fullmatch(other[len(word) :]) for other in words if other != word
    )


def _completed(begun: str, body: str) -> str:
    """The sentence or line of the text that begins as the headline does."""
    start = " ".join(begun.split()).casefold()
    if len(start) < LEAST_PREFIX:
        return ""
    lines = (" ".join(body[span.start : span.end].split()) for span in split_sentences(body[:2_000]))
    return next((line.rstrip(".") for line in lines if line.casefold().startswith(start) and len(line) <= LONGEST), "")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z][a-z'-]+", text.casefold())
