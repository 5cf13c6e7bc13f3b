"""The digest by story, from real articles in a real store."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.articles.own_sentences import is_near, is_retold
from bot.digest.model.digest import Digest
from bot.digest.model.statements import all_sentences, statements
from bot.digest.write.composer import LEAST_BLOCKS, MOST_ALSO
from retrieval.articles import Entry
from retrieval.sources.outlets import Outlet
from tests.bot.digest.newsroom import (
    BRIDGE_EAST,
    BRIDGE_WEST,
    DAY,
    EAST_DAILY,
    EVERYTHING,
    NOON,
    WEST_HERALD,
    Newsroom,
    entry,
    open_newsroom,
)
from tests.builders import EAST_POST, FAR_WIRE

TOPIC = "east-west"


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return open_newsroom(tmp_path)


def made(room: Newsroom, *entries: Entry) -> Digest:
    room.publish(*entries)
    return room.editor().build(TOPIC, DAY, now=NOON)


def test_a_story_of_both_sides_is_one_block_with_each_side_in_its_own_words(room: Newsroom) -> None:
    bridge, *_ = made(room, *EVERYTHING).stories
    assert bridge.outlets == 2 and bridge.is_new
    told = {name for line in bridge.lines for name in line.said_by}
    assert told == {"West Times", "East Post"}
    assert bridge.contradictions[0].about == "deaths: 12 (West Times) against 20 (East Post)"


def test_no_sentence_stands_twice_whatever_the_layout(room: Newsroom) -> None:
    digest = made(room, *EVERYTHING)
    texts = [line.text for line in all_sentences(digest)]
    assert not [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :] if is_near(one, other)]
    listed = [line.text for line in statements(replace(digest, layout="perspectives")).values()]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(texts)


def test_every_sentence_is_one_outlets_word(room: Newsroom) -> None:
    digest = made(room, *EVERYTHING, replace(BRIDGE_WEST, url="https://westherald.example/b", outlet="West Herald"))
    assert all(len(line.said_by) == len(line.citations) == 1 for line in all_sentences(digest))


def test_who_only_prints_the_same_is_named_and_counted_as_one_origin(room: Newsroom) -> None:
    again = replace(BRIDGE_EAST, url="https://eastdaily.example/b", outlet=EAST_DAILY.name)
    digest = made(room, BRIDGE_EAST, again)
    bridge, *_ = digest.stories
    assert (bridge.outlets, bridge.origins) == (2, 1)
    (named,) = [digest.sources[n - 1].outlet for n in bridge.also_by]
    assert {(named,), *(line.said_by for line in bridge.lines)} == {("East Post",), ("East Daily",)}


def test_an_outlet_of_neither_side_may_tell_the_story_and_stands_under_no_side(room: Newsroom) -> None:
    far = entry(
        "Far islands send divers as Lena bridge toll reaches 20",
        "A span of the Lena bridge fell, and rescue teams counted 20 people dead. "
        "The Far islands send forty divers with two cranes to the Lena bridge, Envoy Marlo announced.",
        outlet=FAR_WIRE,
    )
    digest = made(room, *EVERYTHING, far)
    bridge, *_ = digest.stories
    assert ("Far Wire",) in {line.said_by for line in bridge.lines}
    assert ("Far Wire",) not in {line.said_by for side in bridge.sides for line in side.lines}


def test_an_opinion_heads_no_block(room: Newsroom) -> None:
    digest = made(room, entry("Opinion | The West must answer the East on grain", outlet=WEST_HERALD))
    assert not [line for story in digest.stories for line in story.what if line.is_opinion]


def test_of_a_told_story_only_what_is_new_is_told_with_the_day_it_began(room: Newsroom) -> None:
    made(room, *EVERYTHING)
    later = entry(
        "East rescuers leave Lena bridge after 20 die as Western minister orders towers blown up",
        "The Western roads minister ordered the towers of the Lena bridge blown up by Friday after rescue teams left. "
        "A span of the Lena bridge fell on Monday and 20 people were killed, the river authority in Western Ansel said.",
        hours_ago=-20,
    )
    room.publish(later, now=NOON + timedelta(days=1))
    (story,) = room.editor().build(TOPIC, DAY + timedelta(days=1), now=NOON + timedelta(days=1)).stories
    assert not story.is_new
    assert f"{story.since}" == "2026-01-06"
    assert len(story.lines) == 1
    assert story.known_as != story.title


def spanish(title: str, *, outlet: Outlet = FAR_WIRE) -> Entry:
    return replace(entry(title, outlet=outlet), language="es")


def test_the_title_is_in_the_readers_language_where_an_account_of_it_is(room: Newsroom) -> None:
    far = spanish("La torre del puente Lena se derrumba y mueren 12 personas en Ansel")
    again = replace(far, url="https://farwire.example/b", title=f"{far.title}, según los bomberos")
    own = entry("Tower of Lena bridge falls and 12 people die in Ansel", outlet=WEST_HERALD)
    digest = made(room, far, again, own)
    assert next(story.title for story in digest.stories) == own.title


def test_a_side_that_agrees_still_speaks_in_the_sentence_in_which_somebody_of_it_speaks(room: Newsroom) -> None:
    west = entry("West and East sign a pact on fishing in the Lena gulf", outlet=WEST_HERALD)
    east = entry(
        "East and West sign fishing pact on Lena gulf",
        "A pact on fishing in the Lena gulf was signed in Ansel by the West and the East on Monday. "
        "East minister Orla Venn rejected that the pact on fishing in the Lena gulf “sells the sea of our children”.",
        outlet=EAST_POST,
    )
    story = made(room, west, east).stories[0]
    (side,) = story.sides
    assert (side.perspective, side.lines[0].said_by) == ("east", ("East Post",))
    assert "Orla Venn rejected" in side.lines[0].text


def test_a_side_that_only_says_the_same_is_named_among_those_who_report_it(room: Newsroom) -> None:
    west = entry("West and East sign a pact on fishing in the Lena gulf", outlet=WEST_HERALD)
    east = entry("East and West sign new pact on fishing in Lena gulf", outlet=EAST_POST)
    digest = made(room, west, east)
    assert not digest.stories[0].sides
    assert len(digest.stories[0].also_by) == 1


def test_a_thin_day_has_two_blocks_and_more_lines(room: Newsroom) -> None:
    titles = (
        "West and East argue about grain tariffs",
        "East sends a ferry to the West after the storm",
        "Opera singer of the West moves to the East",
        "West dims the lights of its lighthouses before the East does",
        "Tunnel drill of the East reaches the West",
        "East sells its cherry harvest to the West",
        "West lends a violin to the museum of the East",
        "Teachers of the East visit schools in the West",
    )
    outlets = (WEST_HERALD, EAST_POST, FAR_WIRE, EAST_DAILY) * 2
    day = [entry(title, outlet=outlet) for title, outlet in zip(titles, outlets, strict=True)]
    digest = made(room, *day)
    assert len(digest.stories) <= LEAST_BLOCKS
    assert len(digest.also) >= MOST_ALSO


QUOTED_FIRST = (
    "“The grain tariffs of the West stay at 15 percent,” the trade office of the West said in Ansel on Tuesday."
)


@pytest.mark.parametrize("opening", [QUOTED_FIRST, ""])
def test_a_lead_is_two_sentences_of_two_stories_and_opens_with_no_quote(room: Newsroom, opening: str) -> None:
    """ "“Zero chance,” Paul said" was the first thing a reader met: of which Paul, and of what, came two stories later."""
    grain = [
        entry(
            f"West raises grain tariffs on the East to 15 percent, {name} reports",
            opening
            or "The West raised its grain tariffs on the East to 15 percent on Tuesday, the trade office in Western Ansel said.",
            outlet=outlet,
        )
        for name, outlet in (("Herald", WEST_HERALD), ("Daily", EAST_DAILY))
    ]
    lead = made(room, BRIDGE_WEST, BRIDGE_EAST, *grain).lead
    assert len(lead) == (0 if opening else 2)
    assert not [line for line in lead if line.text.startswith("“")]


GRAIN_OPENING = (
    "The West raised its grain tariffs on the East to 15 percent on Tuesday, the trade office in Western Ansel said."
)
GRAIN_TITLE = "West raises grain tariffs on the East to 15 percent"


def grain_day(*further: Entry) -> list[Entry]:
    """Two stories of both sides with texts: the bridge, and the tariffs."""
    west = entry(GRAIN_TITLE, GRAIN_OPENING, outlet=WEST_HERALD)
    east = entry(
        "Grain tariffs of the West rise to 15 percent",
        "Grain tariffs on the East rise to 15 percent, the West decided on Tuesday. "
        "East minister Orla Venn called the grain tariffs “a toll on bread” and demanded talks in Tessaly.",
        outlet=EAST_DAILY,
    )
    return [BRIDGE_WEST, BRIDGE_EAST, west, east, *further]


def test_what_the_lead_tells_is_not_told_again_by_the_title_of_the_block(room: Newsroom) -> None:
    digest = made(room, *grain_day())
    assert len(digest.lead) == 2
    leading = [line.text for line in digest.lead]
    told = [*leading, *(line.text for story in digest.stories for line in story.lines)]
    assert "Grain tariffs · West" in [story.title for story in digest.stories]
    assert not [
        line for story in digest.stories for line in story.what if any(is_retold(line.text, text) for text in leading)
    ]
    assert not [(one, other) for at, one in enumerate(told) for other in told[at + 1 :] if is_near(one, other)]


def test_a_block_that_the_lead_told_adds_what_a_side_says(room: Newsroom) -> None:
    digest = made(room, *grain_day())
    assert any("a toll on bread" in line.text for story in digest.stories for line in story.lines)


def test_a_side_whose_only_sentences_repeat_what_happened_is_named_and_has_no_line(room: Newsroom) -> None:
    west = entry(GRAIN_TITLE, outlet=WEST_HERALD)
    east = entry(
        "Grain tariffs hit East",
        "The West has raised grain tariffs on goods of the East to 15 percent as of Tuesday morning.",
        outlet=EAST_POST,
    )
    story = made(room, west, east).stories[0]
    assert not story.sides
    assert [len(story.also_by), story.outlets] == [1, 2]


def test_an_account_that_leans_on_its_article_is_no_line_of_a_side(room: Newsroom) -> None:
    west = entry("West and East sign a pact on fishing in the Lena gulf", outlet=WEST_HERALD)
    east = entry(
        "Fishing pact of West and East on Lena gulf: Venn objects",
        "East minister Orla Venn spoke in Ansel. The quota leaves Eastern boats of the Lena gulf with 40 tons a year, Venn said.",
        outlet=EAST_POST,
    )
    story = made(room, west, east).stories[0]
    assert not [line.text for line in story.lines if line.text.startswith("The quota")]


def test_a_block_that_no_side_adds_to_tells_more_of_what_happened(room: Newsroom) -> None:
    fuller = (
        "A pact on fishing that both fleets signed in Ansel on Monday gives each 40 tons a year in the gulf and sends inspectors of "
        "Tessaly aboard."
    )
    west = entry("West and East sign a pact on fishing in the Lena gulf", fuller, outlet=WEST_HERALD)
    east = entry("East and West sign new pact on fishing in Lena gulf", outlet=EAST_POST)
    story = made(room, west, east).stories[0]
    assert [line.text for line in story.what[1:]] == [fuller]


def test_a_side_that_only_announces_the_same_is_folded(room: Newsroom) -> None:
    west = entry(GRAIN_TITLE, outlet=WEST_HERALD)
    east = entry(
        "Dearer bread in East",
        "The West announced on Tuesday that it would raise grain tariffs on the East to 15 percent as its trade office had planned "
        "since spring.",
        outlet=EAST_POST,
    )
    assert not made(room, west, east).stories[0].sides
