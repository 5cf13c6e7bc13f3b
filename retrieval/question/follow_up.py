"""Questions that lean on the one before: "and Reuters?", "what about Japan?", "when was that?"."""

import re
from dataclasses import replace

from retrieval.answers import Query
from retrieval.articles import Filters
from retrieval.language.terms import terms
from retrieval.question.intent import COMPARE, is_pronoun

_LEANS = re.compile(
    r"^\W*(?:and|or|but|what about|how about|what of|y|et|und|e|а|и|那么|那)\b|^那|^\W*(?:why|how so|since when)\W*$|"
    r"\b(?:that|it|this|they|them|he|she|him|his|her|their|those|these|then|there|next|afterwards)\W*$|"
    r"^\W*(?:when|where|who|why|how)\b.{0,20}\b(?:that|it|this|they|he|she)\b|呢[？?]?$",
    re.IGNORECASE,
)

# With a day of its own such a question is whole: "what happened yesterday?", "any news today?".
_OF_EVENTS = re.compile(
    r"\b(?:happen\w*|going\s+on|new|news|headlines?|stories|articles|events|pasó|ocurrió|noticias|titulares)\b|发生|新闻",
    re.IGNORECASE,
)


def follow_up(query: Query, previous: Query, text: str) -> Query:
    """Fill what a follow-up leaves out from the question before it; a question that stands alone is left alone."""
    leans = bool(_LEANS.search(text)) or not (query.content or _asks_for_a_day(query, text))
    if not leans:
        return query
    # "what do both sides say?" names its sides, also where no topic says yet which they are.
    has_source = bool(query.sources) or query.intent == "compare"
    source = query if has_source else previous
    has_time = bool(query.filters.since or query.filters.until or query.prefer)
    time = query if has_time else previous
    content = query.content if _says_something(query.content) else previous.content
    intent = query.intent
    if COMPARE.search(text) and len(source.sources) > 1:
        intent = "compare"
    elif content and intent == "list" and content == previous.content:
        intent = previous.intent if len(source.sources) == len(previous.sources) else "find"
    return replace(
        query,
        content=content,
        intent=intent,
        filters=Filters(
            outlets=source.filters.outlets,
            perspectives=source.filters.perspectives,
            topics=query.filters.topics or previous.filters.topics,
            since=time.filters.since,
            until=time.filters.until,
        ),
        prefer=time.prefer,
        sources=source.sources,
    )


def _asks_for_a_day(query: Query, text: str) -> bool:
    return bool(query.filters.since or query.filters.until) and bool(_OF_EVENTS.search(text))


def _says_something(content: str) -> bool:
    return bool(terms(content)) and not is_pronoun(content)
