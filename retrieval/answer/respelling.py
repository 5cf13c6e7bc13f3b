"""A question whose words no article holds, spelt like what articles and outlets are called."""

import re

from retrieval.answers import Query
from retrieval.index import Index
from retrieval.once import once_each
from retrieval.question.spelling import WORD, names_in, nearest_asking, nearest_name
from retrieval.sources.outlets import Registry


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
