"""Sentences taken from articles as they stand: the headline or a sentence of the first paragraphs that reads well alone.

A sentence is trimmed (labels, datelines) but never rewritten, so that it can be looked up in its article.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.digest.articles.headlines import (
    WIDE,
    Manner,
    headline_fault,
    headline_manner,
    stated_headline,
    trim_headline,
)
from bot.digest.articles.openings import leans_on_others
from bot.digest.articles.sentence_faults import sentence_fault
from bot.digest.articles.voices import overlap
from retrieval.articles import Article
from retrieval.language.datelines import without_dateline
from retrieval.language.sentences import Span, split_sentences
from retrieval.language.synonyms import as_concepts
from retrieval.language.terms import term_set

SENTENCES_READ, READ_CHARACTERS = 6, 6_000
# How much worse a headline is than a sentence where there is a text, and how many of the headline's terms a later
# sentence must hold.
BEHIND_TEXT = 0.5
CONTEXT_TERMS = 2
# News agencies put who, what, when and who says so into one sentence.
LONGEST_OF_TEXT = 45
# So great a share of the shorter one's concepts makes two sentences one report (golden cases in test_own_sentences.py).
RETOLD = 0.5

_NAME = re.compile(r"(?<=[a-z,;:’'\"”] )[A-Z][\w’'-]+|\b[A-Z]{2,}\b")
_FIGURE = re.compile(r"\d")
_INITIAL = re.compile(r"[a-z] [A-Z]\.$")
_DEICTIC = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|now|earlier|later|last week|this week|here)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of one article. `quality` compares statements of the same story; `fault` is empty when it may be shown.

    A `manner` other than "says" is a headline that is no sentence: better than silence, worse than any sentence.
    """

    text: str
    article: Article
    quality: float
    fault: str = ""
    manner: Manner = "says"
    is_headline: bool = False


def extract_statements(article: Article, *, gist: frozenset[str], names: Iterable[str] = ()) -> list[Statement]:
    """The article's headline and first sentences, the best first; those with a fault come last.

    `gist` are the terms of the whole story: a sentence near them tells what happened, not an aside.
    `names` are the outlet's names, to be trimmed from the headline's end.
    """
    headline = stated_headline(trim_headline(article.title, (article.outlet, *names)))
    found = [_told_headline(headline, article, gist)]
    for place, sentence in enumerate(read_sentences(article)):
        if overlap(term_set(sentence), term_set(headline)) < 1.0:
            fault = sentence_fault(sentence, longest=LONGEST_OF_TEXT) or _context_fault(
                sentence, article, headline, place
            )
            found.append(Statement(sentence, article, _quality(sentence, gist, place), fault))
    return sorted(found, key=lambda statement: (bool(statement.fault), statement.manner != "says", -statement.quality))


def tellable_share(article: Article, names: Iterable[str] = ()) -> float:
    """How well an article can be told, from its headline and whether it has a text: 1 in sentences, 0 not at all."""
    headline = stated_headline(trim_headline(article.title, (article.outlet, *names)))
    manner = headline_manner(headline, article.language)
    if article.body or manner == "says":
        return 1.0
    return 0.4 if manner else 0.0


def read_sentences(article: Article, limit: int = SENTENCES_READ) -> list[str]:
    """The first sentences of the body, without dateline and line breaks."""
    body = article.body[:READ_CHARACTERS]
    spans = _whole_spans(body, split_sentences(body)[: limit + 2])[:limit]
    return [
        without_dateline(" ".join(body[start:end].split())) for start, end in spans if not _is_quoted_on(body, start)
    ]


