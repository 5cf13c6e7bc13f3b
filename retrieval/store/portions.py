"""Cuts intakes and ids into portions: as many together as one transaction, or one question, should take."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from retrieval.intake.ingest import IngestReport, Intake
from retrieval.store.ingest_plan import Plan

# Ids in one question, or candidates in one transaction.
CHUNK = 400
T = TypeVar("T")


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in their order, at most `CHUNK` at a time."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def portions(intakes: Sequence[Intake]) -> Iterator[dict[int, Intake]]:
    """Intakes by their number, as many together as one transaction should take; long ones in pieces."""
    portion: dict[int, Intake] = {}
    size = 0
    for number, intake in enumerate(intakes):
        for piece in intake.pieces(CHUNK):
            if portion and (size + len(piece.made) > CHUNK or number in portion):
                yield portion
                portion, size = {}, 0
            portion[number] = piece
            size += len(piece.made)
    if portion:
        yield portion


def report_of(plans: Sequence[Plan]) -> IngestReport:
    """One report of what the portions of one intake came to."""
    counts = sum((plan.counts for plan in plans), Counter[str]())
    ids = dict.fromkeys(article_id for plan in plans for article_id in plan.article_ids)
    return IngestReport(counts["new"], counts["updated"], counts["unchanged"], counts["skipped"], tuple(ids))
