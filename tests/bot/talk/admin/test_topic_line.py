"""A topic in one line, and who belongs to a side."""

from datetime import time, timedelta

import pytest

from bot.talk.admin.side_members import read_members
from bot.talk.admin.topic_line import check_id, parse_topic_line
from bot.talk.admin.topic_summary import topic_lines
from bot.talk.frame.localise import Mistake, Words
from retrieval.sources.topics import GoogleNewsSearch
from tests.builders import registry, topic

LINE = (
    'isles; Isles; side a "Side A": US; side b: CN; side c: JP; drop side b; search ferry; feed https://westtimes.example/rss;'
    " at 06:30 Taipei; name The Isles; layout sections; window 3"
)


def test_every_part_of_a_line_is_read() -> None:
    made = parse_topic_line(LINE, registry=registry())
    assert (made.id, made.name, made.layout, made.window) == ("isles", "The Isles", "sections", timedelta(days=3))
    assert [(side.id, side.name, set(side.countries)) for side in made.perspectives] == [
        ("a", "Side A", {"US"}),
        ("c", "c", {"JP"}),
    ]
    assert made.feeds == (GoogleNewsSearch("ferry", "en-US", "US"), "https://westtimes.example/rss")
    assert (made.time, made.timezone) == (time(6, 30), "Asia/Taipei")


@pytest.mark.parametrize(("letters", "is_one"), [(35, True), (45, False)])
def test_an_id_is_short(letters: int, is_one: bool) -> None:
    if is_one:
        assert check_id("a" * letters)
    else:
        with pytest.raises(Mistake):
            check_id("a" * letters)


def test_a_side_is_made_of_codes_and_of_names_in_quotes() -> None:
    assert read_members('PL "Far Wire" West Times', registry()) == (
        frozenset({"PL"}),
        frozenset({"Far Wire", "West Times"}),
    )


@pytest.mark.parametrize(("feeds", "are_all_shown"), [(9, True), (12, False)])
def test_of_many_feeds_the_first_are_shown_and_all_are_counted(feeds: int, are_all_shown: bool) -> None:
    listed = topic(feeds=tuple(f"https://paper{number}.example/rss" for number in range(feeds)))
    lines = list(topic_lines(Words(), listed))
    assert (sum(line.startswith("Feed:") for line in lines) == feeds) == are_all_shown
    assert f"{feeds} feeds in all." in lines
