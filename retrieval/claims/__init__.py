"""The gate: does a sentence follow from the texts it cites, and if not, why not: a reading by code, and one by a model.

It knows no prompt but its own, no digest and no answer. Tables of words may grow; what the readings promise may not shrink.
"""

from retrieval.claims.check import Draft, Reviewed, Verdict, check_claim, judge, publishable, review
from retrieval.claims.first_reading.hard_facts import Reading, first_reading
from retrieval.claims.second_reading.verifier import NO_ANSWER, Item, MemoryCache, Reply, VerdictCache, Verifier
from retrieval.claims.source import Source

__all__ = [
    "NO_ANSWER",
    "Draft",
    "Item",
    "MemoryCache",
    "Reading",
    "Reply",
    "Reviewed",
    "Source",
    "Verdict",
    "VerdictCache",
    "Verifier",
    "check_claim",
    "first_reading",
    "judge",
    "publishable",
    "review",
]
