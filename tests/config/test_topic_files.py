"""Topic files: read, refused with every mistake named, and written back."""

import re
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.country_codes import COUNTRIES
from config.outlet_file import load_outlets
from config.topic_files import load_topics, read_topic, write_topic
from retrieval.errors import BadInput
from retrieval.sources.outlets import Registry
from retrieval.sources.topics import GoogleNewsSearch, Perspective, Section, Topic
from tests.builders import registry, topic

CONFIG = Path(__file__).parents[2] / "config"

PLAIN = """
id: east-west
name: East and West
perspectives:
  - {id: west, name: The West, outlets: {countries: [US, NO]}}
  - {id: east, name: The East, outlets: {countries: [CN], names: [Far Wire]}}
feeds:
  - url: https://farwire.example/feed.xml
  - google_news: {query: "bridge (site:westtimes.example)", language: en-US, region: US}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadInput) as raised:
        read_topic(text, source="x.yaml")
    return [line.removeprefix("- x.yaml: ") for line in str(raised.value).splitlines()[1:]]


def test_what_is_not_said_has_the_defaults_of_a_morning_post() -> None:
    read = read_topic(PLAIN)
    assert (read.window, read.time, read.timezone) == (timedelta(days=5), time(4, 0), "UTC")
    assert (read.articles_per_perspective, read.layout, read.is_paused) == (10, "stories", False)


def test_perspectives_and_feeds_are_read() -> None:
    read = read_topic(PLAIN)
    assert read.perspectives[1] == Perspective("east", "The East", frozenset({"CN"}), frozenset({"Far Wire"}))
    assert read.feeds == (
        "https://farwire.example/feed.xml",
        GoogleNewsSearch("bridge (site:westtimes.example)", "en-US", "US"),
    )


def test_norway_and_half_past_twelve_are_not_turned_into_other_things() -> None:
    read = read_topic(PLAIN + "schedule: {time: 12:30, timezone: Europe/Oslo}")
    assert "NO" in read.perspectives[0].countries
    assert read.time == time(12, 30)


@pytest.mark.parametrize(
    ("words", "days"),
    [("5 days", 5), ("5d", 5), ("5", 5), ("1 day", 1), ("2 weeks", 14), ("36 hours", 1.5), ("12h", 0.5)],
)
def test_a_window_can_be_written_in_several_ways(words: str, days: float) -> None:
    assert read_topic(PLAIN + f"window: {words}").window == timedelta(days=days)


@pytest.mark.parametrize(
    ("line", "path", "hint"),
    [
        ("window: five days", "window", "5 days"),
        ("window: 0 days", "window", "5 days"),
        ("window: 5 months", "window", "5 days"),
        ("window: [5]", "window", "5 days"),
        ("layout: columns", "layout", "perspectives or sections"),
        ("articles_per_perspective: many", "articles_per_perspective", "whole number"),
        ("articles_per_perspective: 0", "articles_per_perspective", "1 to 100"),
        ("schedule: {time: 4 am}", "schedule.time", "HH:MM"),
        ("schedule: {time: 24:00}", "schedule.time", "HH:MM"),
        ("schedule: {timezone: Mars/Base}", "schedule.timezone", "Europe/Berlin"),
        ("schedule: {timezone: Europe}", "schedule.timezone", "Europe/Berlin"),
        ("schedule: {zone: UTC}", "schedule.zone", "no such key"),
        ("schedule: 04:00", "schedule", "keys and values"),
        ("colour: blue", "colour", "no such key"),
        ("paused: maybe", "paused", "true or false"),
        ("sections: [{name: Top News}]", "sections[0].description", "is missing"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_write(line: str, path: str, hint: str) -> None:
    [mistake] = mistakes(PLAIN + line)
    assert mistake.startswith(f"{path}: ")
    assert hint in mistake


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("id: east-west", "id: East West", "id"),
        ("name: East and West", "name: [East]", "name"),
        ("[US, NO]", "[UK]", "perspectives[0].outlets.countries[0]"),
        ("[US, NO]", "US", "perspectives[0].outlets.countries"),
        ("{countries: [US, NO]}", "{}", "perspectives[0].outlets"),
        ("[US, NO]", "[US, CN]", "perspectives[1].outlets.countries"),
        ("{id: east,", "{id: west,", "perspectives[1].id"),
        ("https://farwire.example/feed.xml", "ftp://farwire.example", "feeds[0].url"),
        ("url: https://farwire.example/feed.xml", "rss: https://farwire.example", "feeds[0].rss"),
        (", region: US}", "}", "feeds[1].google_news.region"),
        ("language: en-US", "language: English", "feeds[1].google_news.language"),
    ],
)
def test_a_mistake_deep_inside_is_found(good: str, bad: str, path: str) -> None:
    assert good in PLAIN
    assert mistakes(PLAIN.replace(good, bad))[0].startswith(f"{path}: ")


@pytest.mark.parametrize(
    "text", ["", "- a list", "just words", "id: [", "id: a\nid: b", "a: \x00", "&a [*a]", "[" * 5000]
)
def test_anything_at_all_is_a_topic_or_a_named_mistake(text: str) -> None:
    assert mistakes(text)


def test_an_alias_of_a_named_outlet_becomes_its_name() -> None:
    read = read_topic(PLAIN.replace("Far Wire", "FW"), registry=registry())
    assert read.perspectives[1].outlet_names == {"Far Wire"}


def test_all_mistakes_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(PLAIN + "window: x\nlayout: y", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "three.yaml").write_bytes(b"name: \xff")
    (tmp_path / "four.yaml").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load_topics(tmp_path)
    starts = [" ".join(line.split()[1:3]) for line in str(raised.value).splitlines()[1:]]
    assert starts == ["four.yaml: id:", "one.yaml: window:", "one.yaml: layout:", "three.yaml: save", "two.yaml: line"]


def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        load_topics(tmp_path / "nowhere")


def test_the_topics_we_ship_are_usable_and_find_their_sides() -> None:
    outlets = Registry(load_outlets(CONFIG / "outlets.yaml"))
    topics = {shipped.id: shipped for shipped in load_topics(CONFIG / "topics", registry=outlets)}
    assert set(topics) == {"us-china", "china-japan", "china-taiwan", "india-pakistan", "venezuela"}
    sides = {side.id: (side.name, side.countries) for side in topics["us-china"].perspectives}
    china = frozenset({"CN", "HK", "MO"})
    assert sides == {"us": ("United States", frozenset({"US"})), "china": ("China", china)}
    for shipped in topics.values():
        assert (shipped.time, shipped.timezone, shipped.window) == (time(4), "UTC", timedelta(days=5))
        searches = [feed for feed in shipped.feeds if isinstance(feed, GoogleNewsSearch)]
        sites = {site for feed in searches for site in re.findall(r"site:([\w.-]+)", feed.query)}
        reached = {site: shipped.side_of(outlets.find_domain(site)) for site in sites}
        assert None not in reached.values(), f"{shipped.id}: {reached}"
        assert set(reached.values()) == {side.id for side in shipped.perspectives}


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True)


@st.composite
def topics(draw: st.DrawFn) -> Topic:
    countries = draw(st.lists(st.sampled_from(sorted(COUNTRIES)), min_size=2, max_size=6, unique=True))
    return topic(
        id=draw(ids),
        name=draw(words),
        window=timedelta(hours=draw(st.integers(1, 1440))),
        layout=draw(st.sampled_from(["perspectives", "sections"])),
        time=time(draw(st.integers(0, 23)), draw(st.integers(0, 59))),
        timezone=draw(st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns"])),
        articles_per_perspective=draw(st.integers(1, 100)),
        perspectives=(
            Perspective("a", draw(words), frozenset(countries[:1])),
            Perspective("b", draw(words), frozenset(countries[1:]), frozenset(draw(st.sets(st.just("Far Wire"))))),
        ),
        feeds=tuple(draw(st.lists(st.sampled_from(read_topic(PLAIN).feeds), max_size=3))),
        sections=tuple(Section(name, draw(words)) for name in draw(st.lists(words, max_size=2))),
        is_paused=draw(st.booleans()),
    )


@given(topics())
def test_a_topic_written_and_read_is_the_same_topic(any_topic: Topic) -> None:
    assert read_topic(write_topic(any_topic)) == any_topic
