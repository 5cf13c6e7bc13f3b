"""Months and days by name, and numbers and units in words."""

from collections import defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.talk.commands.plain_words import day_in, wish_in
from retrieval.instants import day_alone
from retrieval.language import calendar, numbers
from retrieval.language.units import units
from retrieval.question.dates.time_span import find_time
from retrieval.web.timestamps import parse_date

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def span(question: str) -> tuple[str, str]:
    found = find_time(question, now=NOON, zone=ZoneInfo("UTC"))
    assert found is not None and found.since is not None and found.until is not None
    return f"{found.since:%m-%d}", f"{found.until:%m-%d}"


def test_a_month_s_name_means_one_month_in_whatever_language() -> None:
    meant: dict[str, set[int]] = defaultdict(set)
    for name, number in calendar.every_month():
        meant[name].add(number)
    assert {name: found for name, found in meant.items() if len(found) > 1} == {}
    assert set(calendar.months().values()) == set(range(1, 13))


def test_abbreviations_are_no_full_names() -> None:
    assert "sept" in calendar.short_months() and "may" not in calendar.short_months()
    assert {"tues", "thurs", "mon"} <= calendar.short_weekdays().keys()
    assert calendar.weekdays()["monday"] == 0 and calendar.weekday_name(5, "es") == "sábado"


@pytest.mark.parametrize("day", ["6 января", "6 de enero", "6 de janeiro", "6 जनवरी", "6 جنوری", "Jan. 6", "1月6日"])
def test_a_day_can_be_asked_for_in_every_language(day: str) -> None:
    assert span(f"Reuters {day} ?") == ("01-06", "01-07")


@pytest.mark.parametrize("question", ["troops set 6 tents", "3 out of 5", "6 martes"])
def test_other_languages_abbreviations_and_weekdays_are_no_days(question: str) -> None:
    assert find_time(question, now=NOON, zone=ZoneInfo("UTC")) is None


@pytest.mark.parametrize("written", ["6 сен 2025", "6 Eylül 2025", "6 września 2025", "6 Sept. 2025", "6 سبتمبر 2025"])
def test_feeds_may_write_a_month_in_their_language(written: str) -> None:
    assert parse_date(written, now=NOON) == day_alone(date(2025, 9, 6))


@pytest.mark.parametrize("word", ["yesterday", "ayer", "ontem", "вчера", "昨天", "昨日", "कल", "کل"])
def test_yesterday_has_a_word_in_every_language(word: str) -> None:
    assert day_in(word, date(2026, 1, 7)) == date(2026, 1, 6)


@pytest.mark.parametrize("word", ["today", "hoy", "hoje", "сегодня", "今天", "今日", "आज", "آج"])
def test_today_has_a_word_in_every_language(word: str) -> None:
    assert day_in(word, date(2026, 1, 7)) == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("the day before yesterday", ("01-05", "01-06")),
        ("前天", ("01-05", "01-06")),
        ("last week", ("12-29", "01-05")),
        ("la semana pasada", ("12-29", "01-05")),
        ("上周", ("12-29", "01-05")),
        ("this week", ("01-05", "01-08")),
        ("本周", ("01-05", "01-08")),
        ("last month", ("12-01", "01-01")),
        ("上个月", ("12-01", "01-01")),
        ("this month", ("01-01", "01-08")),
        ("本月", ("01-01", "01-08")),
        ("last year", ("01-01", "01-01")),
        ("去年", ("01-01", "01-01")),
        ("this year", ("01-01", "01-08")),
        ("今年", ("01-01", "01-08")),
    ],
)
def test_a_span_before_today_can_be_asked_for(phrase: str, days: tuple[str, str]) -> None:
    assert span(f"Reuters {phrase} ?") == days


def test_a_word_for_yesterday_and_tomorrow_is_no_day_within_a_question() -> None:
    assert find_time("कल के बारे में", now=NOON, zone=ZoneInfo("UTC")) is None


def test_counts_beyond_ten_are_read_everywhere() -> None:
    assert span("chips in the last twelve days") == ("12-27", "01-08")
    assert wish_in("pause for twelve days") == ("pause", "12")


def test_a_scale_multiplies() -> None:
    assert numbers.SCALES["million"] == 1e6 and numbers.SCALES["万"] == 1e4 and numbers.ONES["nineteen"] == 19
    assert {"thirteen", "lakh", "quarter"} <= set(numbers.WORDS) and not {"a", "k"} & set(numbers.WORDS)


def test_a_unit_is_written_in_several_ways() -> None:
    assert "yrs" in units("time")["year"] and "per cent" in units("share")["%"]
