"""Which articles may be used in a digest, and why the others may not. No I/O."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.digest.articles.article_kind import Kind, judge_piece
from bot.digest.articles.own_sentences import tellable_share
from retrieval.articles import Article

LEAST_RELEVANCE = 0.15


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be used, with what was found out about it. `side` is empty where the topic has no sides.

    `tellable` says how well it can be told (`extractive.tellable_share`).
    """

    article: Article
    side: str
    kind: Kind
    relevance: float
    tellable: float = 1.0


def judge_candidates(
    articles: Sequence[Article],
    *,
    side_of: Callable[[Article], str | None],
    relevance: Mapping[str, float],
    names: Callable[[Article], Sequence[str]] = lambda _: (),
) -> tuple[list[Candidate], Counter[str]]:
    """Articles that may be used, and how many were left out for which reason."""
    kept: list[Candidate] = []
    dropped: Counter[str] = Counter()
    for article in articles:
        judgement = judge_piece(article)
        side = side_of(article) or ""
        reason: str = "" if judgement.is_usable else judgement.kind
        if not reason and relevance.get(article.id, 0.5) < LEAST_RELEVANCE:
            reason = "not about the topic"
        tellable = 0.0 if reason else tellable_share(article, names(article))
        if not reason and not tellable:
            reason = "nothing that can be told"
        if reason:
            dropped[reason] += 1
        else:
            kept.append(Candidate(article, side, judgement.kind, relevance.get(article.id, 0.5), tellable))
    return kept, dropped
