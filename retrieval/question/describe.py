"""A question as it was understood, in words that can be shown above its answer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from retrieval.answers import Query
from retrieval.articles import Filters


def describe(query: Query, *, zone: str = "UTC") -> str:
    """ "Global Times, 6 January 2026: Maduro"; empty when the question was taken as it stands."""
    pieces = [source.name for source in query.sources] or sorted(query.filters.outlets)[:5]
    if when := describe_days(query.prefer or query.filters, zone):
        pieces.append(when)
    head = ", ".join(pieces)
    return f"{head}: {query.content}".strip(": ") if head else ""


def describe_days(filters: Filters, zone: str) -> str:
    """The days of the asker's zone: "6 January 2026", "1 to 7 January 2026", "since 5 January 2026"."""
    place = ZoneInfo(zone)
    first = filters.since.astimezone(place).date() if filters.since else None
    last = (filters.until.astimezone(place) - timedelta(seconds=1)).date() if filters.until else None
    if first and last:
        if first == last:
            return f"{first:%-d %B %Y}"
        start = f"{first:%-d}" if (first.year, first.month) == (last.year, last.month) else f"{first:%-d %B}"
        return f"{start} to {last:%-d %B %Y}" if first.year == last.year else f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    if first:
        return f"since {first:%-d %B %Y}"
    return f"until {last:%-d %B %Y}" if last else ""
