"""Decides whether an entry is news to us, and what it changes. No I/O: `retrieval/store` looks up and writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from rapidfuzz.fuzz import ratio

from retrieval.intake.identity import Candidate, article_id, content_hash, title_key
from retrieval.web.plain_text import fold_text

__all__ = [
    "IngestReport",
    "Intake",
    "Known",
    "Verdict",
    "article_id",
    "is_reused_guid",
    "judge_entry",
    "merged_columns",
]

_DAY = timedelta(days=1)
_ALIKE = 60
"""Percent: headlines that were only edited are more alike than that."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The candidates of one feed or file on their way in. `feed` and `topics` are noted on every article they stand for.

    New candidates older than `horizon` are left out; `unusable` entries had been left out before.
    """

    made: Sequence[Candidate]
    feed: str = ""
    topics: Sequence[str] = ()
    locale: str = ""
    horizon: timedelta | None = None
    unusable: int = 0

    def pieces(self, size: int) -> Iterator["Intake"]:
        """The same in portions of at most `size` candidates; the first bears the count of the unusable."""
        yield replace(self, made=self.made[:size])
        for start in range(size, len(self.made), size):
            yield replace(self, made=self.made[start : start + size], unusable=0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with one entry, and why (the reason goes to the log)."""

    action: Literal["add", "replace", "skip"]
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored about an article that a candidate may be. `entry_hash` is empty when this feed never carried it.

    `published` is None when its source never dated it.
    """

    id: str
    entry_hash: str = ""
    is_retracted: bool = False
    title: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts of one ingest; `article_ids` are the articles the entries stand for, new or known, each once."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    article_ids: tuple[str, ...] = ()


def judge_entry(
    candidate: Candidate, known: Known | None, *, now: datetime, horizon: timedelta | None = None
) -> Verdict:
    """Decide whether an entry is news to us. Touches nothing.

    An edit that changes only the date or the guid is skipped: some feeds restamp every item on each build.
    """
    if known is None:
        is_stale = horizon is not None and candidate.published < now - horizon
        return Verdict("skip", "older than horizon") if is_stale else Verdict("add", "new")
    if known.is_retracted:
        return Verdict("skip", "retracted")
    if known.entry_hash == candidate.entry_hash:
        return Verdict("skip", "unchanged")
    return Verdict("replace", "content changed" if known.entry_hash else "carried by another feed")


def is_reused_guid(candidate: Candidate, known: Known) -> bool:
    """Whether a guid that named a known article names another one now, though its feed should never do so.

    Asked only where the address is a stranger's too. The headline must be another and the day another: feeds edit headlines,
    move pages and restamp dates, but hardly ever all three of one article.
    """
    if known.published is None or candidate.entry.published is None:
        return False
    if abs(candidate.entry.published - known.published) < _DAY:
        return False
    return ratio(fold_text(candidate.entry.title), fold_text(known.title)) < _ALIKE


def merged_columns(candidate: Candidate, row: Mapping[str, Any], *, is_edit: bool, now: datetime) -> dict[str, Any]:
    """The columns of a stored article that an entry changes; empty when it has nothing new.

    An edit by a feed that carried the article before replaces words; another feed only fills what is missing or
    shorter, so that two feeds with different summaries cannot rewrite each other for ever.
    """
    entry = candidate.entry
    columns = {
        "title": entry.title if is_edit else row["title"],
        "summary": _chosen(entry.summary, row["summary"], is_edit=is_edit),
        # A page's full text is not given up for the teaser that a feed carries.
        "text": _chosen(entry.text, row["text"], is_edit=is_edit and len(entry.text) * 2 > len(row["text"])),
        "author": row["author"] or entry.author,
        "section": row["section"] or entry.section,
    }
    if entry.published is not None and not row["is_dated"]:
        columns |= {"published": entry.published, "is_dated": True}
    changed = {name: value for name, value in columns.items() if value != row[name]}
    if not changed:
        return {}
    if {"title", "summary", "text"} & changed.keys():
        changed["content_hash"] = content_hash(columns["title"], columns["summary"], columns["text"])
        changed["updated"] = entry.updated or now
    if "title" in changed:
        changed["title_key"] = title_key(columns["title"])
    return changed


def _chosen(new: str, old: str, *, is_edit: bool) -> str:
    if is_edit:
        return new or old
    return new if (len(new), new) > (len(old), old) else old
