"""A month or a part of one as people write it: "in December", "mid March", "since the end of May", "January-February". No I/O."""

import re
from datetime import date, timedelta

from retrieval.question.dates.day_phrases import MONTH, MONTHS

Days = tuple[date | None, date | None]
"""First day and the day after the last."""
_PART = r"(?:early|mid|late)[\s-]|(?:the\s+)?(?:start|beginning|middle|end|first\s+week|last\s+week)\s+of\s"
IN_MONTH = (
    rf"(?:\b(?:(?P<prep>in|during|since|from|before|after|until|till|by|at)\s+(?P<part>{_PART})?|(?P<part_alone>{_PART}))\s*|"
    # "Inflation february": a month that ends a few words typed in haste.
    rf"(?<=\w\s)(?=[^\W\d]+(?:\s+\d{{4}})?\W*$))"
    rf"(?P<loose>(?P<month>{MONTH}))(?!\w)(?:\s*[-–/]\s*(?P<last>{MONTH})(?!\w))?(?:\s+(?P<year>\d{{4}}))?"
)


def bounded(prep: str, first: date, after: date) -> Days:
    """A stretch of days under the word before it."""
    match prep:
        case "since" | "from" | "desde":
            return first, None
        case "after":
            return after, None
        case "before":
            return None, first
        case "until" | "till" | "by" | "up to" | "as of":
            return None, after
    return first, after


def read_month(found: re.Match[str], today: date) -> Days | None:
    """ "in December", "since early January", "before the end of March 2026"."""
    month = MONTHS[found["month"].casefold()]
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    if not 1 <= year < 9999:
        return None
    first = date(year, month, 1)
    last = MONTHS[found["last"].casefold()] if found["last"] else month
    after = (date(year + (last < month), last, 1) + timedelta(days=32)).replace(day=1)
    match re.sub(
        r"^(?:at\s+)?(?:the\s+)?|[\s-]+$|\s+of\s*$", "", (found["part"] or found["part_alone"] or "").casefold()
    ):
        case "first week":
            after = first.replace(day=8)
        case "last week":
            first = after - timedelta(days=7)
        case "early" | "start" | "beginning":
            after = first.replace(day=11)
        case "mid" | "middle":
            first, after = first.replace(day=11), first.replace(day=21)
        case "late":
            first = first.replace(day=21)
        case "end":
            first = after - timedelta(days=8)
    if not (found["prep"] or found["part_alone"]):
        # What is of a month is told in it or in the next.
        after = (after + timedelta(days=32)).replace(day=1)
    prep = (found["prep"] or "in").casefold()
    # "News from early December" is of those days.
    return bounded("in" if prep == "from" and found["part"] else prep, first, after)
