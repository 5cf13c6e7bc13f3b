"""Puts passages in order, from what the engines found. No I/O."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from math import inf

from retrieval.index.candidates import Candidates, Found, owner
from retrieval.index.fusion import DEPTH, Ranking, fuse_rankings, scaled_scores

# Words and meaning count alike, and of the words whole articles and passages: best for both of our embedders
ARTICLE_WEIGHT = 1.0
PASSAGE_WEIGHT = 1.0
COSINE_WEIGHT = 2.0
# How much more an article counts that lies where the question would rather have it.
PREFERENCE = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage in its place. `score` is from 0 to 1; where the index found only the article, `passage_id` is empty."""

    article_id: str
    passage_id: str
    score: float


def rank_articles(candidates: Found, most: int) -> list[Ranked]:
    """Up to `most` articles, best first, each with its best passage. Several sets of candidates are joined by their weights."""
    rankings = [
        Ranking(scores, weight * share)
        for found, share in candidates
        for scores, weight in (
            (found.articles, ARTICLE_WEIGHT),
            (_by_article(found.passages), PASSAGE_WEIGHT),
            (_by_article(found.cosines), COSINE_WEIGHT),
        )
    ]
    best = list(islice(fuse_rankings(rankings).items(), most))
    places = best_passages((found for found, _ in candidates), {article for article, _ in best})
    return [Ranked(article, places.get(article, ""), score) for article, score in best]


def rank_passages(candidates: Found) -> list[Ranked]:
    """Passages, best first, several of one article allowed; each is helped by its article's rank."""
    rankings: list[Ranking] = []
    for found, share in candidates:
        of_articles = {
            passage: found.articles[owner(passage)]
            for passage in {*found.passages, *found.cosines}
            if owner(passage) in found.articles
        }
        rankings += [
            Ranking(of_articles, ARTICLE_WEIGHT * share),
            Ranking(found.passages, PASSAGE_WEIGHT * share),
            Ranking(found.cosines, COSINE_WEIGHT * share),
        ]
    fused = fuse_rankings(rankings, depth=2 * DEPTH)
    return [Ranked(owner(passage), passage, score) for passage, score in fused.items()]


def best_passages(candidates: Iterable[Candidates], articles: Container[str]) -> dict[str, str]:
    """The passage of each of these articles that words and vectors together find best."""
    scores: dict[str, float] = {}
    for found in candidates:
        for ranking in (found.passages, found.cosines):
            for passage, score in scaled_scores(ranking, depth=10 * DEPTH).items():
                if owner(passage) in articles:
                    scores[passage] = scores.get(passage, 0.0) + score
    best: dict[str, tuple[float, str]] = {}
    for passage, score in scores.items():
        article = owner(passage)
        best[article] = max((score, passage), best.get(article, (score, passage)))
    return {article: passage for article, (_, passage) in best.items()}


def _by_article(passages: Mapping[str, float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for passage, score in passages.items():
        article = owner(passage)
        if score > best.get(article, -inf):
            best[article] = score
    return best
