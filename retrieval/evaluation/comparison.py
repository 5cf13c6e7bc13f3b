"""How high up the right article stands, found our way and by each engine alone. Prints nothing.

The engines are given the question as it was asked; ours also reads its outlets, sides and days, and so does the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from retrieval.answer.search_lanes import not_later_than
from retrieval.articles import Article, Filters
from retrieval.evaluation.evaluation import Case, answers_case
from retrieval.index import Index
from retrieval.index.candidates import Candidates, owner
from retrieval.question.parse import understand
from retrieval.sources.catalog import Catalog

DEPTH = 50
_RECIPROCAL = 60

Way = Callable[[str, datetime], Sequence[str]]
"""From a question and when it is asked to article ids, best first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How often the right article is first, among the first ten; the mean of one over its place (0 beyond ten)."""

    first: float
    among_ten: float
    reciprocal: float


def ways(index: Index, catalog: Catalog, outlets: frozenset[str] = frozenset()) -> dict[str, Way]:
    """Ours and what it is compared with. `outlets` are names that articles carry and no registry knows."""

    def ours(question: str, now: datetime) -> Sequence[str]:
        query = understand(question, catalog=catalog, now=now, more_outlets=outlets)
        found = index.search(query.content, not_later_than(query.filters, now), k=DEPTH, prefer=query.prefer)
        return [hit.article.id for hit in found]

    def alone(order: Callable[[Candidates], Sequence[str]]) -> Way:
        return lambda question, now: order(index.candidates(question, Filters(until=now)))[:DEPTH]

    return {
        "ours": ours,
        "BM25 alone": alone(lambda found: list(found.articles)),
        "vectors alone": alone(lambda found: owners(found.cosines)),
        "plain fusion": alone(reciprocal_ranks),
    }


def compare(
    cases: Sequence[Case],
    ways: Mapping[str, Way],
    stored: Callable[[Sequence[str]], Mapping[str, Article]],
    now: datetime,
) -> dict[str, Standing]:
    """The standing of each way, over the questions whose article can be told; empty when there is none."""
    known = [case for case in cases if not case.is_unanswerable and (case.urls or case.answers or case.outlets)]
    return {name: _standing([_place(case, way, stored, now) for case in known]) for name, way in ways.items() if known}


def owners(passages: Mapping[str, float]) -> list[str]:
    """The articles of some passages, best first."""
    return list(dict.fromkeys(owner(passage) for passage, _ in sorted(passages.items(), key=lambda item: -item[1])))


def reciprocal_ranks(found: Candidates) -> list[str]:
    """The three rankings joined by one over (60 + place), the common way to fuse."""
    shares: dict[str, float] = {}
    for ranking in (list(found.articles), owners(found.passages), owners(found.cosines)):
        for place, key in enumerate(ranking[:DEPTH], start=1):
            shares[key] = shares.get(key, 0.0) + 1 / (_RECIPROCAL + place)
    return sorted(shares, key=lambda key: -shares[key])


def _place(case: Case, way: Way, stored: Callable[[Sequence[str]], Mapping[str, Article]], now: datetime) -> int | None:
    ranked = way(case.question, case.now or now)[:10]
    articles = stored(ranked)
    return next((n for n, key in enumerate(ranked, 1) if key in articles and answers_case(case, articles[key])), None)


def _standing(places: Sequence[int | None]) -> Standing:
    count = len(places)
    return Standing(
        first=sum(place == 1 for place in places) / count,
        among_ten=sum(place is not None for place in places) / count,
        reciprocal=sum(1 / place for place in places if place) / count,
    )
