"""Takes from an article's page only what is better than what its feed said. No I/O."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from retrieval.articles import MAX_TEXT
from retrieval.instants import is_day_alone
from retrieval.intake.extract import Extract
from retrieval.web.plain_text import fold_text
from retrieval.web.urls import is_front_page

_DAY = timedelta(days=1)


def enriched_columns(row: Mapping[str, Any], extract: Extract, *, now: datetime) -> dict[str, Any]:
    """The columns of a stored article that its page changes; empty when the page has nothing better.

    Text: when it is longer than the feed's. Title: only where the feed's was cut short. Date: where the feed gave none, or
    only a day and the page says the hour of that day. Address: the page's canonical one. Author and language: where missing.
    """
    found: dict[str, Any] = {}
    if extract.error:
        return found
    if len(extract.text) > len(row["text"]):
        found["text"] = extract.text[:MAX_TEXT]
    if _is_cut(row["title"], extract.title):
        found["title"] = extract.title
    found |= _better_date(row, extract.published)
    if extract.url and not is_front_page(extract.url):
        found["url"] = extract.url
    for name in ("author", "language"):
        if not row[name] and getattr(extract, name):
            found[name] = getattr(extract, name)
    changed = {name: value for name, value in found.items() if value != row[name]}
    return changed | {"updated": now} if {"text", "title"} & changed.keys() else changed


def _is_cut(title: str, full: str) -> bool:
    """Whether a title ends in an ellipsis and the page's begins the same way."""
    start = title.removesuffix("...").removesuffix("…")
    return start != title and len(start) > 10 and fold_text(full).startswith(fold_text(start))


def _better_date(row: Mapping[str, Any], published: datetime | None) -> dict[str, Any]:
    if published is None:
        return {}
    stored: datetime = row["published"]
    if not row["is_dated"]:
        return {"published": published, "is_dated": True} if published <= row["first_seen"] + timedelta(hours=1) else {}
    is_whole_day = (stored.hour, stored.minute, stored.second) == (0, 0, 0) and not is_day_alone(published)
    return {"published": published} if is_whole_day and timedelta() < published - stored < _DAY else {}
