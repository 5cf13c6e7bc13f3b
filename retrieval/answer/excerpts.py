"""Which sentences of the articles found answer a question. Sentences are the articles' own, word for word. No I/O."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.answer.agreement import agrees, is_ahead, is_exact, is_half
from retrieval.answer.corrections import takes_back, with_correction
from retrieval.answer.evidence import WEIGHTS, WORDS_ALONE, Scale, Signs, Weights, is_foreign
from retrieval.answer.quotable import is_quotable, quotable_sentences
from retrieval.answer.wanted import SOFT, Asked, asks_whether, holds_kind, what_is_asked
from retrieval.answers import Query
from retrieval.articles import Article, Hit
from retrieval.index.passages import full_text
from retrieval.language.datelines import without_dateline
from retrieval.language.sentences import split_sentences
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set
from retrieval.question.intent import asks_for_latest

_LONGEST = 400
_SHORTEST = 25
# Two sentences that share so much of their words say the same.
_ALIKE = 0.7
# Of a text in another language that holds the names so much less nearness in meaning is enough.
_NAMES_TELL = 0.02
# The newest of what is so near to the best is the latest.
_NEAR_BEST = 0.75
# The best articles are read whole, so far.
_READ_WHOLE = 5
_READ = 8_000
# A report of the event holds so much of what is asked, and its day is the day asked for.
_WHOLE = 0.6
ENOUGH = 0.5
_RELATED = 0.4
# What is taken for the words of a text in another language, where they cannot be compared.
_SHARE_ABROAD = 0.9
_SOFT_LACK = 0.7
# A figure of two things together, a month without a day: told where nothing nearly as good is exact.
_VAGUE = 0.9
_AHEAD = re.compile(r"\b(?:when\s+(?:will|is|are|do|does|can)|dates?\s+(?:of|for))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence of an article, word for word. `holds_kind`: it has what a short answer would be, `share` how much of what
    is asked, with its headline. `copies` are sentences of other articles that say the same.
    """

    article: Article
    quote: str
    score: float
    holds_kind: bool = False
    share: float = 0.0
    copies: tuple["Excerpt", ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How many excerpts an answer has, how many of one outlet and of one article, from which score on, and how near to the best."""

    excerpts: int
    of_outlet: int
    of_article: int = 1
    least: float = ENOUGH
    nearness: float = 0.0


def limits_for(query: Query, *, lanes: int) -> Limits:
    match query.intent:
        case "list":
            return Limits(12, 12, least=_RELATED, nearness=0.6)
        case "timeline":
            return Limits(10, 4, least=_RELATED)
        case "compare" if lanes > 1:
            return Limits(4, 3, least=_RELATED)
    if query.names_source or (query.filters.since and not query.answer_kind):
        return Limits(8, 8, least=_RELATED, nearness=0.5)
    if not query.answer_kind or query.answer_kind in SOFT:
        return Limits(4, 2, of_article=2, nearness=0.85)
    return Limits(3, 1, nearness=0.85)


def limits_of_search(hits: int) -> Limits:
    """For a search, which shows every article that an answer could rest on."""
    return Limits(hits, hits, least=_RELATED)


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences chosen, best first; where there are none, whether the names stood together and whether only the thing
    asked for was missing.
    """

    excerpts: tuple[Excerpt, ...] = ()
    has_names: bool = True
    lacks_kind: bool = False


def choose_excerpts(query: Query, hits: Sequence[Hit], scale: Scale, limits: Limits, *, embedder: str = "") -> Choice:
    """The best sentences, best first, none twice, no outlet too often."""
    weights = WEIGHTS.get(embedder, WORDS_ALONE)
    named = [hit for hit in hits if _is_near(query, hit, scale, weights)]
    offers = sorted(_offers(query, named, scale, weights), key=lambda offer: -offer.excerpt.score)
    offers = [offer for offer in offers if offer.excerpt.score >= limits.least]
    is_short = asks_shortly(query)
    answering = [offer for offer in offers if _is_of_it(offer, scale.asked, query)]
    if is_short:
        answering = _short(answering, query, scale.asked)
    elif asks_for_latest(query.question, query.content):
        answering = _near_best(answering, newest_first=True)
    chosen = _chosen(answering, limits)
    return Choice(tuple(chosen), has_names=bool(named), lacks_kind=bool(offers) and not answering)


def _short(offers: Sequence["_Offer"], query: Query, asked: Asked) -> list["_Offer"]:
    """What holds the thing asked for, exactly if something nearly as good does; of what happened also the first report."""
    if asks_when_it_happened(query):
        offers = [one for one in offers if not is_ahead(one.excerpt.quote, asked, one.excerpt.article.published)]
    holding = [offer for offer in offers if offer.excerpt.holds_kind]
    if not holding and asks_when_it_happened(query):
        return _near_best(offers, newest_first=False)[:1]
    exact = {offer.excerpt.quote: is_exact(offer.excerpt.quote, asked) for offer in holding}
    return sorted(holding, key=lambda offer: -offer.excerpt.score * (1 if exact[offer.excerpt.quote] else _VAGUE))


def _near_best(offers: Sequence["_Offer"], *, newest_first: bool) -> list["_Offer"]:
    near = [offer for offer in offers if offer.excerpt.score >= _NEAR_BEST * offers[0].excerpt.score]
    return sorted(near, key=lambda offer: offer.excerpt.article.published, reverse=newest_first)


def asks_shortly(query: Query) -> bool:
    """Whether one figure, day, person, name or place answers a question."""
    return query.intent == "find" and bool(query.answer_kind) and query.answer_kind not in SOFT


def asks_when_it_happened(query: Query) -> bool:
    """Whether the day of a report answers, too: "when did it open", not "when will it", "date of the vote"."""
    return query.answer_kind == "time" and asks_shortly(query) and not _AHEAD.search(query.question)


def _is_of_it(offer: "_Offer", asked: Asked, query: Query) -> bool:
    """Whether a sentence tells of what was asked, as far as words of one language say."""
    excerpt = offer.excerpt
    return is_foreign(query, offer.hit) or (
        _tells_own(query, f"{excerpt.article.title} {excerpt.quote}")
        and not (_wants_statement(query) and excerpt.quote.rstrip("\"'”’ ").endswith(("?", "？")))
        and not is_half(excerpt.share, asked, query)
        and (not asks_shortly(query) or agrees(excerpt.quote, excerpt.article.title, asked, query))
    )


def _wants_statement(query: Query) -> bool:
    """Whether a headline that asks itself tells nothing; it may well hold the figure or the name asked for."""
    return query.answer_kind == "time" or asks_whether(query.content)


def _tells_own(query: Query, text: str) -> bool:
    """Whether a question that leans on another is told of by one of its own words."""
    own = what_is_asked(query.own).terms if query.own else frozenset()
    return not own or bool(held_terms(own | {""}, term_set(text)))


def newest(hits: Sequence[Hit], limits: Limits) -> tuple[Excerpt, ...]:
    """The newest headlines, where nothing is looked for but a source or a day."""
    ordered = sorted(hits, key=lambda hit: hit.article.published, reverse=True)
    return tuple(_chosen([_Offer(Excerpt(hit.article, hit.article.title, 1.0), hit, None) for hit in ordered], limits))


def _is_near(query: Query, hit: Hit, scale: Scale, weights: Weights) -> bool:
    """Whether a text holds the names of the question; one in another language is near it in meaning, too."""
    has_names = scale.has_names(hit.article)
    if not is_foreign(query, hit) or query.names_source:
        return has_names
    return hit.signals.get("cosine", 0.0) >= (
        weights.meaning - _NAMES_TELL if has_names and scale.asked.names else weights.meaning
    )


def _chosen(offers: Sequence["_Offer"], limits: Limits) -> list[Excerpt]:
    chosen: list[Excerpt] = []
    for offer in offers:
        excerpt = offer.excerpt
        if chosen and excerpt.score < limits.nearness * chosen[0].score:
            continue
        alike = next((at for at, known in enumerate(chosen) if _is_alike(known, excerpt)), None)
        if alike is None and not (len(chosen) < limits.excerpts and _has_room(chosen, excerpt, limits)):
            continue
        # Looked at last: it is slow, and few sentences get here.
        if not _is_quotable(offer):
            continue
        if alike is not None:
            chosen[alike] = _with_copy(chosen[alike], excerpt)
        else:
            chosen.append(excerpt)
    return chosen


@dataclass(frozen=True, slots=True)
class _Offer:
    """A sentence that might be chosen; `start` is where it stands in the hit's passage, None for the headline."""

    excerpt: Excerpt
    hit: Hit
    start: int | None


def _offers(query: Query, hits: Sequence[Hit], scale: Scale, weights: Weights) -> Iterator[_Offer]:
    seen: set[tuple[str, str]] = set()
    is_past = asks_when_it_happened(query)
    for place, found in enumerate(hits):
        hit = _whole(found) if place < _READ_WHOLE else found
        is_abroad = is_foreign(query, hit)
        for quote, start in _sentences(query, hit):
            if (hit.article.id, quote) not in seen:
                seen.add((hit.article.id, quote))
                signs = signs_of(quote, hit, scale)
                if is_past:
                    # Every report has its own day.
                    signs = replace(signs, kind=1.0)
                if is_abroad:
                    signs = replace(signs, share=max(signs.share, _SHARE_ABROAD), own=max(signs.own, _SHARE_ABROAD))
                yield _Offer(
                    Excerpt(
                        hit.article,
                        quote,
                        weights.probability(signs),
                        holds_kind(quote, scale.asked),
                        share=signs.share,
                    ),
                    hit,
                    start,
                )


def _whole(hit: Hit) -> Hit:
    """A hit with its whole article as the passage, but for the end of a very long one."""
    text = full_text(hit.article)[:_READ]
    return replace(hit, passage=text, start=0, end=len(text))


def sentences_with_signs(query: Query, hits: Sequence[Hit], scale: Scale) -> Iterator[tuple[str, str, Signs]]:
    """Every sentence that could be chosen, its headline and its signs: what the regression is fitted on."""
    for offer in _offers(query, [hit for hit in hits if scale.has_names(hit.article)], scale, WORDS_ALONE):
        yield offer.excerpt.quote, offer.excerpt.article.title, signs_of(offer.excerpt.quote, offer.hit, scale)


def signs_of(quote: str, hit: Hit, scale: Scale) -> Signs:
    """The signs of one sentence of a hit."""
    held = scale.held(quote)
    return Signs(
        share=scale.share(held | scale.held(hit.article.title)),
        own=scale.share(held),
        rank=hit.score,
        cosine=hit.signals.get("cosine", 0.0),
        kind=1.0 if holds_kind(quote, scale.asked) else _SOFT_LACK if scale.asked.kind in SOFT else 0.0,
    )


def _sentences(query: Query, hit: Hit) -> Iterator[tuple[str, int | None]]:
    yield hit.article.title, None
    if query.intent == "list":
        return
    title_end, text = len(hit.article.title), full_text(hit.article)
    for span in split_sentences(hit.passage):
        if hit.start + span.end <= title_end:
            continue
        quote = hit.passage[span.start : span.end]
        if takes_back(quote):
            continue
        start, end = with_correction(text, hit.start + span.start, hit.start + span.end)
        quote = without_dateline(text[start:end])
        if _SHORTEST <= len(quote) <= _LONGEST and not quote.endswith(("?", "？", ":")) and "\n" not in quote:
            yield quote, span.start


def _is_quotable(offer: _Offer) -> bool:
    if offer.start is None:
        return is_quotable(offer.excerpt.quote)
    return any(span.start == offer.start for span in quotable_sentences(offer.hit.passage))


def _is_alike(one: Excerpt, other: Excerpt) -> bool:
    if one.article.id == other.article.id and one.quote == other.quote:
        return True
    first, second = term_set(one.quote), term_set(other.quote)
    both = len(first & second)
    return both > 2 and both >= _ALIKE * (len(first) + len(second) - both)


def _with_copy(known: Excerpt, offer: Excerpt) -> Excerpt:
    """The same thing said elsewhere is one more source for it, once an article."""
    if offer.article.id in {known.article.id, *(copy.article.id for copy in known.copies)} or len(known.copies) >= 3:
        return known
    return replace(known, copies=(*known.copies, offer))


def _has_room(chosen: Sequence[Excerpt], offer: Excerpt, limits: Limits) -> bool:
    of_article = sum(known.article.id == offer.article.id for known in chosen)
    of_outlet = sum(known.article.outlet == offer.article.outlet for known in chosen)
    return of_article < limits.of_article and of_outlet < limits.of_outlet
