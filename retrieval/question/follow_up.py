"""Questions that go on from the one before: "and Reuters?", "what about Japan?", "which prefecture?", "how old is she?", "why?".

The subject stays until another is named: what leans is asked with the words before it, and "and X?" keeps the relation and
exchanges the name.
"""

import re
from dataclasses import replace

from retrieval.answers import Query
from retrieval.articles import Filters
from retrieval.language.countries import country_of
from retrieval.language.terms import terms
from retrieval.question.intent import COMPARE, is_pronoun

_OPENS = re.compile(
    r"^\W*(?:and|or|but|what about|how about|what of|y|et|und|e|а|и|那么|那|और|اور)\b|^那|呢[？?]?\s*$", re.IGNORECASE
)
_POINTS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|he|him|his|she|her|there|then|afterwards|next|ones?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so|or)\s+)?(?:for\s+)?(?:how|why|when|where|who|whom|whose|since\s+when)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<!^)\b[^\W\d_a-z][\w'’.-]+(?:\s+[^\W\d_a-z][\w'’.-]+)*|\b\w+\b")
# With a day of its own such a question is whole: "what happened yesterday?", "any news today?".
_OF_EVENTS = re.compile(
    r"\b(?:happen\w*|going\s+on|new|news|headlines?|stories|articles|events|pasó|ocurrió|noticias|titulares)\b|发生|新闻",
    re.IGNORECASE,
)
_FEW = 4
_BARE = 2
_LONGEST = 300


def follow_up(query: Query, previous: Query, text: str) -> Query:
    """Fill what a follow-up leaves out from the question before it; a question that stands alone is left alone."""
    opens = bool(_OPENS.search(text))
    if not (opens or _leans(query, previous, text)):
        return query
    # "what do both sides say?" names its sides, also where no topic says yet which they are.
    has_source = bool(query.sources) or query.intent == "compare"
    source = query if has_source else previous
    has_time = bool(query.filters.since or query.filters.until or query.prefer)
    time = query if has_time else previous
    content, kind = _joined(query, previous, is_exchange=opens and not _ASKS.match(text))
    intent = query.intent
    if COMPARE.search(text) and len(source.sources) > 1:
        intent = "compare"
    elif content and intent == "list" and content == previous.content:
        intent = previous.intent if len(source.sources) == len(previous.sources) else "find"
    return replace(
        query,
        content=content,
        intent=intent,
        answer_kind=kind,
        filters=Filters(
            outlets=source.filters.outlets,
            perspectives=source.filters.perspectives,
            topics=query.filters.topics or previous.filters.topics,
            since=time.filters.since,
            until=time.filters.until,
        ),
        prefer=time.prefer,
        sources=source.sources,
        shown=previous.shown,
        own="" if opens or points_back(text) or is_pronoun(query.content) else query.content,
    )


def stands_alone(query: Query, text: str) -> bool:
    """Whether a question, read without the one before it, is surely whole: long, opening with no "and", pointing at nothing."""
    is_long = len(set(terms(query.content))) > _FEW
    return is_long and not _OPENS.search(text) and not points_back(text)


def points_back(text: str) -> bool:
    """Whether a question can mean nothing without the one before it."""
    return bool(_POINTS.search(text))


def _leans(query: Query, previous: Query, text: str) -> bool:
    """Nothing to look for, or few words that point back or name nothing that was not named before."""
    if not query.content:
        return not (bool(query.filters.since or query.filters.until) and _OF_EVENTS.search(text))
    known = set(terms(previous.content))
    is_named = any(not known.issuperset(terms(name)) for name in _names(text))
    return len(set(terms(query.content))) <= _FEW and (points_back(text) or not is_named)


def _joined(query: Query, previous: Query, *, is_exchange: bool) -> tuple[str, str]:
    """What to look for, and the kind of answer: the old words with the new ones, or the old ones with another name."""
    if not terms(query.content) or is_pronoun(query.content):
        return previous.content, query.answer_kind or previous.answer_kind
    if not previous.content or query.content == previous.content:
        return query.content, query.answer_kind
    if is_exchange and len(terms(query.content)) <= _FEW:
        return _exchanged(previous.content, query.content), query.answer_kind or previous.answer_kind
    return f"{previous.content} {query.content}"[-_LONGEST:], query.answer_kind


def _exchanged(old: str, name: str) -> str:
    """The old words with the new name in place of one of its kind; beside them where there is none."""
    names = _names(old)
    if len(terms(old)) <= _BARE:
        return name
    if country_of(name.casefold()):
        alike = [one for one in names if country_of(one.casefold())][-1:]
    else:
        # The subject stands first; "and Lund Motors?" is rather for "Brandt Motors" than for "Halmere".
        others = [one for one in names if one[0].isupper() and not country_of(one.casefold())]
        alike = sorted(others, key=lambda one: len(one.split()) != len(name.split()))[:1]
    return re.sub(rf"\b{re.escape(alike[0])}\b", lambda _: name, old) if alike else f"{old} {name}"


def _names(text: str) -> list[str]:
    """Words with capitals after the first, and countries in whatever case."""
    words = (found[0].removesuffix("'s").removesuffix("’s") for found in _NAME.finditer(text))
    return [word for word in words if word[0].isupper() or country_of(word.casefold())]
