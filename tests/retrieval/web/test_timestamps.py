from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.instants import day_alone
from retrieval.web.timestamps import parse_date

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HALF_PAST_NOON = datetime(2026, 1, 7, 12, 30, tzinfo=UTC)
DAY = day_alone(date(2026, 1, 7))
MIDNIGHT = datetime(2026, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Wed, 07 Jan 2026 12:30:00 GMT", HALF_PAST_NOON),
        ("Wed, 7 Jan 2026 20:30 +0800", HALF_PAST_NOON),
        ("07 Jan 26 07:30 EST", HALF_PAST_NOON),
        ("Wednesday, 07-Jan-26 12:30:00 GMT", HALF_PAST_NOON),
        ("Wed Jan  7 12:30:00 2026", HALF_PAST_NOON),
        ("Wed Jan  7 04:30:00 PST 2026", HALF_PAST_NOON),
        ("2026-01-07T12:30:00Z", HALF_PAST_NOON),
        ("7 Jan 2026 21:30 JST", HALF_PAST_NOON),
        ("7 Jan 2026 18:00 IST", HALF_PAST_NOON),
        ("7 Jan 2026 23:30 AEDT", HALF_PAST_NOON),
        ("2026年1月7日 凌晨12:30", MIDNIGHT + timedelta(minutes=30)),
        ("2026-01-07T20:30:00.123+08:00", HALF_PAST_NOON),
        ("2026-01-07 12:30", HALF_PAST_NOON),
        ("20260107T123000Z", HALF_PAST_NOON),
        ("20260107", DAY),
        ("2026-W02-3", DAY),
        ("2026-007", DAY),
        ("2026-01-07T00:00:00Z", MIDNIGHT),
        ("2026-01-07+08:00", DAY),
        ("Wed, 07 Jan 2026 00:00:00 GMT", MIDNIGHT),
        ("1767789000", HALF_PAST_NOON),
        ("1767789000000", HALF_PAST_NOON),
        ("2026年1月7日", DAY),
        ("2026年1月7日 下午12:30", HALF_PAST_NOON),
        ("2026年01月07日 12時30分", HALF_PAST_NOON),
        ("2026년 1월 7일 오후 12:30", HALF_PAST_NOON),
        ("January 7, 2026", DAY),
        ("Jan. 7, 2026, 12:30 PM", HALF_PAST_NOON),
        ("7 de enero de 2026 12:30", HALF_PAST_NOON),
        ("7 janvier 2026 à 12h30", HALF_PAST_NOON),
        ("Mi, 07 Jan 2026 13:30:00 +0100", HALF_PAST_NOON),
        ("7. Januar 2026, 12:30 Uhr", HALF_PAST_NOON),
        ("7 января 2026, 12:30", HALF_PAST_NOON),
        ("07.01.2026 12:30", HALF_PAST_NOON),
        ("1/7/2026", DAY),
        ("01/07/2026 12:30 PM", HALF_PAST_NOON),
        ("٢٠٢٦-٠١-٠٧", DAY),
        ("2026-01-07T24:00:00Z", MIDNIGHT + timedelta(days=1)),
        ("2026-01-07T12:29:60Z", HALF_PAST_NOON - timedelta(seconds=1)),
    ],
)
def test_dates_as_feeds_write_them(written: str, moment: datetime) -> None:
    assert parse_date(written, now=NOW) == moment


@pytest.mark.parametrize(
    "written",
    [
        "-0001-11-30T00:00:00+00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "0000-00-00 00:00:00", "Wed, 30 Nov 0002 00:00:00 +0000",
        "Thu, 01 Jan 1970 00:00:00 GMT", "0", "2026-13-45", "32 Jan 2026", "yesterday", "3 hours ago", "", "Jan 2026", "9" * 60,
    ],
)  # fmt: skip
def test_nonsense_is_no_date(written: str) -> None:
    assert parse_date(written, now=NOW) is None


def test_a_date_more_than_an_hour_ahead_is_not_believed() -> None:
    assert parse_date((NOW + timedelta(minutes=59)).isoformat(), now=NOW) is not None
    assert parse_date((NOW + timedelta(minutes=61)).isoformat(), now=NOW) is None


@given(st.text(max_size=40) | st.from_regex(r"\A[\d年月日:./+\-TZ ]{0,30}\Z"))
def test_any_text_gives_a_believable_moment_or_nothing(written: str) -> None:
    moment = parse_date(written, now=NOW)
    assert moment is None or (moment.tzinfo is UTC and moment.year >= 1990 and moment <= NOW + timedelta(hours=1))


@given(st.integers(int(datetime(1990, 1, 2, tzinfo=UTC).timestamp()), int(NOW.timestamp())))
def test_what_programs_write_is_read_back(seconds: int) -> None:
    plain = datetime.fromtimestamp(seconds, UTC)
    for shape in ("%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%Y%m%dT%H%M%SZ", "%B %d, %Y %I:%M:%S %p"):
        assert parse_date(plain.strftime(shape), now=NOW) == plain


@given(st.datetimes(datetime(1991, 1, 1), datetime(2026, 5, 1)), st.sampled_from(["GMT", "+0000", "-0730", "+1300"]))  # noqa: DTZ001
def test_the_usual_spelling_is_read_as_all_others_are(moment: datetime, zone: str) -> None:
    written = f"{moment:%a, %d %b %Y %H:%M:%S} {zone}"
    assert parse_date(written, now=NOW) == parse_date(f"  {written.lower()} ", now=NOW) != None  # noqa: E711


@pytest.mark.parametrize(("before", "moment"), [("posted by us " * 7, DAY), ("posted by us " * 11, None)])
def test_a_date_is_looked_for_at_the_beginning_of_what_stands_there(before: str, moment: datetime | None) -> None:
    assert parse_date(f"{before} 7 January 2026", now=NOW) == moment
