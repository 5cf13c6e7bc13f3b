"""A question as it was understood, in words that can be shown above its answer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from retrieval.answers import Query
from retrieval.articles import Filters
from retrieval.instants import in_zone, shifted
from retrieval.messages import Days, Phrase


def describe(query: Query, *, zone: str = "UTC") -> str:
    """ "Global Times, 6 January 2026: Maduro"; empty when the question was taken as it stands."""
    names = tuple(source.name for source in query.sources) or tuple(sorted(query.filters.outlets)[:5])
    when = describe_days(query.prefer or query.filters, zone)
    head = (*names, when) if when else names
    if not head:
        return ""
    # A key of signs alone: where names and a day meet what is looked for, a language may want others.
    return Phrase("{who}: {words}", who=head, words=query.content) if query.content else Phrase("{who}", who=head)


def describe_days(filters: Filters, zone: str) -> str:
    """The days of the asker's zone: "6 January 2026", "1 to 7 January 2026", "since 5 January 2026"; empty for any day."""
    place = ZoneInfo(zone)
    first = in_zone(filters.since, place).date() if filters.since else None
    last = shifted(in_zone(filters.until, place), -timedelta(seconds=1)).date() if filters.until else None
    if first and last:
        return Phrase("{days}", days=Days(first, last))
    if first:
        return Phrase("since {day}", day=first)
    return Phrase("until {day}", day=last) if last else ""
