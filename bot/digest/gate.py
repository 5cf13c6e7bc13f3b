"""The gate as the digest uses it: a function from a sentence and its sources' texts to a verdict, and a count of verdicts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.articles import Article
from retrieval.words import term_set


@dataclass(frozen=True, slots=True)
class Verdict:
    is_supported: bool
    reason: str = ""
    score: float = 1.0


Gate = Callable[[str, Sequence[str]], Verdict]


def plain_gate(claim: str, sources: Sequence[str]) -> Verdict:
    """Every name and number of the claim stands in a source, and most of its other words do."""
    known = frozenset().union(*(term_set(source) for source in sources))
    told = term_set(claim)
    exact = {term for word in re.findall(r"[A-Z\d][\w.,'’-]*", claim) for term in term_set(word)}
    missing = exact - known
    score = len(told & known) / len(told) if told else 0.0
    if missing:
        return Verdict(False, f"not in the sources: {', '.join(sorted(missing))}", score)
    return Verdict(score >= 0.8, "" if score >= 0.8 else "too few words in common with the sources", score)


def source_text(article: Article) -> str:
    """What a claim is checked against."""
    return f"{article.title}\n\n{article.body}" if article.body else article.title
