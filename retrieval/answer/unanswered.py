"""Why a question cannot be answered, what a refusal names as the nearest, and what a misspelt question may have meant. No I/O."""

import re
from collections.abc import Iterable, Sequence

from retrieval.answer.evidence import Scale
from retrieval.answer.excerpts import Choice
from retrieval.answer.quotable import is_quotable
from retrieval.answers import Query
from retrieval.articles import Hit
from retrieval.index import Index
from retrieval.messages import Phrase
from retrieval.once import once_each
from retrieval.question.spelling import WORD, names_in, nearest_asking, nearest_name
from retrieval.sources.outlets import Registry

_LACK_SENTENCES = {
    "number": "articles come near it, but none says how many",
    "person": "articles come near it, but none says who",
    "name": "articles come near it, but none says who",
    "time": "articles come near it, but none says when",
    "place": "articles come near it, but none says where",
}
NOT_SAID = Phrase("articles come near it, but none says what you asked for")
NO_NAMES = Phrase("no article holds the names you asked for")


def why_missing(query: Query, hits: Sequence[Hit], choices: Sequence[Choice]) -> str:
    """Why nothing can be answered, empty if something can."""
    if any(choice.excerpts for choice in choices):
        return ""
    if not hits:
        return Phrase("nothing stored passes what you asked for")
    if not any(choice.has_names for choice in choices):
        return NO_NAMES
    if query.answer_kind in _LACK_SENTENCES and any(choice.lacks_kind for choice in choices):
        return Phrase(_LACK_SENTENCES[query.answer_kind])
    return NOT_SAID


def nearest_of(hits: Iterable[Hit], scale: Scale, *, needs_names: bool = False) -> Hit | None:
    """The best that shares a name with the question and holds the rarest term asked for."""
    best = sorted(hits, key=lambda hit: -hit.score)
    return next(
        (hit for hit in best if _may_be_named(hit, scale) and (scale.has_names(hit.article) or not needs_names)), None
    )


def _may_be_named(hit: Hit, scale: Scale) -> bool:
    article = hit.article
    return scale.shares_name(article) and scale.holds_strongest(hit.passage, article) and is_quotable(article.title)


def spelt_right(query: Query, index: Index, registry: Registry, more_outlets: frozenset[str]) -> str:
    """The question with those words that nothing holds spelt like an outlet, a stored name or a word of asking; empty if same."""
    outlets = _words_of(registry, more_outlets)
    question = query.question
    for word in dict.fromkeys(WORD.findall(query.content)):
        if not index.holds(word):
            right = nearest_asking(word) or nearest_name(word, outlets) or nearest_name(word, index.lookalikes(word))
            question = right.join(re.split(rf"\b{re.escape(word)}\b", question)) if right else question
    return question if question != query.question else ""


@once_each
def _words_of(registry: Registry, more: frozenset[str]) -> tuple[str, ...]:
    """The words of the names of all outlets."""
    return tuple(word for name in (*(outlet.name for outlet in registry), *more) for word in names_in(name))
