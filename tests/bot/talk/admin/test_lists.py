"""How much of a long list an admin is shown, and in which words."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest

from bot.delivery.chats import ChatState
from bot.delivery.ledger_entries import PartState
from bot.talk.admin.feed_preview import Trial, trial_lines, try_feeds
from bot.talk.admin.reports import STATE_SENTENCES
from bot.talk.frame.localise import Words
from retrieval.feeds.parser import parse_feed
from retrieval.ports import Response
from tests.bot.talk.office import NOON, Office
from tests.builders import entry, registry, topic
from tests.fakes import FakeHttp


def turn(**desk: Any) -> Any:
    """As much of a turn as a preview of feeds looks at."""
    catalog = SimpleNamespace(registry=registry())
    return cast(Any, SimpleNamespace(words=Words(), now=NOON, desk=SimpleNamespace(catalog=catalog, **desk)))


def test_of_a_new_feed_a_few_headlines_are_shown() -> None:
    entries = tuple(entry(f"Bridge {number} opens") for number in range(9))
    lines = trial_lines(turn(), topic(), [Trial("https://westtimes.example/rss", entries=entries)])
    assert sum(line.startswith("“") for line in lines) == 3
    assert "The West: 9 articles now." in lines


@pytest.mark.parametrize(("feeds", "are_all_tried"), [(9, True), (12, False)])
def test_of_many_new_feeds_the_first_are_tried(feeds: int, are_all_tried: bool) -> None:
    urls = [f"https://paper{number}.example/rss" for number in range(feeds)]
    http = FakeHttp({url: Response(404, url, {}, b"") for url in urls})
    trials = try_feeds(turn(http=http, parse=parse_feed), urls)
    assert (len(trials) == feeds) == are_all_tried


def test_every_state_of_a_chat_and_of_a_message_has_a_word() -> None:
    assert STATE_SENTENCES.keys() == {*get_args(ChatState), *get_args(PartState)}


@pytest.mark.parametrize("owner", ["state", "public", "private", "unknown"])
def test_an_outlet_is_described_with_its_owner(office: Office, owner: str) -> None:
    assert f"Owner: {owner}." in office.admin().say(f"/outlet Lena Post; CH; {owner}; lenapost.example")


@pytest.mark.parametrize(("letters", "is_too_long"), [(3000, False), (4000, True)])
def test_what_goes_to_everybody_is_one_message(office: Office, letters: int, is_too_long: bool) -> None:
    assert ("too long" in office.admin().say("/broadcast " + "x" * letters)) == is_too_long


@pytest.mark.parametrize(("remarks", "are_all_shown"), [(9, True), (12, False)])
def test_the_newest_remarks_are_shown(office: Office, remarks: int, are_all_shown: bool) -> None:
    for number in range(remarks):
        office.desk.memory.remark(2, f"remark <{number}>", now=NOON)
    assert (office.admin().say("/reports").count("remark <") == remarks) == are_all_shown


@pytest.mark.parametrize(("feeds", "are_all_shown"), [(55, True), (70, False)])
def test_the_worst_feeds_are_shown(office: Office, feeds: int, are_all_shown: bool) -> None:
    for number in range(feeds):
        office.desk.feeds.add(f"https://paper{number}.example/rss", now=NOON)
    assert (office.admin().say("/feeds").count("://paper") == feeds) == are_all_shown


def test_a_feed_has_a_mark_by_its_state(office: Office) -> None:
    feeds = {name: office.desk.feeds.add(f"https://{name}.example/rss", now=NOON) for name in "abcde"}
    office.desk.feeds.record(
        [
            replace(feeds["a"], last_success=NOON),
            replace(feeds["c"], failures=3, error="x"),
            replace(feeds["d"], quarantined_at=NOON),
            replace(feeds["e"], gone_at=NOON),
        ]
    )
    shown = office.admin().say("/feeds").splitlines()
    marks = {name: next(line for line in shown if f"{name}.example" in line).split()[1] for name in "abcde"}
    assert marks == {"a": "✓", "b": "…", "c": "!", "d": "✗", "e": "✗"}


@pytest.mark.parametrize(("outlets", "are_all_shown"), [(7, True), (10, False)])
def test_outlets_that_nobody_confirmed_are_shown_a_few_at_a_time(
    office: Office, outlets: int, are_all_shown: bool
) -> None:
    office.newsroom.store.ingest(
        [
            entry(f"Ferry {number} sails", url=f"https://paper{number}.example/a", outlet=f"Unheard {number}")
            for number in range(outlets)
        ],
        now=NOON,
    )
    assert (office.admin().say("/outlet").count("Unheard") == outlets) == are_all_shown


@pytest.mark.parametrize(("sides", "says"), [(6, "Who belongs"), (7, "separated by commas")])
def test_a_topic_has_two_to_six_sides(office: Office, sides: int, says: str) -> None:
    robin = office.admin()
    robin.say("/addtopic")
    robin.say("Straits")
    assert says in robin.say(", ".join(f"Side {number}" for number in range(sides)))


def test_the_form_asks_for_everything_in_turn(office: Office) -> None:
    robin = office.admin()
    asked = [robin.say(words) for words in ("/addtopic", "Straits", "One, Two", "US", "China", "ferry boats")]
    asked += [robin.press("That is all"), robin.say("07:15 Berlin"), robin.say("well")]
    for heard, words in zip(
        asked, ("called", "sides", "One", "Two", "articles come from", "", "", "07:15", "07:15"), strict=True
    ):
        assert words in heard
    assert "straits" in robin.press("Add it")
