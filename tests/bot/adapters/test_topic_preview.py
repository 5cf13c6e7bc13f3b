"""The first digest of a topic that is not there yet."""

from dataclasses import replace
from datetime import time
from pathlib import Path

from bot.adapters.topic_preview import sketch_digest
from bot.digest.model.digest import Digest
from bot.digest.model.statements import statements
from retrieval.ports import Response
from retrieval.sources.topics import Topic
from tests.bot.digest.newsroom import EAST_DAILY, EVERYTHING, WEST_HERALD
from tests.bot.talk.office import NOON, open_office
from tests.builders import EAST_POST, FAR_WIRE, WEST_TIMES, topic
from tests.fakes import FakeEmbedder, FakeHttp

OUTLETS = (EAST_POST, WEST_TIMES, FAR_WIRE, EAST_DAILY, WEST_HERALD)
ITEM = """<item><title>{0}</title><link>https://eastpost.example/{1}</link><description>{2}</description>
<pubDate>Wed, 07 Jan 2026 09:00:00 GMT</pubDate></item>"""
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>East Post</title>'
    + ITEM.format("Lena ferry opens in Ansel", "ferry", "The Lena ferry opened in Ansel on Tuesday with 40 passengers aboard.")
    + "</channel></rss>"
).encode()  # fmt: skip


def sketch(about: Topic) -> Digest:
    return sketch_digest(about, EVERYTHING, outlets=OUTLETS, embedder=FakeEmbedder(), now=NOON)


def test_the_sides_and_their_sentences_are_there() -> None:
    digest = sketch(replace(topic(), time=time(23, 0)))
    assert {side.name for side in digest.perspectives} == {"The West", "The East"}
    assert statements(digest)
    assert {source.outlet for source in digest.sources} == {"West Times", "East Post", "West Herald", "East Daily"}


def test_what_came_after_the_hour_of_the_topic_counts_too() -> None:
    assert statements(sketch(replace(topic(), time=time(0, 5))))


def test_an_admin_sees_the_first_digest_before_the_topic_is_added(tmp_path: Path) -> None:
    def draw(about: Topic, entries: object, now: object) -> Digest:
        return sketch_digest(about, entries, outlets=OUTLETS, embedder=FakeEmbedder(), now=NOON)  # type: ignore[arg-type]

    web = FakeHttp({"https://eastpost.example/rss": Response(200, "https://eastpost.example/rss", {}, FEED)})
    office = open_office(tmp_path, http=web, sketch=draw)
    robin = office.admin()
    for said in ("/addtopic", "Ferries", "The West, The East", "US", "CN", "https://eastpost.example/rss"):
        robin.say(said)
    robin.press("That is all")
    heard = robin.say("07:15 Berlin")
    assert "Lena ferry opens in Ansel (East Post) [1]" in heard
    assert heard.index("Lena ferry opens") < heard.index("Shall I add it?")
    assert "ferries" not in office.desk.catalog.topics
    assert office.desk.digests.previous("ferries", NOON.date()) is None
    office.close()
