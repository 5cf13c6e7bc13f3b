"""`check_claim`: whether sources support a claim, and if not, why not.

Verbatim sentences pass at once. Numbers, days, names and quotes that are not in the sources refuse a claim whatever the
rest says, and so does what turns its nearest sentence round; what is left is decided by wording, with fitted weights.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from retrieval.claims.alignment import KINDS, align, changes
from retrieval.claims.attribution import without_attribution
from retrieval.claims.dates import calendar_days, missing_day
from retrieval.claims.far import measure_far
from retrieval.claims.meaning import is_near_in_meaning
from retrieval.claims.names import missing_name, missing_word
from retrieval.claims.quantities import missing_quantity, quantities
from retrieval.claims.quotes import missing_quote
from retrieval.claims.support import find_best, index_source, measure_support
from retrieval.claims.tokens import MOST_CHARACTERS, Reading, read
from retrieval.claims.weighing import weigh, wording_of
from retrieval.claims.wording import is_verbatim
from retrieval.language.sentences import split_sentences
from retrieval.ports import Embedder

LONGEST_CLAIM = 5_000
LEAST_SCORE = 0.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a short sentence for the log and the admin; `score` is in 0..1, higher is better supported."""

    is_supported: bool
    reason: str
    score: float


def check_claim(
    claim: str, sources: Sequence[str], *, embedder: Embedder | None = None, outlets: Collection[str] = ()
) -> Verdict:
    """Whether the sources together support the claim; every sentence of it must be. Never raises.

    A leading `Outlet:` or `Outlet, 6 Jan 2026:` is not part of what must be in the sources (`attribution`); `outlets`
    are further names to be taken for outlets there. An empty claim, or no source, is never supported. The order of the
    sources does not matter. At most 5,000 characters of a claim and 200,000 of all sources are looked at; a longer
    claim is refused.
    """
    said = without_attribution(claim.strip(), outlets)
    known = _joined(tuple(sorted(set(sources))))
    if not said.strip() or not known.strip():
        return Verdict(False, "there is nothing to compare", 0.0)
    if any(is_verbatim(said, source) for source in sources):
        return Verdict(True, "the sources say it word for word", 1.0)
    if len(said) > LONGEST_CLAIM:
        return Verdict(False, f"longer than {LONGEST_CLAIM:,} characters", 0.0)
    pieces = [said[span.start : span.end] for span in split_sentences(said)]
    return min((_check_sentence(piece, sources, known, embedder) for piece in pieces), key=_rank)


def _rank(verdict: Verdict) -> tuple[bool, float]:
    return verdict.is_supported, verdict.score


def _joined(sources: tuple[str, ...]) -> str:
    return "\n\n".join(sources)[:MOST_CHARACTERS]


def _check_sentence(said: str, sources: Sequence[str], known: str, embedder: Embedder | None) -> Verdict:
    if any(is_verbatim(said, source) for source in sources):
        return Verdict(True, "the sources say it word for word", 1.0)
    found = examine(said, known)
    if found is None:
        return Verdict(False, "there is nothing to compare", 0.0)
    score = weigh(found.figures)
    if found.refutation:
        return Verdict(False, found.refutation, min(score, 0.49))
    if score < LEAST_SCORE:
        return Verdict(False, _weakness(found.figures), score)
    if embedder is not None and not is_near_in_meaning(said, known, embedder):
        return Verdict(False, "no passage of the sources is near it in meaning", min(score, 0.49))
    return Verdict(True, "names, numbers and wording are in the sources", score)


@dataclass(frozen=True, slots=True)
class Examination:
    """`refutation` says why the claim fails whatever the figures say; empty when nothing does."""

    figures: dict[str, float]
    refutation: str


def examine(said: str, known: str) -> Examination | None:
    """One sentence beside the sources' text; None when the claim has no word of content, or the text none at all."""
    claim, source = read(said), read(known)
    if not claim.stems or not source.words:
        return None
    index = index_source(source)
    best = find_best(claim, index)
    turned = changes(claim, source, align(claim, source, [best.sentence]))
    kinds = {change.kind for change in turned}
    figures = {
        **measure_support(claim, source, index, best),
        **measure_far(claim, source, index, best),
        **{kind: float(kind in kinds) for kind in KINDS},
    }
    refutation = _find_absent(said, claim, source) or next((change.reason for change in turned if change.is_sure), "")
    return Examination(figures, refutation)


def _find_absent(said: str, claim: Reading, source: Reading) -> str:
    """Why a number, day, name or quote of the claim is not in the sources; empty when all are."""
    days = calendar_days(claim)
    skipped = frozenset[int]().union(*(day.positions for day in days))
    return (
        missing_quote(said, source)
        or missing_day(days, calendar_days(source))
        or missing_quantity(quantities(claim, skipped), quantities(source))
        or missing_name(claim, source)
        or missing_word(claim, source)
    )


def _weakness(figures: Mapping[str, float]) -> str:
    if wording_of(figures) == "copied":
        return "its words are in the sources, but not together"
    return "too little of the wording is in the sources"
