"""What is searched for a question: one lane, or for several sources one each, so that none crowds out the others."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from retrieval.answers import Query, Source
from retrieval.articles import Article, Filters, Hit
from retrieval.index import Index
from retrieval.index.hits import copies_last
from retrieval.index.passages import full_text, split_passages
from retrieval.language.terms import term_set
from retrieval.sources.sides import Sides

# Of an outlet, a side or a day asked for, all that holds the name should be found; of everything, the best is enough.
_ARTICLES_NAMED = 30
_ARTICLES = 12
_ARTICLES_OF_ONE = 15
# What comes after so many characters changes little of what is found, and an embedder takes longer than all else for it.
_LOOKED_FOR = 200
# More sources than these are not compared one by one.
_LANES = 6


@dataclass(frozen=True, slots=True)
class Lane:
    """What was found of one source; `name` is empty where the question names none."""

    name: str
    hits: tuple[Hit, ...]


def search_lanes(query: Query, index: Index, sides: Sides, *, now: datetime) -> list[Lane]:
    """The hits of a question by source. What was published at `now` or later does not exist yet."""
    filters = not_later_than(query.filters, now)
    sources = query.sources or tuple(_sources_in(query.filters, sides))
    count = _ARTICLES_NAMED if sources or query.filters.since or query.intent != "find" else _ARTICLES
    if query.intent == "compare" and not sources:
        found = _search(query, filters, index, count)
        sources = tuple(_sides_of(found, sides))
        if len(sources) < 2:
            return [Lane("", tuple(found))]
    if not 2 <= len(sources) <= _LANES:
        found = _search(query, filters, index, count)
        return [Lane(sources[0].name if len(sources) == 1 else "", tuple(found))]
    return [_search_source(query, source, filters, index) for source in sources]


def in_turn(lanes: Sequence[Lane]) -> Iterator[tuple[Lane, Hit]]:
    """The hits of all lanes, the best of each lane first."""
    for place in zip_longest(*(lane.hits for lane in lanes)):
        yield from ((lane, hit) for lane, hit in zip(lanes, place, strict=True) if hit is not None)


def not_later_than(filters: Filters, now: datetime) -> Filters:
    return replace(filters, until=min(filters.until, now) if filters.until else now)


def passes(article: Article, filters: Filters, sides: Sides) -> bool:
    """Whether an article at hand is one that a search within these filters could find."""
    if filters.outlets and not {article.outlet, article.original_outlet} & filters.outlets:
        return False
    if filters.perspectives and not any(sides.side_of(article, topic) == side for topic, side in filters.perspectives):
        return False
    since, until = filters.since or article.published, filters.until
    return article.published >= since and (until is None or article.published < until)


def hits_among(articles: Sequence[Article], content: str, found: Sequence[Hit]) -> list[Hit]:
    """The passages of some articles (those a message was about) as the best that was found; the ones with most of the words first.

    How near one is in meaning is known where the search found it; else it is taken for as near as the best.
    """
    wanted = term_set(content)
    known = {hit.article.id: hit.signals for hit in found}
    nearest = {"cosine": max((hit.signals.get("cosine", 0.0) for hit in found), default=0.0)}
    hits: list[tuple[int, Hit]] = []
    for article in articles:
        text = full_text(article)
        for passage in split_passages(article):
            piece = text[passage.start : passage.end]
            hit = Hit(article, piece, passage.start, passage.end, 1.0, known.get(article.id, nearest))
            hits.append((len(wanted & term_set(piece)), hit))
    return [hit for _, hit in sorted(hits, key=lambda one: -one[0])]


def _search_source(query: Query, source: Source, filters: Filters, index: Index) -> Lane:
    mine = replace(filters, outlets=source.filters.outlets, perspectives=source.filters.perspectives)
    return Lane(source.name, tuple(_search(query, mine, index, _ARTICLES_OF_ONE)))


def _search(query: Query, filters: Filters, index: Index, count: int) -> list[Hit]:
    """What is found with the question's own words and with each other wording of it: what several find comes first."""
    asked = (words[:_LOOKED_FOR] for words in (query.content, *query.wordings))
    found = [index.search(words, filters, k=count, prefer=query.prefer) for words in asked]
    if len(found) == 1:
        return found[0]
    scores: defaultdict[str, float] = defaultdict(float)
    best: dict[str, Hit] = {}
    for hit in (hit for hits in found for hit in hits):
        scores[hit.article.id] += hit.score
        best.setdefault(hit.article.id, hit)
    # Reprints have equal scores; the outlet's name orders them the same wherever the samples are served.
    ranked = sorted(
        best.values(), key=lambda hit: (-round(scores[hit.article.id], 6), hit.article.outlet, hit.article.id)
    )
    return copies_last(ranked[:count])


def _sources_in(filters: Filters, sides: Sides) -> Iterator[Source]:
    """The sources of a query that remembers only its filters."""
    for outlet in sorted(filters.outlets):
        yield Source(outlet, Filters(outlets=frozenset({outlet})))
    for topic_id, side_id in sorted(filters.perspectives):
        topic = sides.topics.get(topic_id)
        side = topic.perspective(side_id) if topic else None
        yield Source(side.name if side else side_id, Filters(perspectives=frozenset({(topic_id, side_id)})))


def _sides_of(hits: Sequence[Hit], sides: Sides) -> Iterator[Source]:
    """ "Both sides" of no topic: those of the topic that most of what was found belongs to."""
    counts = Counter(
        topic for hit in hits[:10] for topic in hit.article.topics if sides.side_of(hit.article, topic) is not None
    )
    for topic_id, _ in counts.most_common(1):
        for side in sides.topics[topic_id].perspectives:
            yield Source(side.name, Filters(perspectives=frozenset({(topic_id, side.id)})))
