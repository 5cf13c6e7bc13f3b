"""Is an entry news to us, and what does it change? Pure decisions; `retrieval/store` looks up and writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from retrieval.identity import Candidate, article_id, content_hash, title_key

__all__ = ["IngestReport", "Known", "Verdict", "article_id", "judge_entry", "merged_columns"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with one entry, and why (the reason goes to the log)."""

    action: Literal["add", "replace", "skip"]
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored about an article that a candidate may be. `entry_hash` is empty when this feed never carried it."""

    id: str
    entry_hash: str = ""
    is_retracted: bool = False


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
