from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest.files.hugo import is_hugo, parse_hugo, render_hugo
from bot.digest.files.hugo_digest import digest_of, digest_sources, hugo_of
from bot.digest.files.hugo_lines import (
    Item,
    Kept,
    SourceLine,
    escape,
    markdown_url,
    one_line,
    read_line,
    unescape,
    write_line,
)
from bot.digest.files.import_entries import source_entry
from bot.digest.model.digest import Bullet, Development, Difference, Digest, Side, SideStatement
from retrieval.errors import ParseError
from retrieval.instants import day_alone
from tests.bot.digest.samples import DAY, digest, newsletter, source

pytestmark = pytest.mark.slow

SHARED = Path(__file__).parents[5] / "shared"

FIRST_STYLE = """---
title: "Lena News - 2025-02-03"
date: 2025-02-03T10:00:00.000Z
topic: lena
topicName: "Lena"
sources: ["Lena Post", "The "Far" Wire"]
articleCount: 2
lenanSources: 1
internationalSources: 1
draft: false
---

## Inside Lena (Lenan Sources)

### Key Points

- The ferry stopped.

Lena Post wrote at length
about the ferry.

## International Perspective (US/International Sources)

No international sources available for this time period.

## Key Differences in Coverage

- Only Lena Post named the captain.

## Overall Summary

The ferry stopped, and the bridge opened.

## Weather

Sunny.

## Sources

This summary is based on 2 articles from the following sources:

1. [es-LE] [[Video] "El ferry" (parte 2)](https://lenapost.example/a_(b)) - Lena Post | Diario (sur) - Lena (2/3/2025)
2. [Far ferry](https://farwire.example/1) - Far Wire (Invalid Date)
"""

OURS = """---
title: "East and West News - 2026-01-07"
date: 2026-01-07T04:00:00.000Z
topic: east-west
topicName: "East and West"
sources: ["West Times", "East Post"]
articleCount: 3
perspectives:
  - id: "west"
    name: "The West"
    count: 2
  - id: "east"
    name: "The East"
    count: 1
westSources: 2
eastSources: 1
draft: false
---

## Overall Highlights

- The Lena bridge opened after nine years. [1][2]

<!--more-->

## The West Perspective (The West Sources)

- West Times counted 300 cars in the first hour. [1]

## The East Perspective (The East Sources)

- East Post put the cost at 4 billion. [2]

## Sources

This summary is based on 3 articles from the following sources:

1. [en-US] [Bridge report 1](https://westtimes.example/bridge-1) - West Times (1/7/2026)
2. [en-US] [Bridge report 2](https://eastpost.example/bridge-2) - East Post (1/7/2026)
3. [en-US] [Bridge report 3](https://westtimes.example/bridge-3) - West Times (1/7/2026)

## Where They Differ

### Lena bridge

- **The West:** West Times wrote of 12 injured. [1]
- **The East:** East Post wrote of 20 injured. [2]

They contradict each other: injured: 12 against 20

## Told by One Side Only

- **The West:** Only West Times reported the strike. [3]

## Developing

- **Ferry talks (since 2026-01-05):** The ferries stopped on Tuesday. [3]

## Notes

- The East had few articles today.
"""


def test_our_digest_reads_like_this() -> None:
    assert render_hugo(hugo_of(digest())) == OURS


def test_our_digest_is_read_back_whole() -> None:
    hugo = parse_hugo(OURS)
    named = [
        replace(found, perspective=was.perspective)
        for found, was in zip(digest_sources(hugo), digest().sources, strict=True)
    ]
    read = digest_of(hugo, named)
    blank = tuple(
        replace(was, article_id="", story="", published=found.published)
        for found, was in zip(named, digest().sources, strict=True)
    )
    assert read == replace(digest(), sources=blank, writer="imported")


def test_who_says_a_sentence_is_read_back_from_our_file_and_no_word_of_it_changes() -> None:
    spoken = (Bullet("The bridge opened.", (1, 2), ("West Times", "East Post")), Bullet("Fog.", (2,), ("East Post",)))
    new = Development("Ferries rest.", (3,), ("West Times",), story="Ferries", since=date(2026, 1, 5))
    text = render_hugo(hugo_of(digest(highlights=spoken, developing=(new,))))
    assert "- West Times, East Post: The bridge opened. [1][2]" in text
    read = digest_of(parse_hugo(text), digest_sources(parse_hugo(text)))
    assert (read.highlights, read.developing) == (spoken, (new,))
    assert render_hugo(parse_hugo(text)) == text


