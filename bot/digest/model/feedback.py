"""Readers' word that a bullet is wrong, kept for the admin with the bullet as it was shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.digest.model.attribution import attributed
from bot.digest.model.digest import Digest, Source
from bot.digest.model.statements import all_sentences
from bot.digest.stories.story_tables import bullet_reports
from retrieval.database import Database
from retrieval.errors import BadInput
from retrieval.messages import Phrase

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class ReportedSource:
    n: int
    outlet: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class BulletReport:
    """One complaint. `reporter` is whatever names the reader's chat; `resolved_at` is set when an admin dealt with it."""

    id: int
    digest_id: str
    bullet: str
    sources: tuple[ReportedSource, ...]
    reason: str
    reporter: str
    reported_at: datetime
    resolved_at: datetime | None = None


class FeedbackStore:
    """Keeps and lists reports on bullets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(
        self, digest: Digest, bullet: str, citations: Sequence[int], *, reason: str, reporter: str, now: datetime
    ) -> int:
        """Store a complaint and return its id; the same complaint of the same reader is stored once.

        A reason given later is put to the reader's open complaint that had none.

        Raises BadInput when the digest has no such sentence.
        """
        if not is_in_digest(digest, bullet):
            sentence = "This sentence is not in that digest any more: open the digest again and report it there."
            raise BadInput(Phrase(sentence))
        row = {
            "digest_id": digest.id,
            "bullet": bullet,
            "sources": _pack([source for source in digest.sources if source.n in citations]),
            "reason": reason.strip()[:LONGEST_REASON],
            "reporter": reporter,
            "reported_at": now,
        }
        same = [bullet_reports.c[name] == row[name] for name in ("digest_id", "bullet", "reason", "reporter")]
        with self._database.write() as connection:
            known = connection.scalar(select(bullet_reports.c.id).where(*same))
            if known is not None:
                return int(known)
            if row["reason"]:
                unexplained = [
                    *same[:2],
                    same[3],
                    bullet_reports.c.reason == "",
                    bullet_reports.c.resolved_at.is_(None),
                ]
                explained = update(bullet_reports).where(*unexplained).values(reason=row["reason"])
                if (first := connection.execute(explained.returning(bullet_reports.c.id)).scalar()) is not None:
                    return int(first)
            result = connection.execute(insert(bullet_reports).values(**row).returning(bullet_reports.c.id))
            return int(result.scalar_one())

    def reports(self, *, only_open: bool = True, limit: int = 50) -> list[BulletReport]:
        """The newest first."""
        query = select(bullet_reports).order_by(bullet_reports.c.id.desc()).limit(limit)
        if only_open:
            query = query.where(bullet_reports.c.resolved_at.is_(None))
        with self._database.read() as connection:
            return [_unpack(dict(row._mapping)) for row in connection.execute(query)]

    def resolve(self, report_id: int, *, now: datetime) -> bool:
        """Mark as dealt with; False when there is no such open report."""
        statement = (
            update(bullet_reports)
            .where(bullet_reports.c.id == report_id, bullet_reports.c.resolved_at.is_(None))
            .values(resolved_at=now)
        )
        with self._database.write() as connection:
            return connection.execute(statement).rowcount == 1

    def forget(self, reporter: str) -> int:
        """Remove who reported (`/forget`); the complaint itself stays, without a name. The number of reports changed."""
        statement = update(bullet_reports).where(bullet_reports.c.reporter == reporter).values(reporter="")
        with self._database.write() as connection:
            return connection.execute(statement).rowcount


def is_in_digest(digest: Digest, sentence: str) -> bool:
    """Whether a digest shows this sentence, with who says it in front."""
    said = {str(attributed(bullet)) for bullet in all_sentences(digest)}
    return sentence in said | {item.headline for section in digest.sections for item in section.items}


def _pack(sources: Sequence[Source]) -> str:
    return json.dumps([{"n": s.n, "outlet": s.outlet, "title": s.title, "url": s.url} for s in sources])


def _unpack(row: Mapping[str, Any]) -> BulletReport:
    sources = tuple(ReportedSource(**source) for source in json.loads(row["sources"]))
    return BulletReport(**{**row, "sources": sources})
