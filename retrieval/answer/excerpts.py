"""Which sentences of the articles found answer a question. Sentences are the articles' own, word for word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.answer.corrections import takes_back, with_correction
from retrieval.answer.evidence import Scale
from retrieval.answer.happened import asks_when_it_happened, first_reports, is_yet_to_come
from retrieval.answer.quotable import is_quotable, quotable_sentences
from retrieval.answer.wanted import holds_kind
from retrieval.answers import Query
from retrieval.articles import Article, Hit
from retrieval.index.passages import full_text
from retrieval.language.datelines import without_dateline
from retrieval.language.sentences import split_sentences
from retrieval.language.synonyms import held_terms
from retrieval.language.terms import term_set

_LONGEST = 400
_SHORTEST = 25
# Two sentences that share so much of their words say the same.
_ALIKE = 0.7
# What a sentence gains by holding the kind of thing asked for, and how near to the best it must be without that.
_KIND = 0.25
_ABOUT_AS_MUCH = 0.75
# How much of what is asked a sentence must hold to be all of it, and for its day to be the day asked for.
_LATEST = re.compile(r"\b(?:latest|newest|most\s+recent)\b|最新", re.IGNORECASE)
_WHOLE = 0.85
_DATED = 0.6


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence of an article, word for word. `is_whole`: it holds nearly all that is asked. `copies` are sentences of other
    articles that say the same.
    """

    article: Article
    quote: str
    score: float
    holds_kind: bool = False
    is_whole: bool = False
    copies: tuple["Excerpt", ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How many excerpts an answer has, how many of one outlet and of one article, and how near to the best they must be."""

    excerpts: int
    of_outlet: int
    of_article: int = 1
    nearness: float = 0.0


def limits_for(query: Query, *, lanes: int) -> Limits:
    match query.intent:
        case "list":
            return Limits(12, 12)
        case "timeline":
            return Limits(10, 4)
        case "compare" if lanes > 1:
            return Limits(4, 3)
    if query.filters.outlets:
        return Limits(10, 10, of_article=1)
    if query.filters.perspectives or not query.answer_kind:
        return Limits(6, 3, of_article=2, nearness=0.7)
    return Limits(3, 2, nearness=0.8)


def choose_excerpts(query: Query, hits: Sequence[Hit], scale: Scale, limits: Limits) -> list[Excerpt]:
    """The best sentences, best first, none twice, no outlet too often."""
    offers = sorted(_offers(query, hits, scale), key=lambda offer: -offer.excerpt.score)
    if query.intent in ("find", "compare"):
        offers = _about_the_strongest(offers, scale)
    if query.answer_kind and offers:
        # What holds a number comes first, if it is about as much of what is asked as the best.
        least = _ABOUT_AS_MUCH * max(_nearness(offer) for offer in offers)
        offers.sort(key=lambda offer: not (offer.excerpt.holds_kind and _nearness(offer) >= least))
        if query.answer_kind == "number" and not query.names_source and offers[0].excerpt.holds_kind:
            offers = [offer for offer in offers if offer.excerpt.holds_kind]
        if not query.names_source and asks_when_it_happened(query.question):
            offers = _telling_when(offers, scale)
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


def _about_the_strongest(offers: Sequence["_Offer"], scale: Scale) -> list["_Offer"]:
    """Beside sentences that hold the rarest term asked for, themselves or in their headline, none that lacks it."""
    holding = [offer for offer in offers if scale.holds_strongest(offer.excerpt.quote, offer.excerpt.article)]
    return holding or list(offers)


def _telling_when(offers: Sequence["_Offer"], scale: Scale) -> list["_Offer"]:
    """For "when did it happen": sentences with a day of their own, else the first reports of it, which their own day dates."""
    told = [offer for offer in offers if not _is_ahead(offer.excerpt, scale)]
    if any(offer.excerpt.holds_kind for offer in told):
        return told
    return first_reports(
        (offer for offer in told if offer.excerpt.is_whole), lambda offer: offer.excerpt.article.published
    )


def _is_ahead(excerpt: Excerpt, scale: Scale) -> bool:
    return is_yet_to_come(excerpt.quote, scale.asked, excerpt.article.published)


def _nearness(offer: "_Offer") -> float:
    return offer.excerpt.score - _KIND * offer.excerpt.holds_kind


@dataclass(frozen=True, slots=True)
class _Offer:
    """A sentence that might be chosen; `start` is where it stands in the hit's passage, None for the headline."""

    excerpt: Excerpt
    hit: Hit
    start: int | None


def _offers(query: Query, hits: Sequence[Hit], scale: Scale) -> Iterator[_Offer]:
    """The sentences that hold something of what is asked; of an article that holds it elsewhere, its headline."""
    seen: set[tuple[str, str]] = set()
    ranks = _ranks(query, hits)
    for rank, hit in zip(ranks, hits, strict=True):
        # The order of the passages decides between sentences that hold as much.
        near = 0.3 * (1 - rank / len(hits))
        for quote, start in _sentences(query, hit):
            if (hit.article.id, quote) in seen:
                continue
            seen.add((hit.article.id, quote))
            share = scale.share(held_terms(scale.asked.terms, term_set(quote)))
            is_title = start is None
            if share == 0 and not is_title and not _is_lead(hit, quote):
                continue
            kind = bool(query.answer_kind) and holds_kind(quote, scale.asked)
            if query.answer_kind == "time":
                # A day is in many a sentence; it dates what that sentence tells.
                kind = kind and share >= _DATED
            score = share + near + _KIND * kind + 0.05 * is_title
            excerpt = Excerpt(hit.article, quote, score, kind, is_whole=share >= _WHOLE)
            yield _Offer(excerpt, hit, start)


def _ranks(query: Query, hits: Sequence[Hit]) -> list[int]:
    """The place of each hit: as found, or where the latest is asked for, the newest first."""
    places = list(range(len(hits)))
    if not _LATEST.search(query.question):
        return places
    newest = sorted(places, key=lambda at: hits[at].article.published, reverse=True)
    return [newest.index(at) for at in places]


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


def _is_lead(hit: Hit, quote: str) -> bool:
    """The first sentence under the headline: it tells what the article is about when words do not meet."""
    body = full_text(hit.article)[len(hit.article.title) :].lstrip()
    return hit.start == 0 and without_dateline(body).startswith(quote)


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
