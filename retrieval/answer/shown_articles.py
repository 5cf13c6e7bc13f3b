"""The articles that a model is shown for a question: which, how much of each, and what of one comes nearest to a sentence. No I/O."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from retrieval.answer.quotable import quotable_sentences, quotable_text
from retrieval.answer.search_lanes import Lane, in_turn
from retrieval.articles import Article, Hit
from retrieval.index.passages import full_text
from retrieval.language.detect import detect_language
from retrieval.language.terms import term_set

# Together they stay under 4,000 tokens of prompt and 600 of reply; a word with its mark is two tokens or three.
# Headlines alone are short: of those there may be some more than ten.
_ARTICLES = 16
_WORDS = 900
# A short article is shown whole, of a longer one the passage found.
_SHORT = 900
_READ = 20_000
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article in the prompt: its number there, what is shown of it, what a sentence about it is checked against, and for
    which of several sources of the question it stands.
    """

    number: int
    article: Article
    text: str
    source: str
    asked_as: str = ""


def may_stand_for(quote: str, sentence: str) -> bool:
    """Whether a sentence of an article may be said in the place of one about it: half of its words are told there; or it is in
    another language, where words tell nothing, and has one of its figures, if there are any.
    """
    if detect_language(sentence)[:2] == detect_language(quote)[:2]:
        return 2 * len(term_set(sentence) & term_set(quote)) >= len(term_set(quote))
    figures = set(_FIGURE.findall(sentence))
    return not figures or bool(figures & set(_FIGURE.findall(quote)))


def best_quote(article: Article, sentence: str) -> str:
    """The sentence of the article that holds most of the words of a sentence about it, above all those that few others hold."""
    wanted, text = term_set(sentence), full_text(article)[:_READ]
    pieces = [article.title, *(text[span.start : span.end] for span in quotable_sentences(text))]
    held = [wanted & term_set(piece) for piece in pieces]
    counts = Counter(term for terms in held for term in terms)
    best = max(range(len(pieces)), key=lambda n: (sum(1 / counts[term] for term in held[n]), -len(pieces[n])))
    return pieces[best]


def show_articles(lanes: Sequence[Lane], zone: str) -> list[Shown]:
    """The first articles, of each lane in turn, as many words as there is room for, without what speaks to a machine."""
    shown: dict[str, Shown] = {}
    room = _WORDS
    for lane, hit in in_turn(lanes):
        article = hit.article
        piece = _piece(hit)
        words = len(piece.split()) + sum(ord(letter) > 0x2E80 for letter in piece) // 2
        if not piece or article.id in shown or words > room:
            continue
        room -= words
        asked_as = lane.name if len(lanes) > 1 and lane.name != article.outlet else ""
        shown[article.id] = Shown(len(shown) + 1, article, piece, _source(article, zone), asked_as)
        if len(shown) == _ARTICLES:
            break
    return list(shown.values())


def _piece(hit: Hit) -> str:
    """A short article whole, of a longer one its headline and the passage found."""
    text = full_text(hit.article)
    if len(text) <= _SHORT or hit.start == 0:
        return quotable_text(text if len(text) <= _SHORT else hit.passage)
    return quotable_text(f"{hit.article.title}\n\n{hit.passage}")


def _source(article: Article, zone: str) -> str:
    """What a sentence is checked against: the article without what speaks to a machine, under its outlet and date."""
    head = f"{article.outlet}, {day_of(article, zone)}"
    return f"{head}\n\n{quotable_text(full_text(article))}"


def day_of(article: Article, zone: str) -> str:
    day = article.day_written(ZoneInfo(zone))
    return f"{day:%-d %B %Y}" if day else "undated"
