"""The review of a week, from real articles in a real store."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest.articles.own_sentences import is_near
from bot.digest.articles.voices import find_origins
from bot.digest.choose.review_plan import Affair
from bot.digest.choose.selection import Pick, Told
from bot.digest.choose.usable_articles import Candidate
from bot.digest.files.hugo import render_hugo
from bot.digest.files.hugo_digest import hugo_of
from bot.digest.model.digest import Digest
from bot.digest.model.digest_json import pack_digest, unpack_digest
from bot.digest.model.retraction import without_articles
from bot.digest.model.statements import all_sentences, statements
from bot.digest.show.document import BulletItem, Heading, plain_line
from bot.digest.show.html_view import document_html
from bot.digest.show.public_json import digest_json
from bot.digest.show.text_view import document_text
from bot.digest.show.views import digest_document
from bot.digest.stories.grouping import Story
from bot.digest.write.block import Scope
from bot.digest.write.draft import lines_of
from bot.digest.write.review import MOST_IN_WEEK, compose_review
from bot.digest.write.teller import Tally, Teller
from retrieval.articles import Entry
from retrieval.claims import check_claim
from tests.bot.digest.newsroom import (
    DAY,
    EAST_DAILY,
    NOON,
    WEST_HERALD,
    Newsroom,
    entry,
    open_newsroom,
)
from tests.builders import EAST_POST, FAR_WIRE, WEST_TIMES, article, topic
from tests.fakes import ScriptedModel

MONDAY = DAY - timedelta(days=6)
FALL = (
    entry("Span of the Lena bridge between East and West falls, 12 die", outlet=WEST_TIMES, hours_ago=120),
    entry("Lena bridge between East and West falls into the river", outlet=EAST_POST, hours_ago=119),
    entry("Twelve die as Lena bridge between East and West falls", outlet=FAR_WIRE, hours_ago=118),
    entry("East mourns: Lena bridge falls, twelve die", outlet=EAST_DAILY, hours_ago=117),
)
LATER = (
    entry("Divers find the black box of the fallen Lena bridge", outlet=WEST_TIMES, hours_ago=72),
    entry("West sends steel experts to the fallen Lena bridge", outlet=WEST_HERALD, hours_ago=26),
)
GRAIN = (
    entry("The West raises grain tariffs on The East to 15 percent", outlet=WEST_HERALD, hours_ago=20),
    entry("Grain tariffs on The East rise to 15 percent, The West says", outlet=WEST_TIMES, hours_ago=19),
    entry("Farmers fear grain tariffs of The West on The East", outlet=FAR_WIRE, hours_ago=18),
)
EASTERN = tuple(
    entry(title, outlet=EAST_POST if n % 2 else EAST_DAILY, hours_ago=30 + n)
    for n, title in enumerate(
        (
            "East opens a school of ferrymen at the Ob",
            "East counts a record harvest of cherries",
            "Ferrymen of the East ask for warmer boats",
            "East lends two snow leopards to the zoo of Tessaly",
            "Old ferrymen of the East tell their stories",
            "East paints its lighthouses white",
            "Night ferrymen of the East get lanterns",
        )
    )
)
WEEK = (*FALL, *LATER, *GRAIN, *EASTERN)


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    return open_newsroom(tmp_path)


def reviewed(room: Newsroom, *entries: Entry) -> Digest:
    room.publish(*(entries or WEEK))
    return room.editor().build("east-west", MONDAY, now=NOON, last_day=DAY, layout="stories")


def test_the_week_is_led_by_what_mattered_most_not_by_what_is_newest(room: Newsroom) -> None:
    bridge = reviewed(room).stories[0]
    assert "Lena bridge" in bridge.title
    assert bridge.outlets == 5


def test_an_affair_stands_once_with_what_was_new_on_its_other_days(room: Newsroom) -> None:
    review = reviewed(room)
    assert sum("Lena" in story.title for story in review.stories) == 1
    days = [(f"{line.said_on:%d %b}", line.text) for line in review.stories[0].days]
    assert days == [
        ("04 Jan", "Divers find the black box of the fallen Lena bridge."),
        ("06 Jan", "West sends steel experts to the fallen Lena bridge."),
    ]


def test_what_says_the_same_on_another_day_is_no_news(room: Newsroom) -> None:
    again = entry("Lena bridge between East and West falls, twelve die", outlet=WEST_HERALD, hours_ago=70)
    assert reviewed(room, *FALL, again).stories[0].days == ()


def test_no_sentence_stands_twice_and_each_is_cited(room: Newsroom) -> None:
    review = reviewed(room)
    texts = [line.text for line in all_sentences(review)]
    assert not [(one, other) for at, one in enumerate(texts) for other in texts[at + 1 :] if is_near(one, other)]
    sources = {source.n for source in review.sources}
    assert all(line.citations and sources.issuperset(line.citations) for line in all_sentences(review))


def test_it_may_tell_what_the_days_told(room: Newsroom) -> None:
    room.publish(*FALL)
    room.editor().build("east-west", DAY - timedelta(days=4), now=NOON)
    assert "Lena bridge" in reviewed(room).stories[0].title


def test_a_side_is_shown_with_its_words(room: Newsroom) -> None:
    review = reviewed(room)
    east = next(side for side in review.review if side.perspective == "east")
    assert [(each.word, each.headlines) for each in east.words] == [("ferrymen", 4)]
    assert all(each.citation in {source.n for source in review.sources} for each in east.words)


class Deaf:
    """A window in which one side is silent on everything."""

    def silent_sides(self, pick: Pick, *, is_known: object) -> dict[str, int]:
        return {"east": 12}


def test_what_three_origins_told_and_a_side_did_not_is_told_once_among_what_it_left_out() -> None:
    many = [_affair(*line.split("; ")) for line in TOWNS.strip().splitlines()]
    scope = Scope(topic(), Deaf(), lambda _: True, lambda _: "west")  # type: ignore[arg-type]
    teller = Teller(gate=check_claim, names=lambda _: (), told=Told(), tally=Tally())
    draft = compose_review(many, [each for affair in many for each in affair.all_candidates], teller, scope)
    assert len(draft.blocks) == MOST_IN_WEEK
    (east,) = draft.review
    assert (east.side, east.compared, len(east.left_out), east.stressed) == ("east", 12, 2, ())
    told = [line.text for line in lines_of(draft)]
    assert len(told) == len(set(told))


TOWNS = """
Ansel burns its old town hall; Firemen save the archive of Ansel; Ansel mayor resigns after the blaze
Brod wins the rowing cup; Oarsmen of Brod parade through crowds; Brod builds a boathouse for champions
Cray closes two coal mines; Miners of Cray march against closures; Cray pits lose money, owners say
Dorn votes on a tram line; Trams would cost Dorn dear, critics warn; Dorn council splits over rails
Elm finds a Roman mosaic; Diggers uncover dolphins under Elm; Elm museum plans a glass roof
Fenn floods after three days of rain; Dykes break near Fenn; Fenn evacuates its hospital
Gard bans cars from its centre; Shopkeepers sue Gard over the ban; Gard air gets cleaner, doctors find
Holm elects a teacher as mayor; Holm recount confirms the vote; Losing candidate in Holm appeals
Iver sells its airport; Pilots fear for jobs at Iver; Iver airport buyer promises a runway
"""


def _affair(*titles: str) -> Affair:
    outlets = ("West Times", "West Herald", "Far Wire")
    articles = tuple(article(title, id=title, outlet=outlet) for title, outlet in zip(titles, outlets, strict=True))
    story = Story(titles[0], titles[0], titles, ("west",), NOON, NOON, "new", 3, find_origins(articles))
    candidates = tuple(Candidate(each, "west", "news", 0.8) for each in articles)
    return Affair(Pick(story, candidates, 1.0, articles=articles))


def test_it_survives_the_store_and_loses_what_was_retracted(room: Newsroom) -> None:
    review = reviewed(room)
    assert unpack_digest(pack_digest(review)) == review
    divers = review.stories[0].days[0]
    gone = next(source.article_id for source in review.sources if source.n == divers.citations[0])
    assert divers.text not in [line.text for line in all_sentences(without_articles(review, frozenset([gone])))]
    everything = frozenset(source.article_id for source in review.sources)
    emptied = without_articles(review, everything)
    assert not any(side.words or side.stressed or side.left_out for side in emptied.review)


def test_every_form_of_it_tells_the_days_and_the_sides(room: Newsroom) -> None:
    review = reviewed(room)
    document = digest_document(review)
    days = [line.text for line in review.stories[0].days]
    for shown in (document_text(document), document_html(document)):
        assert all(text in shown for text in days)
        assert "The East: stressed and left out" in shown
        assert "4 Jan" in shown and "ferrymen (4)" in shown
    assert json.loads(json.dumps(digest_json(review)))["stories"][0]["days"][0]["text"] == days[0]
    assert digest_json(review)["review"][-1]["words"][0]["word"] == "ferrymen"


def test_the_lists_of_the_older_layouts_have_the_days_as_developments(room: Newsroom) -> None:
    review = replace(reviewed(room), layout="perspectives")
    days = {line.text for line in review.stories[0].days}
    assert days <= {new.text for new in review.developing}
    listed = Counter(line.text for line in statements(review).values())
    assert set(listed.values()) == {1}
    markdown = render_hugo(hugo_of(review))
    assert all(text.removesuffix(".") in markdown for text in days)
    assert markdown.count("Divers find the black box") <= 2  # its line, and the headline among the sources


def test_the_keys_of_sentences_are_those_of_the_bullets_shown(room: Newsroom) -> None:
    review = reviewed(room)
    known = statements(review)
    keyed = [block for block in digest_document(review).blocks if isinstance(block, BulletItem) and block.key]
    assert all(known[block.key].text in plain_line(block.line) for block in keyed)
    assert {block.key for block in keyed} >= {key for key in known if key.startswith("r")}


def test_a_day_has_no_such_end(room: Newsroom) -> None:
    room.publish(*WEEK)
    day = room.editor().build("east-west", DAY, now=NOON, layout="stories")
    assert day.review == ()
    headings = [block.text for block in digest_document(day).blocks if isinstance(block, Heading)]
    assert not any("stressed" in text for text in headings)
    assert not any(story.days for story in day.stories)


def test_a_span_without_articles_is_an_empty_review(room: Newsroom) -> None:
    review = room.editor().build("east-west", MONDAY, now=NOON, last_day=DAY, layout="stories")
    assert review.stories == () == review.review


def test_a_model_that_says_nothing_better_leaves_every_line_in_its_place(room: Newsroom) -> None:
    """Each line keeps its place: what was said of a day is not what a side left out."""
    room.publish(*WEEK)
    model = ScriptedModel(*[json.dumps({"sentences": []})] * 40)
    plain = room.editor().edit("east-west", MONDAY, now=NOON, last_day=DAY, layout="stories").digest
    asked = room.editor(model=model).edit("east-west", MONDAY, now=NOON, last_day=DAY, layout="stories").digest
    assert (asked.stories, asked.review) == (plain.stories, plain.review)
    assert model.history
