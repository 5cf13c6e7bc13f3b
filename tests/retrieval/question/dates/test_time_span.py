from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from retrieval.question.dates.time_span import find_time
from tests.builders import NOON


@pytest.mark.parametrize(
    "question",
    [
        "what happened on 9999-12-31",
        "what was said before 0001-01-01",
        "headlines since 0001-01-01",
        "until 31 December 9999",
        "between 31 December 9999 and 1 January 9999",
        "between 29 February 2024 and 1 January 2024",
        "between 1 January 0001 and 31 December 0000",
        "news from December 9998",
        "in January 0001",
        "on 0001年1月1日",
        "the last 999 years",
        "999 years ago",
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_a_date_at_the_edge_of_the_calendar_stops_no_question(question: str, zone: str) -> None:
    for now in (NOON, NOON.replace(year=1, month=1, day=2), NOON.replace(year=9999, month=12, day=30)):
        found = find_time(question, now=now, zone=ZoneInfo(zone))
        for instant in (found.since, found.until) if found else ():
            assert instant is None or instant.astimezone(UTC)
