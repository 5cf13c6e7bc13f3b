"""Do we know enough to answer? A decision of its own, made from what the question names and what was found. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answers import Query
from retrieval.articles import Hit
from retrieval.words import term_set

LEAST_COVERAGE = 0.5
NEAR_BY_MEANING = 0.87


@dataclass(frozen=True, slots=True)
class Evidence:
    """`hits` are those that may be used, best first; `reason` says why there are none."""

    hits: tuple[Hit, ...]
    reason: str = ""

    @property
    def is_enough(self) -> bool:
        return bool(self.hits)


def weigh_evidence(query: Query, hits: Sequence[Hit]) -> Evidence:
    """Keep the hits that hold every name and number of the question, and at least half of its words."""
    if not hits:
        return Evidence((), "nothing stored passes what you asked for")
    if not query.content:
        return Evidence(tuple(hits))
    wanted = term_set(query.content)
    names = {term for word in re.findall(r"(?<=\s)[A-Z\d][\w.'’-]*", f" {query.content}") for term in term_set(word)}
    kept = [hit for hit in hits if _covers(hit, wanted, names)]
    return Evidence(tuple(kept), "" if kept else "no article holds what you asked for")


def _covers(hit: Hit, wanted: frozenset[str], names: set[str]) -> bool:
    known = term_set(f"{hit.article.title}\n{hit.passage}")
    if not query_is_comparable(wanted, hit):
        return hit.signals.get("cosine", 0.0) >= NEAR_BY_MEANING
    return names <= known and len(wanted & known) >= LEAST_COVERAGE * len(wanted)


def query_is_comparable(wanted: frozenset[str], hit: Hit) -> bool:
    """Words can be compared only within one script; across languages only meaning can."""
    is_wide = [any(ord(letter) > 0x2E80 for letter in term) for term in wanted]
    hit_is_wide = sum(ord(letter) > 0x2E80 for letter in hit.article.title) * 2 > len(hit.article.title)
    return any(is_wide) == hit_is_wide