def _whole_spans(body: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """An initial ends no sentence: "Joseph I. Berman won" is one."""
    whole: list[tuple[int, int]] = []
    for span in spans:
        if whole and _INITIAL.search(body[whole[-1][0] : whole[-1][1]]):
            whole[-1] = (whole[-1][0], span.end)
        else:
            whole.append((span.start, span.end))
    return whole


def _is_quoted_on(body: str, start: int) -> bool:
    """Whether a sentence stands inside a quotation that began before it: whose words they are is said elsewhere."""
    before = body[body.rfind("\n", 0, start) + 1 : start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def is_near(one: str, other: str, *, limit: float = 0.5) -> bool:
    """Whether two sentences tell a reader the same: many shared terms, or one nearly within the other."""
    first, second = term_set(one), term_set(other)
    if not first or not second:
        return one.strip() == other.strip()
    shared = len(first & second)
    return shared / len(first | second) >= limit or shared / min(len(first), len(second)) >= 0.8


def is_retold(one: str, other: str, *, limit: float = RETOLD) -> bool:
    """Whether two sentences report the same, in other words too: so many concepts of the shorter one stand in the other."""
    first, second = frozenset(as_concepts(term_set(one))), frozenset(as_concepts(term_set(other)))
    return bool(first and second) and len(first & second) >= limit * min(len(first), len(second))


def is_near_any(sentence: str, others: Iterable[str]) -> bool:
    """Whether one of several sentences tells a reader the same."""
    return any(is_near(sentence, other) for other in others)


def is_concrete(sentence: str) -> bool:
    """Whether it names somebody or something, or gives a figure; what is said of nothing in particular cannot be checked."""
    return bool(WIDE.search(sentence) or _NAME.search(sentence) or _FIGURE.search(sentence))


def is_foreign(article: Article) -> bool:
    """Whether it is in another language than the digest's: nothing translates it here."""
    return article.language not in ("en", "")


def gist_of(articles: Sequence[Article]) -> frozenset[str]:
    """Terms that stand in at least half of a story's titles."""
    sets = [term_set(article.title) for article in articles]
    return frozenset(term for term in frozenset().union(*sets) if 2 * sum(term in found for found in sets) >= len(sets))


def _told_headline(headline: str, article: Article, gist: frozenset[str]) -> Statement:
    """The headline; where there is a text, its sentences say more."""
    manner = headline_manner(headline, article.language)
    quality = _quality(headline, gist, 1) - (BEHIND_TEXT if article.body else 0.0)
    if manner is None or (manner != "says" and article.body):
        return Statement(
            headline, article, quality, headline_fault(headline, article.language) or "fragment", is_headline=True
        )
    return Statement(
        _ended(headline) if manner == "says" else headline, article, quality, manner=manner, is_headline=True
    )


def _quality(text: str, gist: frozenset[str], place: int) -> float:
    """Higher for sentences near the story's gist, early in the text, of about 20 words, with names and figures."""
    about = len(term_set(text) & gist) / len(gist) if gist else 0.0
    concrete = min(4, len(_NAME.findall(text)) + 2 * bool(_FIGURE.search(text))) / 4
    size = len(text) / 2 if WIDE.search(text) else len(text.split())
    return round(about + 0.6 * concrete - 0.12 * place - 0.015 * abs(size - 20) - 0.2 * bool(_DEICTIC.search(text)), 4)


def text_before(sentence: str, article: Article) -> str:
    """The text of an article up to one of its sentences."""
    body = " ".join(article.body[:READ_CHARACTERS].split())
    return body[: max(0, body.find(sentence))]


def _context_fault(sentence: str, article: Article, headline: str, place: int) -> str:
    """Why a sentence that is whole is not understood without its article."""
    leans = leans_on_others(sentence, text_before(sentence, article), term_set(headline))
    if leans or (place and _is_aside(sentence, headline)):
        return "out of context"
    return "" if is_concrete(sentence) else "names nobody and nothing"


def _is_aside(sentence: str, headline: str) -> bool:
    """A later sentence that shares too little with the headline to be understood without what stands before it."""
    known = {term for term in term_set(headline) if not term.isdecimal()}
    return len(term_set(sentence) & known) < min(CONTEXT_TERMS, len(known))


def _ended(headline: str) -> str:
    if WIDE.search(headline):
        return headline
    return headline if headline.endswith((".", "!", "?", ".”", ".'", ".’", '."')) else f"{headline}."
