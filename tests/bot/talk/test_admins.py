"""What admins do, step by step and in one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery.ports import Part, Place
from bot.digest.model.writer_store import WriterStore, Written
from bot.talk.admin.topic_form import FORM
from bot.talk.frame.model_figures import ModelFigures
from retrieval.budget import Prices, TokenBudget, UseStore
from retrieval.ports import Response, Usage
from retrieval.sources.topics import GoogleNewsSearch
from tests.bot.talk.office import ADMIN, NOON, Office, open_office
from tests.fakes import FakeHttp

pytestmark = pytest.mark.slow

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>East Post</title>
<item><title>Ferry line opens</title><link>https://eastpost.example/ferry</link><pubDate>Wed, 07 Jan 2026 08:00:00 GMT</pubDate></item>
<item><title>Harvest begins</title><link>https://eastpost.example/harvest</link><pubDate>Wed, 07 Jan 2026 09:00:00 GMT</pubDate></item>
</channel></rss>"""
PAGE = (
    b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>East Post</body></html>'
)
WEB = {"https://eastpost.example": PAGE, "https://eastpost.example/rss.xml": FEED}


def open_with_web(folder: Path) -> Office:
    return open_office(folder, http=FakeHttp(dict(WEB)))


def test_a_topic_is_added_step_by_step_with_a_restart_in_the_middle(tmp_path: Path) -> None:
    office = open_with_web(tmp_path)
    robin = office.admin()
    assert "called" in robin.say("/addtopic")
    robin.say("Straits of Ansel")
    robin.say("The West, The East")
    assert "The East" in robin.say("US, West Times")
    office.close()

    reopened = open_with_web(tmp_path)
    robin = reopened.admin()
    assert "Where do the articles come from" in robin.say("China")
    robin.say("https://eastpost.example\nLena river ferries")
    robin.press("That is all")
    heard = robin.say("07:15 Berlin")
    assert "The East: 2 articles now." in heard and "Ferry line opens" in heard
    assert "straits-of-ansel" in robin.press("Add it")
    topic = reopened.desk.catalog.topics["straits-of-ansel"]
    assert topic.feeds == (
        "https://eastpost.example/rss.xml",
        GoogleNewsSearch("Lena river ferries", "en-US", "US"),
    )
    assert [side.countries for side in topic.perspectives] == [frozenset({"US"}), frozenset({"CN"})]
    assert topic.perspectives[0].outlet_names == {"West Times"}
    assert (f"{topic.time:%H:%M}", topic.timezone) == ("07:15", "Europe/Berlin")
    assert {feed.url for feed in reopened.desk.feeds.listed(topic.id)} >= {"https://eastpost.example/rss.xml"}
    reopened.close()


def test_a_wrong_answer_in_the_form_is_asked_again(office: Office) -> None:
    robin = office.admin()
    robin.say("/addtopic")
    robin.say("Straits")
    assert "separated by commas" in robin.say("Only one side")
    assert "Who belongs" in robin.say("One, Two")
    assert "no outlet or country" in robin.say("Atlantis")
    assert "Cancelled" in robin.say("/cancel")
    assert office.desk.memory.recall(ADMIN, "dialog") is None
    assert FORM and "straits" not in office.desk.catalog.topics


def test_a_topic_is_added_in_one_line_and_changed_and_put_back(office: Office) -> None:
    robin = office.admin()
    robin.say(
        '/addtopic isles; The Isles; side a "Side A": US GB; side b "Side B": "East Post"; search isles; at 06:30 Asia/Taipei'
    )
    assert office.desk.catalog.topics["isles"].timezone == "Asia/Taipei"
    assert "changed" in robin.say("/edittopic isles; name Isles; window 3; drop side a")
    assert office.desk.catalog.topics["isles"].name == "Isles"
    robin.press("Undo")
    assert [side.id for side in office.desk.catalog.topics["isles"].perspectives] == ["a", "b"]


def test_removing_a_topic_can_be_undone(office: Office) -> None:
    robin = office.admin()
    office.talker().say("/subscribe east-west")
    assert "1 subscriber" in robin.say("/removetopic east-west")
    assert office.desk.catalog.topics == {}
    robin.press("Undo")
    assert "east-west" in office.desk.catalog.topics


def test_pausing_a_topic_hides_it_from_readers(office: Office) -> None:
    robin = office.admin()
    robin.say("/pausetopic east-west")
    assert "no topic yet" in office.talker().say("/topics")
    robin.press("Resume")
    assert "East and West" in office.talker().say("/topics")


