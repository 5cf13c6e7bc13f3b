from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.digest.articles.own_sentences import is_near
from bot.digest.model.digest import Digest
from bot.digest.model.statements import statements
from retrieval.claims import Verdict
from retrieval.errors import BadInput
from retrieval.sources.topics import Section
from tests.bot.digest.newsroom import (
    BRIDGE_WEST,
    DAY,
    DUE,
    EVERYTHING,
    GRAIN_WEST,
    NOON,
    WEST_HERALD,
    Newsroom,
    entry,
    open_newsroom,
)
from tests.builders import EAST_POST, FAR_WIRE, topic

TOPIC = "east-west"
NEXT_DAY = DAY + timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return open_newsroom(tmp_path)


def said(digest: Digest) -> list[tuple[str, tuple[int, ...]]]:
    """Every sentence of a digest with its citations."""
    return [(each.text, each.citations) for each in statements(digest).values()]


def test_a_digest_sets_one_story_of_two_sides_side_by_side_and_names_the_contradiction(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    (clash,) = digest.stories[0].contradictions
    assert clash.about == "deaths: 12 (West Times) against 20 (East Post)"
    (bridge,) = digest.differences
    assert [side.perspective for side in bridge.sides] == ["west", "east"]
    assert bridge.contradiction == clash.about


def test_a_bound_that_allows_the_other_number_contradicts_nothing(room: Newsroom) -> None:
    """ "At least 12" was set against 20 as a contradiction."""
    bound = replace(BRIDGE_WEST, text=BRIDGE_WEST.text.replace("In all 12", "At least 12"))
    room.publish(bound, *EVERYTHING[1:])
    assert not [each for story in room.editor().build(TOPIC, DAY, now=NOON).stories for each in story.contradictions]


def test_a_bare_headline_is_not_set_against_a_sentence(room: Newsroom) -> None:
    room.publish(
        BRIDGE_WEST, entry("Inside the fears of Western engineers: the Lena bridge and its 12 dead", outlet=EAST_POST)
    )
    assert not room.editor().build(TOPIC, DAY, now=NOON).differences


def test_every_sentence_is_cited_and_attributed_to_the_outlet_it_cites(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    outlets = {source.n: source.outlet for source in digest.sources}
    assert len(said(digest)) >= 4
    assert all(each.said_by[0] == outlets[each.citations[0]] for each in statements(digest).values())
    assert all(
        each.said_on is not None and not each.text.startswith(each.said_by) for each in statements(digest).values()
    )


def test_sources_are_numbered_from_one_with_the_first_side_first_and_sides_come_from_outlets(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    assert [source.n for source in digest.sources] == list(range(1, len(digest.sources) + 1))
    sides = [source.perspective for source in digest.sources]
    assert sides == sorted(sides, key=["west", "east"].index)
    assert {source.perspective for source in digest.sources if source.outlet.startswith("East")} == {"east"}


def test_no_two_sentences_of_a_digest_tell_the_same(room: Newsroom) -> None:
    again = replace(GRAIN_WEST, url="https://westtimes.example/news/grain", outlet="West Times")
    room.publish(*EVERYTHING, again)
    texts = [text for text, _ in said(room.editor().build(TOPIC, DAY, now=NOON))]
    assert not [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :] if is_near(one, other)]


def test_what_the_gate_refuses_is_not_written_and_counted(room: Newsroom) -> None:
    room.publish(*EVERYTHING)

    def no_leopards(claim: str, sources: Sequence[str]) -> Verdict:
        return Verdict("leopards" not in claim, "leopards", "verbatim")

    edition = room.editor(gate=no_leopards).edit(TOPIC, DAY, now=NOON)
    assert not [text for text, _ in said(edition.digest) if "leopards" in text]
    assert edition.report.rejected["gate: leopards"] >= 1


def test_a_digest_is_made_once_and_anew_only_when_asked(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST)
    first = room.editor().build(TOPIC, DAY, now=NOON)
    room.publish(GRAIN_WEST)
    assert room.editor().build(TOPIC, DAY, now=NOON) == first
    again = room.editor().build(TOPIC, DAY, now=NOON, rebuild=True)
    assert len(again.sources) == len(first.sources) + 1


def test_building_twice_from_the_same_articles_gives_the_same_digest(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    first = room.editor().build(TOPIC, DAY, now=NOON)
    assert room.editor().build(TOPIC, DAY, now=NOON, rebuild=True) == first


def test_an_article_published_after_the_digests_time_does_not_count(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST, entry("West closes all ports of Ansel to the East", hours_ago=-3))
    titles = {source.title for source in room.editor().build(TOPIC, DAY, now=NOON).sources}
    assert titles == {BRIDGE_WEST.title}


def test_before_its_time_a_digest_knows_what_was_published_until_now(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST, replace(GRAIN_WEST, published=DUE - timedelta(hours=1)))
    early = room.editor().build(TOPIC, DAY, now=DUE - timedelta(hours=2))
    assert {source.title for source in early.sources} == {BRIDGE_WEST.title}


def test_nothing_is_repeated_the_next_day(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    editor = room.editor()
    editor.build(TOPIC, DAY, now=NOON)
    assert said(editor.build(TOPIC, NEXT_DAY, now=NOON + timedelta(days=1))) == []


def test_what_is_new_in_a_told_story_is_told_as_developing(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    editor = room.editor()
    editor.build(TOPIC, DAY, now=NOON)
    room.publish(
        entry(
            "East rescuers leave Lena bridge as Western minister orders towers blown up",
            "The Western roads minister ordered the towers of the Lena bridge blown up by Friday after rescue teams left. "
            "The span of the Lena bridge fell on Monday and 20 people died.",
            hours_ago=-20,
        ),
        now=NOON + timedelta(days=1),
    )
    digest = editor.build(TOPIC, NEXT_DAY, now=NOON + timedelta(days=1))
    (news,) = digest.developing
    assert "blown up" in news.text
    assert news.since == date(2026, 1, 6)
    assert said(digest) == [(news.text, news.citations)]


def test_a_side_without_articles_is_said_and_not_filled(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST)
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    assert digest.perspectives[1].bullets == ()
    assert any("The East" in note for note in digest.notes)


def test_an_outlet_of_no_side_fills_none(room: Newsroom) -> None:
    room.publish(BRIDGE_WEST, entry("West and East discuss the fallen Lena bridge", outlet=FAR_WIRE))
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    assert {source.perspective for source in digest.sources if source.outlet == "Far Wire"} == {""}
    assert not [line for side in digest.perspectives for line in side.bullets if line.said_by == ("Far Wire",)]


def test_one_outlet_never_fills_a_side(room: Newsroom) -> None:
    verbs = ["opens", "closes", "buys", "sells", "bans", "wins", "loses", "builds", "burns", "hides", "counts", "moves"]
    things = [
        "harbour",
        "library",
        "orchard",
        "railway",
        "stadium",
        "brewery",
        "museum",
        "tunnel",
        "airport",
        "reservoir",
    ]
    room.publish(
        *(
            entry(f"West {verb} {thing} near the East in month {n}")
            for n, (verb, thing) in enumerate(zip(verbs, things, strict=False))
        )
    )
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    assert len([source for source in digest.sources if source.outlet == "West Times"]) <= 5


def test_a_retracted_article_takes_its_sentences_with_it(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    before = room.editor().build(TOPIC, DAY, now=NOON)
    lost = next(source for source in before.sources if source.outlet == "East Daily")
    room.store.retract(lost.article_id, now=NOON)
    after = room.editor().build(TOPIC, DAY, now=NOON)
    assert lost.article_id not in {source.article_id for source in after.sources}
    assert not [text for text, _ in said(after) if text.startswith("East Daily")]
    numbers = {source.n for source in after.sources}
    assert all(n in numbers for _, citations in said(after) for n in citations)
    assert room.digests.get(TOPIC, DAY) == after


def test_a_week_has_one_digest_of_its_own(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    editor = room.editor()
    editor.build(TOPIC, DAY, now=NOON)
    week = editor.build(TOPIC, DAY - timedelta(days=6), now=NOON, last_day=DAY)
    assert week.id == "east-west/2026-01-01..2026-01-07"
    assert len(said(week)) >= 4


def test_an_unknown_topic_or_a_day_to_come_is_said_in_a_sentence(room: Newsroom) -> None:
    with pytest.raises(BadInput, match="no topic “north-south”"):
        room.editor().build("north-south", DAY, now=NOON)
    with pytest.raises(BadInput, match="has not begun"):
        room.editor().build(TOPIC, DAY + timedelta(days=2), now=NOON)


def test_sections_hold_headlines_with_paragraphs_and_follow_the_section_an_article_carries(tmp_path: Path) -> None:
    sections = (
        Section("Front", "bridges and rivers"),
        Section("Trade", "tariffs and grain"),
        Section("Rest", "animals"),
    )
    room = open_newsroom(tmp_path, about=topic(layout="sections", sections=sections))
    room.publish(*EVERYTHING[:3], replace(EVERYTHING[3], section="Front"))
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    headlines = {section.name: [item.headline for item in section.items] for section in digest.sections}
    assert EVERYTHING[3].title in headlines["Front"]
    assert headlines["Trade"] == [GRAIN_WEST.title]
    assert all(item.text and item.citations for section in digest.sections for item in section.items)


def test_an_opinion_says_so_in_a_section_too(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path, about=topic(layout="sections", sections=(Section("Front", "grain and tariffs"),)))
    room.publish(entry("Opinion | Grain tariffs of the West punish its own bakers"))
    digest = room.editor().build(TOPIC, DAY, now=NOON)
    (item,) = digest.sections[0].items
    assert item.headline == "Grain tariffs of the West punish its own bakers (opinion)"


def test_an_opinion_is_no_news_of_a_told_story_and_the_story_keeps_the_name_it_was_told_under(room: Newsroom) -> None:
    room.publish(*EVERYTHING)
    editor = room.editor()
    told = editor.build(TOPIC, DAY, now=NOON)
    later = "East rescuers leave Lena bridge after 20 die as Western minister orders towers blown up"
    text = (
        "The Western roads minister ordered the towers of the Lena bridge blown up by Friday after rescue teams left. "
        "A span of the Lena bridge fell on Monday and 20 people were killed, the river authority in Western Ansel said."
    )
    room.publish(
        entry(later, text, hours_ago=-20),
        entry(f"Opinion | {later} at last", text.replace("Friday", "Sunday"), outlet=WEST_HERALD, hours_ago=-21),
        now=NOON + timedelta(days=1),
    )
    (news,) = editor.build(TOPIC, NEXT_DAY, now=NOON + timedelta(days=1)).developing
    assert "(opinion)" not in news.text
    assert news.story in {source.title for source in told.sources}


def test_a_digest_made_before_its_hour_is_made_anew_when_it_is_due(tmp_path: Path) -> None:
    room = open_newsroom(tmp_path)
    early, due = NOON.replace(hour=0, minute=40), NOON.replace(hour=4)
    room.publish(EVERYTHING[0], now=early - timedelta(hours=2))
    editor = room.editor()
    night = editor.build("east-west", NOON.date(), now=early)
    assert editor.build("east-west", NOON.date(), now=early + timedelta(minutes=10)).built_at == night.built_at
    assert editor.build("east-west", NOON.date(), now=early + timedelta(minutes=40)).built_at > early
    morning = editor.build("east-west", NOON.date(), now=due)
    assert morning.built_at == due
    assert editor.build("east-west", NOON.date(), now=due + timedelta(hours=9)).built_at == due
    room.database.close()