def test_a_newsletter_is_read_back_whole() -> None:
    hugo = parse_hugo(render_hugo(hugo_of(newsletter())))
    assert digest_of(hugo, digest_sources(hugo)).sections == newsletter().sections
    assert digest_of(hugo, ()).layout == "sections"


def test_the_oldest_style_gives_the_same_bytes_and_is_understood() -> None:
    hugo = parse_hugo(FIRST_STYLE)
    read = digest_of(hugo, digest_sources(hugo))
    assert render_hugo(hugo) == FIRST_STYLE
    assert hugo.front.sources == ("Lena Post", 'The "Far" Wire')
    assert read.day == date(2025, 2, 3)
    assert [bullet.text for bullet in read.highlights] == ["The ferry stopped, and the bridge opened."]
    assert [(side.id, side.name) for side in read.perspectives] == [
        ("lenan", "Lena"),
        ("international", "International"),
    ]
    assert [bullet.text for bullet in read.perspectives[0].bullets] == [
        "The ferry stopped.",
        "Lena Post wrote at length about the ferry.",
    ]
    assert read.perspectives[1].bullets == ()
    assert read.differences == (Difference("Only Lena Post named the captain.", ()),)
    assert [section.name for section in read.sections] == ["Weather"]


def test_sources_with_brackets_quotes_pipes_and_dashes_are_taken_apart() -> None:
    first, second = parse_hugo(FIRST_STYLE).sources
    assert first == SourceLine(
        1,
        '[Video] "El ferry" (parte 2)',
        "https://lenapost.example/a_(b)",
        "Lena Post | Diario (sur) - Lena",
        date(2025, 2, 3),
        "es-LE",
    )
    assert (second.locale, second.title, second.outlet, second.day) == ("", "Far ferry", "Far Wire", None)


def test_a_day_without_an_hour_stays_a_day() -> None:
    hugo = parse_hugo(
        OURS.replace("3](https://westtimes.example/bridge-3) - West Times (1/7/", "3](u) - West Times (1/6/")
    )
    assert [found.published for found in digest_sources(hugo)] == [
        day_alone(date(2026, 1, 7)),
        day_alone(date(2026, 1, 7)),
        day_alone(date(2026, 1, 6)),
    ]


def test_a_source_without_a_day_stays_undated_and_is_written_so() -> None:
    hugo = parse_hugo(OURS.replace("West Times (1/7/2026)", "West Times (Invalid Date)"))
    undated = [source for source in digest_sources(hugo) if not source.is_dated]
    assert [source.outlet for source in undated] == ["West Times"] * len(undated) != []
    assert source_entry(undated[0], "east-west").published is None
    rendered = render_hugo(hugo_of(digest_of(hugo, undated)))
    assert "West Times (undated)" in rendered


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r\n", 3),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("draft: false", "draft:   false\nmood: [odd"),
        lambda text: text.replace("- The", "*   The"),
        lambda text: text.replace("opened", "<b>*opened*</b> &amp; \\ {{< x >}}"),
    ],
)
def test_whatever_was_done_to_a_file_it_is_written_as_it_was(change: object) -> None:
    text = change(OURS)  # type: ignore[operator]
    assert render_hugo(parse_hugo(text)) == text
    assert len(parse_hugo(text).sources) == 3
    assert parse_hugo(text).front.topic == "east-west"