def test_feeds_are_added_by_their_site_and_removed_by_number(tmp_path: Path) -> None:
    office = open_with_web(tmp_path)
    robin = office.admin()
    assert "It holds 2 articles now." in robin.say("/addfeed east-west https://eastpost.example")
    assert "https://eastpost.example/rss.xml" in robin.say("/feeds east-west")
    robin.say("/removefeed east-west 1")
    assert not office.desk.catalog.topics["east-west"].feeds
    robin.press("Undo")
    assert office.desk.catalog.topics["east-west"].feeds == ("https://eastpost.example/rss.xml",)
    office.close()


def test_an_address_that_is_no_feed_is_refused_with_what_to_write(office: Office) -> None:
    page = Response(200, "https://plain.example", {}, b"<html><body>Nothing here</body></html>")
    office.desk.http.pages["https://plain.example"] = page  # type: ignore[attr-defined]
    heard = office.admin().say("/addfeed east-west https://plain.example")
    assert "is no feed and announces none" in heard


def test_opml_goes_out_and_comes_in(office: Office) -> None:
    robin = office.admin()
    content = b"""<opml version="2.0"><body><outline text="east-west"><outline type="rss" text="A" xmlUrl="https://a.example/rss"/>
    </outline><outline type="rss" text="B" xmlUrl="https://b.example/rss"/></body></opml>"""
    heard = robin.say("", document=content)
    assert "1 feed added" in heard and "1 feed stands in no topic's folder" in heard
    assert "1 feed added" in robin.say("east-west", document=content)
    robin.say("/opml")
    (file,) = [reply.attachment for reply in robin.replies if reply.attachment]
    assert b"https://b.example/rss" in file.content


def test_a_broadcast_is_shown_confirmed_and_queued_once_a_chat(office: Office) -> None:
    office.talker().say("/subscribe east-west")
    robin = office.admin()
    assert "later" in robin.say("/broadcast Tomorrow the digest comes later.")
    preview = list(robin.replies)
    assert "On its way to 1 chat." in robin.press("Send to 1 chat")
    robin.replies = preview
    assert "Nothing was sent" in robin.press("broadcast:yes")
    (task,) = office.desk.ledger.ready(office.clock.now(), limit=5)
    assert (task.place, task.content.plain) == (Place(2), "Tomorrow the digest comes later.")
    assert isinstance(task.content, Part)


def test_an_unknown_outlet_is_described_and_then_on_a_side(office: Office) -> None:
    robin = office.admin()
    assert "I know no outlet" in robin.say("/outlet Delta Gazette")
    assert "East and West: The East" in robin.say("/outlet Delta Gazette; CN; private; delta.example; DG")
    assert "Also called: DG" in robin.say("/outlet DG")


def test_preview_keeps_nothing_until_it_is_told_to(office: Office) -> None:
    robin = office.admin()
    assert "Lena bridge" in robin.say("/preview east-west")
    assert office.desk.digests.days("east-west") == []
    robin.press("Keep this")
    assert len(office.desk.digests.days("east-west")) == 1


def test_numbers_and_admins_are_told(office: Office) -> None:
    robin = office.admin()
    assert "4 articles stored." in robin.say("/stats")
    assert "Admins by their number: 1" in robin.say("/admins")


def test_what_the_model_cost_and_who_wrote_the_last_digests_is_told(office: Office) -> None:
    database = office.newsroom.database
    figures = ModelFigures(TokenBudget(database, a_day=1_000), UseStore(database), WriterStore(database), Prices(1, 2))
    figures.budget.spend(310, now=NOON)
    figures.uses.note("luna", Usage(200, 110, 90), is_fine=True, now=NOON)
    for fault in ("", "quota", "quota"):
        figures.writers.note(Written("east-west/2026-01-07", "luna", fault), now=NOON)
    office.desk = replace(office.desk, model_figures=figures)
    told = office.admin().say("/stats")
    assert "luna today: 1 calls, 0 of them failed; 200 tokens sent, 110 received, 90 of them for thinking." in told
    assert "31 % of today's 1,000 tokens are spent." in told
    assert "At your prices that is 0" in told
    assert "Of the last 3 digests 2 were written without the model: quota." in told


def test_a_remark_is_read_and_done(office: Office) -> None:
    office.talker().say("/feedback more about ferries, please")
    robin = office.admin()
    assert "ferries" in robin.say("/reports")
    assert "Done." in robin.press("done:remark:1")
    assert "Nobody reported" in robin.say("/reports")
