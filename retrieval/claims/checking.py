"""`check_claim`: names, numbers and words of a claim against its sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.ports import Embedder
from retrieval.words import term_set

LEAST_WORDS_SHARED = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a short sentence for the log and the admin; `score` is in 0..1, higher is better supported."""

    is_supported: bool
    reason: str
    score: float


def check_claim(claim: str, sources: Sequence[str], *, embedder: Embedder | None = None) -> Verdict:
    """Whether the sources support the claim. An empty claim, or no source, is never supported."""
    told = term_set(claim)
    known = frozenset().union(*(term_set(source) for source in sources))
    if not told or not known:
        return Verdict(False, "there is nothing to compare", 0.0)
    exact = {term for word in re.findall(r"[A-Z\d][\w.,'’-]*", claim) for term in term_set(word)}
    score = len(told & known) / len(told)
    if missing := exact - known:
        return Verdict(False, f"not in the sources: {', '.join(sorted(missing))}", score)
    if score < LEAST_WORDS_SHARED:
        return Verdict(False, "too few words in common with the sources", score)
    return Verdict(True, "names, numbers and words are in the sources", score)