@pytest.mark.parametrize("text", ["", "hello", "---\ntitle: x\n", "---\ntitle: x\n---\nno topic"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(ParseError):
        parse_hugo(text)


def test_a_digest_file_is_known_by_its_first_line() -> None:
    assert is_hugo(OURS)
    assert is_hugo("\ufeff---\r\n")
    assert not is_hugo("Daily Buzz: 7 January 2026\n---\n")


HOSTILE = '<script>alert(1)</script> ](https://evil.example) [9] --- "q" {{< x >}} `c` &lt; a\nb \\'


def test_hostile_words_are_shown_as_words_and_come_back() -> None:
    changed = digest(
        title=HOSTILE,
        highlights=(Bullet(HOSTILE, (1,)), Bullet("1. one", (1,)), Bullet("--- ", (2,))),
        sources=(source(1, title=HOSTILE, outlet=HOSTILE, url="https://a.example/x y)(<"),),
    )
    text = render_hugo(hugo_of(changed))
    flat = " ".join(HOSTILE.split())
    assert "<script>" not in text.split("---\n", 2)[2]
    assert "{{<" not in text.split("---\n", 2)[2]
    read = digest_of(parse_hugo(text), digest_sources(parse_hugo(text)))
    assert [bullet.text for bullet in read.highlights] == [flat, "1. one", "---"]
    assert [bullet.citations for bullet in read.highlights] == [(1,), (1,), (2,)]
    assert (read.title, read.sources[0].title, read.sources[0].outlet) == (flat, flat, flat)
    assert read.sources[0].url == "https://a.example/x%20y)(%3C"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "https:///x", "ftp://a.example/", "http://[bad"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert markdown_url(url) == ""


def test_a_side_without_articles_is_said_and_not_read_as_a_sentence() -> None:
    text = render_hugo(hugo_of(digest(perspectives=(Side("east", "The East", (), ()),), highlights=())))
    assert "- No The East sources available for this time period." in text
    read = digest_of(parse_hugo(text), ())
    assert read.perspectives[0].bullets == ()
    assert read.highlights == ()


def test_a_week_names_its_last_day() -> None:
    week = digest(day=date(2026, 1, 1), last_day=DAY, title="East and West News - week")
    text = render_hugo(hugo_of(week))
    assert "lastDate: 2026-01-07\n---" in text
    assert digest_of(parse_hugo(text), ()).last_day == DAY


words = st.text(min_size=1, max_size=60).filter(lambda text: bool(one_line(text)))


@given(words)
def test_escaped_text_comes_back(text: str) -> None:
    assert unescape(escape(text, is_start=True)) == text


@given(st.text(max_size=200))
def test_any_line_is_written_as_it_was_read(text: str) -> None:
    for is_source in (False, True):
        assert write_line(read_line(text, is_source=is_source)) == text


@given(st.text(max_size=400), st.sampled_from(["\n", "\r\n"]))
def test_any_body_is_written_as_it_was(body: str, newline: str) -> None:
    text = newline.join(["---", "topic: x", "---", "", "## Sources", body])
    assert render_hugo(parse_hugo(text)) == text


@settings(max_examples=60)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=4))
def test_what_we_render_is_parsed_without_keeping_any_line_raw(texts: list[tuple[str, str, str]]) -> None:
    made = _digest_of(texts)
    text = render_hugo(hugo_of(made))
    hugo = parse_hugo(text)
    assert render_hugo(hugo) == text
    assert hugo.front_raw is None
    assert not [line for section in hugo.sections for line in section.lines if isinstance(line, Kept)]
    again = digest_of(hugo, digest_sources(hugo))
    assert render_hugo(hugo_of(replace(again, perspectives=made.perspectives))) == text


def _digest_of(texts: list[tuple[str, str, str]]) -> Digest:
    sources = tuple(source(n, title=title, outlet=outlet) for n, (title, outlet, _) in enumerate(texts, 1))
    bullets = tuple(Bullet(text, (n,)) for n, (_, _, text) in enumerate(texts, 1))
    told = SideStatement(texts[0][2], (1,), perspective="west")
    return digest(
        sources=sources,
        highlights=bullets,
        one_sided=(told,),
        differences=(Difference(texts[0][0], (told,), texts[0][2]),),
    )


def test_an_item_with_brackets_at_its_end_keeps_them() -> None:
    assert read_line(write_line(Item("see [3]", ()))) == Item("see [3]", ())
    assert read_line(write_line(Item("see [3]", (1, 2)))) == Item("see [3]", (1, 2))


@pytest.mark.skipif(not (SHARED / "archive").is_dir(), reason="the shared archive is not beside the checkout")
def test_every_archived_digest_is_parsed_and_written_byte_for_byte() -> None:
    files = [*sorted((SHARED / "archive").glob("*.md")), *(SHARED / "seeds").glob("000_*")]
    assert len(files) == 127
    for file in files:
        text = file.read_bytes().decode()
        hugo = parse_hugo(text)
        read = digest_of(hugo, digest_sources(hugo))
        assert render_hugo(hugo) == text, file.name
        assert len(hugo.sources) == hugo.front.article_count, file.name
        assert {found.outlet for found in hugo.sources} == set(hugo.front.sources), file.name
        assert all(found.day and found.title and found.url for found in hugo.sources), file.name
        assert [side.id for side in read.perspectives] == ["us", "china"]
        assert all(
            side.bullets or count == 0 for side, (_, count) in zip(read.perspectives, hugo.front.counts, strict=True)
        )
