"""Feeds in the database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.database import open_database
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.feeds import Feed, Hints
from retrieval.feeds.poll_schedule import DAY, HOUR
from retrieval.messages import Phrase
from retrieval.sources.topics import GoogleNewsSearch
from tests.builders import NOON, topic

URL = "https://westtimes.example/feed"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FeedStore]:
    database = open_database(f"sqlite:///{tmp_path / 'feeds.db'}")
    database.create_all()
    yield FeedStore(database)
    database.close()


def urls(feeds: list[Feed]) -> list[str]:
    return [feed.url for feed in feeds]


def test_topics_make_feeds_with_their_topics_and_locale(store: FeedStore) -> None:
    search = GoogleNewsSearch("bridge", "en-US", "US")
    store.sync_topics([topic(id="a", feeds=(URL, search)), topic(id="b", feeds=(URL,))], now=NOON)
    plain, found = store.get(URL), store.listed()[0]
    assert plain is not None
    assert plain.topics == ("a", "b")
    assert (found.topics, found.locale) == (("a",), "en-US")
    assert urls(store.listed("b")) == [URL]


def test_a_feed_no_topic_lists_any_more_is_not_polled_but_remembered(store: FeedStore) -> None:
    store.sync_topics([topic(feeds=(URL,))], now=NOON)
    known = store.get(URL)
    assert known is not None
    store.record([replace(known, etag='"1"', next_check=NOON)])
    store.sync_topics([topic(feeds=())], now=NOON)
    assert store.due(now=NOON + DAY) == []
    store.sync_topics([topic(feeds=(URL,))], now=NOON)
    assert [feed.next_check for feed in store.due(now=NOON + DAY)] == [NOON]


def test_a_feed_is_read_whole_again_when_another_topic_lists_it(store: FeedStore) -> None:
    store.sync_topics([topic(id="a", feeds=(URL,))], now=NOON)
    (known,) = store.listed()
    store.record([replace(known, etag='"1"', body_hash="x")])
    store.sync_topics([topic(id="a", feeds=(URL,)), topic(id="b", feeds=())], now=NOON)
    assert [(feed.etag, feed.body_hash) for feed in store.listed()] == [('"1"', "x")]
    store.sync_topics([topic(id="a", feeds=(URL,)), topic(id="b", feeds=(URL,))], now=NOON)
    assert [(feed.etag, feed.body_hash) for feed in store.listed()] == [("", "")]


def test_the_feeds_of_a_paused_topic_rest(store: FeedStore) -> None:
    store.sync_topics([topic(feeds=(URL,), is_paused=True)], now=NOON)
    assert store.due(now=NOON) == []


def test_a_feed_kept_by_hand_is_polled_without_a_topic(store: FeedStore) -> None:
    store.add(URL, now=NOON)
    store.sync_topics([topic(feeds=())], now=NOON)
    assert urls(store.due(now=NOON)) == [URL]
    assert store.drop(URL)
    assert not store.drop(URL)
    assert store.due(now=NOON) == []


def test_a_feed_known_only_by_its_address_is_not_polled_by_itself(store: FeedStore) -> None:
    store.add(URL, now=NOON, is_kept=False)
    assert store.due(now=NOON) == []
    assert store.get(URL) is not None


def test_every_field_of_a_feed_comes_back(store: FeedStore) -> None:
    store.add(URL, now=NOON)
    full = Feed(
        URL, "West Times", (), "", True, "https://b.example/", '"e"', "Wed", "https://b.example/",
        Hints(60, 5, frozenset({1, 2}), frozenset({"sunday"})), NOON, NOON + HOUR, NOON, 1, 2, "It failed.", "timeout",
        NOON, NOON, NOON, NOON, 0, 4, 5, 6, 7, "h",
    )  # fmt: skip
    store.record([full])
    assert store.get(URL) == full


def test_a_claim_is_written_before_the_fetch_and_won_once(store: FeedStore) -> None:
    feed = store.add(URL, now=NOON)
    claimed = store.claim(feed, now=NOON)
    assert claimed is not None
    assert (claimed.attempts, claimed.attempted_at, claimed.next_check) == (1, NOON, NOON + HOUR)
    assert store.get(URL) == claimed
    assert store.claim(feed, now=NOON) is None
    assert store.due(now=NOON + timedelta(minutes=59)) == []


def test_the_third_crash_in_a_row_sets_a_feed_aside_and_tells_once(store: FeedStore) -> None:
    store.add(URL, now=NOON)
    now = NOON
    for _ in range(3):
        (feed,) = store.due(now=now)
        assert store.claim(feed, now=now) is not None
        now += HOUR
    (feed,) = store.due(now=now)
    assert store.claim(feed, now=now) is None
    assert store.due(now=now + DAY) == []
    (notice,) = store.take_notices(now=now)
    assert notice.url == URL
    assert "crashes" in notice.sentence
    (set_aside,) = store.listed()
    assert (set_aside.quarantined_at, set_aside.error_kind) == (now, "crash")
    assert store.take_notices(now=now) == []


def test_adding_a_feed_again_revives_it(store: FeedStore) -> None:
    feed = store.add(URL, now=NOON)
    store.record([replace(feed, gone_at=NOON, attempts=3)])
    assert store.due(now=NOON) == []
    store.add(URL, now=NOON)
    (feed,) = store.due(now=NOON)
    assert feed.attempts == 0


def test_feeds_that_fail_come_last(store: FeedStore) -> None:
    bad = store.add("https://a.example/", now=NOON)
    store.add("https://b.example/", now=NOON)
    store.record([replace(bad, failures=2)])
    assert urls(store.due(now=NOON)) == ["https://b.example/", "https://a.example/"]


def test_the_pause_of_a_host_ends_at_its_instant(store: FeedStore) -> None:
    store.record([], pauses=[("a.example", NOON + HOUR)])
    store.record([], pauses=[("a.example", NOON + 2 * HOUR)])
    assert store.paused_hosts(now=NOON + HOUR) == {"a.example": NOON + 2 * HOUR}
    assert store.paused_hosts(now=NOON + 2 * HOUR) == {}


def test_health_tells_state_rate_and_savings(store: FeedStore) -> None:
    feed = store.add(URL, now=NOON)
    (new,) = store.health(now=NOON)
    assert (new.state, new.entries_a_day) == ("new", 0)
    store.record([replace(feed, last_success=NOON, new_entries=30, not_modified=4, saved_bytes=900)])
    (fine,) = store.health(now=NOON + 10 * DAY)
    assert (fine.state, fine.entries_a_day, fine.not_modified, fine.saved_bytes) == ("fine", 3.0, 4, 900)
    store.record([replace(feed, failures=2, error="It took too long.")])
    assert [(known.state, known.advice) for known in store.health(now=NOON)] == [("failing", "")]
    store.record([replace(feed, failures=3, error="It took too long.")])
    (failing,) = store.health(now=NOON)
    assert failing.state == "failing"
    assert "It took too long." in failing.advice
    store.record([replace(feed, gone_at=NOON)])
    (gone,) = store.health(now=NOON)
    assert gone.state == "gone"
    assert "410" in gone.advice


def test_resolved_links_are_remembered(store: FeedStore) -> None:
    store.keep_resolved({"https://n.example/1": "https://a.example/x"}, now=NOON)
    assert store.resolved_link("https://n.example/1") == "https://a.example/x"
    assert store.resolved_link("https://n.example/2") is None


def test_why_a_feed_failed_is_kept_with_its_key_and_an_older_sentence_as_it_was(store: FeedStore) -> None:
    reason = Phrase("{url} refuses us (HTTP {status}).", url="https://a.example/rss", status=403)
    a, b = (store.add(f"https://{name}.example/rss", now=NOON) for name in "ab")
    store.record([replace(a, failures=3, error=reason), replace(b, failures=3, error="It was written before.")])
    failing, older = store.health(now=NOON)
    assert isinstance(failing.error, Phrase) and failing.error == reason
    assert isinstance(failing.advice, Phrase) and failing.advice.values["reason"] == reason
    assert older.error == "It was written before."
    assert older.advice == "https://b.example/rss failed 3 times in a row: It was written before."
