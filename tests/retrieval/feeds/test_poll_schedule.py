"""When feeds are polled next, as plain values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import FetchError
from retrieval.feeds.feeds import Feed, Hints
from retrieval.feeds.poll_schedule import (
    DAY,
    HOUR,
    Harvest,
    after_failure,
    after_news,
    after_not_modified,
    backoff,
    fresh_seconds,
    http_date,
    moved_to,
    next_check,
    retry_after,
)
from retrieval.ports import Response
from tests.builders import NOON

URL = "https://westtimes.example/feed"


def feed(**changes: object) -> Feed:
    return replace(Feed(URL, created_at=NOON, last_new=NOON), **changes)  # type: ignore[arg-type]


def response(status: int = 200, redirects: tuple[tuple[int, str], ...] = (), **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, redirects[-1][1] if redirects else URL, names, b"<rss/>", redirects)


def failure(status: int = 500, retry_at: datetime | None = None) -> FetchError:
    return FetchError("It failed.", url=URL, kind=f"http_{status}", status=status, retry_at=retry_at)


# After good answers


def test_a_lively_feed_is_asked_after_an_hour() -> None:
    assert next_check(feed(), now=NOON) == NOON + HOUR


def test_a_feed_quiet_for_a_week_is_asked_every_three_hours_and_after_a_month_daily() -> None:
    assert next_check(feed(last_new=NOON - timedelta(days=6)), now=NOON) == NOON + HOUR
    assert next_check(feed(last_new=NOON - timedelta(days=8)), now=NOON) == NOON + 3 * HOUR
    assert next_check(feed(last_new=NOON - timedelta(days=28)), now=NOON) == NOON + 3 * HOUR
    assert next_check(feed(last_new=NOON - timedelta(days=30)), now=NOON) == NOON + DAY


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        (Hints(fresh_seconds=2 * 3600), 2 * HOUR),
        (Hints(ttl_minutes=180), 3 * HOUR),
        (Hints(fresh_seconds=7200, ttl_minutes=180), 3 * HOUR),
        (Hints(fresh_seconds=60, ttl_minutes=5), HOUR),
        (Hints(fresh_seconds=10**9), DAY),
        (Hints(ttl_minutes=10**7), DAY),
    ],
)
def test_what_the_server_asks_for_delays_within_a_day(hints: Hints, expected: timedelta) -> None:
    assert next_check(feed(hints=hints), now=NOON) == NOON + expected


def test_hours_to_skip_are_skipped_to_the_first_full_hour_after() -> None:
    hints = Hints(skip_hours=frozenset({13, 14}))
    assert next_check(feed(hints=hints), now=NOON + timedelta(minutes=20)) == NOON + 3 * HOUR


def test_days_to_skip_are_skipped_but_never_longer_than_a_day() -> None:
    late = datetime(2026, 1, 9, 22, 30, tzinfo=UTC)  # a Friday
    assert next_check(feed(hints=Hints(skip_days=frozenset({"saturday"}))), now=late) == late + HOUR
    weekend = Hints(skip_days=frozenset({"saturday", "sunday"}))
    assert next_check(feed(hints=weekend), now=late + HOUR) == late + HOUR + DAY


@given(
    st.integers(0, 10**9), st.integers(0, 10**6), st.sets(st.integers(0, 23)), st.integers(0, 90), st.integers(0, 10**6)
)
def test_the_next_check_is_always_between_an_hour_and_a_day_away(
    fresh: int, ttl: int, hours: set[int], quiet_days: int, seconds: int
) -> None:
    now = NOON + timedelta(seconds=seconds)
    hints = Hints(fresh, ttl, frozenset(hours))
    due = next_check(feed(hints=hints, last_new=now - timedelta(days=quiet_days)), now=now)
    assert now + HOUR <= due <= now + DAY


# Headers


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=7200"}, 7200),
        ({"cache-control": 'Max-Age="300"'}, 300),
        ({"cache-control": "no-cache, max-age=7200"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "max-age=-1"}, None),
        ({"expires": "Wed, 07 Jan 2026 15:00:00 GMT"}, 10800),
        ({"expires": "Wed, 07 Jan 2026 15:00:00 GMT", "date": "Wed, 07 Jan 2026 14:00:00 GMT"}, 3600),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "-1"}, None),
        ({"expires": "0", "cache-control": "max-age=60"}, 60),
    ],
)
def test_freshness_is_read_from_the_headers(headers: dict[str, str], expected: int | None) -> None:
    assert fresh_seconds(headers, now=NOON) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", timedelta(seconds=120)),
        (" 7200 ", timedelta(hours=2)),
        ("99999999999", timedelta(days=7)),
        ("Wed, 07 Jan 2026 15:00:00 GMT", timedelta(hours=3)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", timedelta(days=7)),
    ],
)
def test_retry_after_is_seconds_or_a_date_at_most_a_week_away(value: str, expected: timedelta) -> None:
    assert retry_after({"retry-after": value}, now=NOON) == NOON + expected


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "Wed, 99 Jan 2026 99:00:00 GMT"])
def test_a_retry_after_that_says_nothing_is_none(value: str) -> None:
    assert retry_after({"retry-after": value}, now=NOON) is None


@pytest.mark.parametrize(
    "value", ["Wed, 07 Jan 2026 12:00:00 GMT", "Wednesday, 07-Jan-26 12:00:00 GMT", "Wed Jan  7 12:00:00 2026"]
)
def test_http_dates_come_in_three_forms(value: str) -> None:
    assert http_date(value) == NOON


@given(st.text(max_size=40))
def test_any_header_gives_an_instant_within_bounds_or_nothing(value: str) -> None:
    instant = retry_after({"retry-after": value}, now=NOON)
    assert instant is None or instant <= NOON + timedelta(days=7)
    seconds = fresh_seconds({"cache-control": value, "expires": value, "date": value}, now=NOON)
    assert seconds is None or seconds >= 0


# Validators


def test_validators_are_kept_verbatim_and_renewed() -> None:
    known = feed(etag='"old"', last_modified="x", validators_url="https://old.example/")
    after = after_news(
        known, response(etag='W/"a, b"', last_modified="Sunday, 06-Nov-94 08:49:37 GMT"), Harvest(Hints()), now=NOON
    )
    assert (after.etag, after.last_modified) == ('W/"a, b"', "Sunday, 06-Nov-94 08:49:37 GMT")
    assert after.validators_url == URL


def test_validators_are_dropped_when_a_complete_answer_has_none() -> None:
    known = feed(etag='"old"', last_modified="x")
    after = after_news(known, response(), Harvest(Hints()), now=NOON)
    assert (after.etag, after.last_modified) == ("", "")


def test_neither_an_error_nor_a_304_changes_the_validators() -> None:
    known = feed(etag='"old"', last_modified="x", validators_url=URL)
    for after in (
        after_not_modified(known, response(304, etag='"other"'), now=NOON),
        after_failure(known, failure(), now=NOON),
    ):
        assert (after.etag, after.last_modified, after.validators_url) == ('"old"', "x", URL)


def test_a_304_counts_what_it_saved_and_keeps_the_hints_it_does_not_mention() -> None:
    known = feed(body_bytes=5000, saved_bytes=100, hints=Hints(fresh_seconds=7200, ttl_minutes=5))
    after = after_not_modified(known, response(304), now=NOON)
    assert (after.saved_bytes, after.not_modified) == (5100, 1)
    assert after.next_check == NOON + 2 * HOUR
    sooner = after_not_modified(known, response(304, cache_control="max-age=0"), now=NOON)
    assert sooner.next_check == NOON + HOUR


def test_only_new_entries_make_a_feed_lively() -> None:
    sleepy = feed(last_new=NOON - timedelta(days=40))
    assert after_news(sleepy, response(), Harvest(Hints(), updated=3), now=NOON).next_check == NOON + DAY
    assert after_news(sleepy, response(), Harvest(Hints(), new=1), now=NOON).next_check == NOON + HOUR


# Failures


def test_failures_pause_an_hour_doubled_up_to_a_day() -> None:
    pauses = [backoff(URL, failures) / HOUR for failures in range(1, 9)]
    for pause, plain in zip(pauses, [1, 2, 4, 8, 16, 24, 24, 24], strict=True):
        assert plain * 0.9 <= pause <= plain * 1.1
        assert 1 <= pause <= 24


def test_feeds_that_failed_together_come_back_apart_and_each_time_the_same() -> None:
    pauses = {backoff(f"{URL}/{number}", 6) for number in range(50)}
    assert len(pauses) > 40
    assert backoff(URL, 3) == backoff(URL, 3)


def test_the_pause_a_server_asks_for_replaces_ours_but_an_hour_stays_an_hour() -> None:
    known = feed(failures=4)
    assert after_failure(known, failure(503, NOON + 2 * HOUR), now=NOON).next_check == NOON + 2 * HOUR
    assert after_failure(known, failure(503, NOON + timedelta(minutes=2)), now=NOON).next_check == NOON + HOUR


def test_410_ends_a_feed_and_nothing_else_does() -> None:
    gone = after_failure(feed(), failure(410), now=NOON)
    assert (gone.gone_at, gone.next_check) == (NOON, None)
    assert after_failure(feed(failures=99), failure(404), now=NOON).gone_at is None


def test_a_good_answer_forgets_failures_and_attempts() -> None:
    known = feed(failures=3, attempts=1, error="It failed.", error_kind="timeout")
    for after in (
        after_news(known, response(), Harvest(Hints()), now=NOON),
        after_not_modified(known, response(304), now=NOON),
    ):
        assert (after.failures, after.attempts, after.error, after.error_kind) == (0, 0, "", "")
        assert after.last_success == NOON


# Moves


@pytest.mark.parametrize(
    ("redirects", "expected"),
    [
        ((), ""),
        (((301, "https://b.example/"),), "https://b.example/"),
        (((308, "https://b.example/"),), "https://b.example/"),
        (((302, "https://b.example/"),), ""),
        (((307, "https://b.example/"),), ""),
        (((301, "https://b.example/"), (301, "https://c.example/")), "https://c.example/"),
        (((301, "https://b.example/"), (302, "https://c.example/")), "https://b.example/"),
        (((302, "https://b.example/"), (301, "https://c.example/")), ""),
        (((301, "https://b.example/"), (301, URL)), ""),
    ],
)
def test_a_move_is_remembered_as_far_as_it_is_permanent(redirects: tuple[tuple[int, str], ...], expected: str) -> None:
    assert moved_to(feed(), response(redirects=redirects)) == expected


def test_a_move_stays_remembered_until_it_has_failed_three_times() -> None:
    known = feed(moved_to="https://b.example/")
    assert after_not_modified(known, response(304), now=NOON).moved_to == "https://b.example/"
    assert after_failure(replace(known, failures=1), failure(404), now=NOON).moved_to == "https://b.example/"
    assert after_failure(replace(known, failures=2), failure(404), now=NOON).moved_to == ""


@pytest.mark.parametrize(
    ("kind", "url", "error_kind"),
    [
        ("bad_url", URL, "nobody_asked"),
        ("refused_address", URL, "nobody_asked"),
        ("refused_address", "https://moved.example/", "refused_address"),
        ("timeout", URL, "timeout"),
    ],
)
def test_an_address_that_nobody_was_asked_at_is_told_from_a_server_that_failed(
    kind: str, url: str, error_kind: str
) -> None:
    assert after_failure(feed(), FetchError("It failed.", url=url, kind=kind), now=NOON).error_kind == error_kind
