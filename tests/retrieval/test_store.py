from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answer.compose import byline
from retrieval.articles import Article, Entry, Filters
from retrieval.database import Database, open_database
from retrieval.intake.extract import Extract
from retrieval.intake.identity import candidates
from retrieval.intake.ingest import Intake
from retrieval.sources.catalog import Catalog
from retrieval.sources.outlets import Outlet
from retrieval.store import ArticleStore
from retrieval.store.page_visits import Reading
from tests.builders import EAST_POST, FAR_WIRE, NOON, WEST_TIMES, entry, topic

pytestmark = pytest.mark.slow

FEED = "https://westtimes.example/rss"
OTHER_FEED = "https://westtimes.example/world/rss"
LONG = "The old bridge over the harbour opens again"
HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'articles.db'}")
    opened.create_all()
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database, Catalog(database, [topic()], [EAST_POST, WEST_TIMES, FAR_WIRE]))


def only(store: ArticleStore) -> Article:
    [article] = store.find(Filters())
    return article


def poll(
    store: ArticleStore, *entries: Entry, now: datetime = NOON, feed: str = FEED, topics: Sequence[str] = ("east-west",)
) -> tuple[int, int]:
    report = store.ingest(entries, now=now, feed=feed, topics=topics)
    return report.new, report.updated


def test_an_entry_becomes_an_article_with_everything_it_said(store: ArticleStore) -> None:
    item = entry(
        guid="guid-1", summary="It opened.", text="It opened today.", author="Jo", language="en", section="City"
    )
    report = store.ingest([item], now=NOON, feed=FEED, topics=["east-west"], locale="en-US")
    article = only(store)
    assert report.article_ids == (article.id,)
    assert (article.url, article.title, article.guid) == (item.url, item.title, "guid-1")
    assert (article.summary, article.text, article.author, article.section) == (
        "It opened.",
        "It opened today.",
        "Jo",
        "City",
    )
    assert (article.published, article.first_seen) == (item.published, NOON)
    assert (article.outlet, article.language, article.locale) == ("West Times", "en", "en-US")
    assert (article.topics, article.feeds) == (("east-west",), (FEED,))


def test_an_undated_entry_is_published_when_first_seen(store: ArticleStore) -> None:
    poll(store, entry(published=None))
    assert only(store).published == NOON


def test_the_same_poll_again_changes_nothing(store: ArticleStore) -> None:
    items = [entry("Bridge opens", guid="guid-1"), entry("Ferry sinks", guid="guid-2")]
    assert poll(store, *items) == (2, 0)
    log = store.changes()
    assert poll(store, *reversed(items), now=NOON + HOUR) == (0, 0)
    assert store.changes() == log


@pytest.mark.parametrize(
    "changed",
    [
        {"guid": "guid-2"},
        {"url": "https://westtimes.example/moved"},
        {"published": NOON},
        {"guid": "guid-2", "url": "https://westtimes.example/moved"},
        {"url": "https://westtimes.example/the-old-bridge-over-the-harbour-opens-again?utm_source=rss"},
    ],
)
def test_one_article_once_whatever_its_feed_changes(store: ArticleStore, changed: dict[str, object]) -> None:
    item = entry(LONG, guid="guid-1")
    poll(store, item)
    for hours in range(1, 4):
        assert poll(store, replace(item, **changed), now=NOON + hours * HOUR) == (0, 0)  # type: ignore[arg-type]
        assert poll(store, item, now=NOON + hours * HOUR) == (0, 0)
    assert store.count() == 1


def test_a_guid_given_to_a_later_article_does_not_cost_that_article(store: ArticleStore) -> None:
    poll(store, entry(LONG, guid="top-story"))
    later = entry("Prices of fish rise for the third month", guid="top-story", published=NOON + 30 * HOUR)
    for _ in range(2):
        poll(store, later, now=NOON + 31 * HOUR)
    assert {article.title for article in store.find(Filters())} == {LONG, later.title}
    moved = replace(later, url="https://westtimes.example/fish", title="Prices of fish rise again", summary="Edited.")
    assert poll(store, moved, now=NOON + 32 * HOUR) == (0, 1)


@pytest.mark.parametrize("kept", ["url", "title", "published"], ids=["its address", "most of its headline", "its day"])
def test_a_guid_still_names_its_article_while_anything_else_stays(store: ArticleStore, kept: str) -> None:
    first = entry(LONG, guid="top-story")
    changed = {
        "url": "https://westtimes.example/moved",
        "title": "Prices of fish rise for the third month",
        "published": NOON + 30 * HOUR,
    }
    changed[kept] = {"url": first.url, "title": f"{LONG} at last", "published": first.published}[kept]
    poll(store, first)
    assert poll(store, replace(first, **changed), now=NOON + 31 * HOUR)[0] == 0  # type: ignore[arg-type]
    assert store.count() == 1


def test_an_item_that_vanishes_and_comes_back_is_not_new(store: ArticleStore) -> None:
    poll(store, entry("Bridge opens", guid="guid-1"))
    poll(store, entry("Ferry sinks", guid="guid-2"))
    assert poll(store, entry("Bridge opens", guid="guid-1"), now=NOON + 48 * HOUR) == (0, 0)


def test_a_changed_headline_updates_the_article_and_moves_it_up_the_change_log(store: ArticleStore) -> None:
    poll(store, entry("Bridge opens", guid="guid-1"), entry("Ferry sinks", guid="guid-2"))
    before = store.changes()
    edited = replace(entry("Bridge opens", guid="guid-1"), title="Bridge opens at last")
    assert poll(store, edited, now=NOON + HOUR) == (0, 1)
    [change] = store.changes(after=before[-1].seq)
    assert store.get_many([change.article_id])[change.article_id].title == "Bridge opens at last"
    assert len(store.changes()) == 2


def test_two_feeds_carry_one_article_without_rewriting_it(store: ArticleStore) -> None:
    item = entry(LONG, summary="First summary.")
    other = replace(item, title=f"{LONG}, says mayor", summary="Another summary, a longer one.")
    poll(store, item)
    assert poll(store, other, feed=OTHER_FEED) == (0, 1)
    for _ in range(2):
        assert poll(store, item) == (0, 0)
        assert poll(store, other, feed=OTHER_FEED) == (0, 0)
    article = only(store)
    assert (article.title, article.summary) == (LONG, "Another summary, a longer one.")
    assert article.feeds == (FEED, OTHER_FEED)


def test_a_feed_of_another_topic_adds_the_topic(store: ArticleStore) -> None:
    poll(store, entry())
    before = store.changes()[-1].seq
    poll(store, entry(), feed=OTHER_FEED, topics=["fish"])
    assert only(store).topics == ("east-west", "fish")
    assert [change.article_id for change in store.changes(after=before)] == [only(store).id]


def test_an_import_states_topic_and_side_where_the_outlet_is_unknown(store: ArticleStore) -> None:
    unknown = entry(
        "Ferry sinks",
        outlet="Nobody's Daily",
        url="https://nobody.example/1",
        topic="east-west",
        stated_perspective="east",
    )
    known = entry("Bridge opens", topic="east-west", stated_perspective="east")
    store.ingest([unknown, known], now=NOON)
    east = store.find(Filters(perspectives=frozenset({("east-west", "east")})))
    assert [article.title for article in east] == ["Ferry sinks"]
    assert east[0].feeds == ()
    assert east[0].stated_perspectives == (("east-west", "east"),)


def test_what_many_feeds_bring_at_once_is_stored_as_if_they_came_one_by_one(database: Database) -> None:
    items = [
        [entry("One opens", summary="Short."), entry("Two closes")],
        [entry("One opens", summary="A longer summary."), entry("Three sinks", guid="guid-3")],
        [entry("Three sinks", guid="guid-3", url="https://westtimes.example/moved")],
        [],
    ]
    intakes = [
        Intake(candidates(entries, now=NOON)[0], f"https://westtimes.example/rss/{number % 2}", (f"topic-{number}",))
        for number, entries in enumerate(items)
    ]
    told = []
    for portions in ([intakes], [[intake] for intake in intakes]):
        fresh = open_database("sqlite://")
        fresh.create_all()
        store = ArticleStore(fresh, Catalog(fresh, [topic()], [WEST_TIMES]))
        reports = [report for portion in portions for report in store.take_in(portion, now=NOON)]
        told.append((reports, {article.id: article for article in store.find(Filters())}, len(store.changes())))
        assert store.take_in(intakes, now=NOON) == [
            replace(r, new=0, updated=0, unchanged=len(r.article_ids)) for r in reports
        ]
        fresh.close()
    assert told[0] == told[1]
    assert [(report.new, report.updated) for report in told[0][0]] == [(2, 0), (1, 1), (0, 0), (0, 0)]


def test_new_articles_older_than_the_horizon_are_left_out(store: ArticleStore) -> None:
    report = store.ingest([entry(published=NOON - timedelta(days=40))], now=NOON, horizon=timedelta(days=30))
    assert (report.new, report.skipped, report.article_ids) == (0, 1, ())


def test_articles_are_found_by_outlet_side_topic_and_date(store: ArticleStore) -> None:
    poll(store, entry("West today", url="https://westtimes.example/1", published=NOON))
    poll(
        store,
        entry("East before", outlet="The East Post", url="https://eastpost.example/1", published=NOON - 30 * HOUR),
    )
    poll(store, entry("Fish", outlet="Nobody's Daily", url="https://nobody.example/1"), topics=["fish"])

    def titles(**filters: object) -> list[str]:
        return [article.title for article in store.find(Filters(**filters))]  # type: ignore[arg-type]

    assert titles(outlets=frozenset({"East Post"})) == ["East before"]
    assert titles(outlets=frozenset({"eastpost.example"})) == ["East before"]
    assert titles(perspectives=frozenset({("east-west", "west")})) == ["West today"]
    assert titles(perspectives=frozenset({("east-west", "west"), ("east-west", "east")})) == [
        "West today",
        "East before",
    ]
    assert titles(topics=frozenset({"fish"})) == ["Fish"]
    assert titles(since=NOON) == ["West today"]
    assert titles(until=NOON - 24 * HOUR) == ["East before"]
    assert titles(topics=frozenset({"nothing"})) == []
    assert [a.title for a in store.find(Filters(), limit=1, newest_first=False)] == ["East before"]


def test_a_wire_story_counts_for_the_wire_and_is_found_under_both_names(store: ArticleStore) -> None:
    poll(store, entry(outlet="West Times", author="Far Wire"))
    article = only(store)
    assert (article.outlet, article.original_outlet) == ("West Times", "Far Wire")
    assert store.find(Filters(perspectives=frozenset({("east-west", "west")}))) == []
    for name in ("Far Wire", "West Times"):
        assert store.ids_matching(Filters(outlets=frozenset({name}))) == [article.id]


def test_sides_in_sql_are_the_sides_of_the_rule(database: Database) -> None:
    portal = Outlet("Portal", (), ("portal.example",), "US", "private", is_aggregator=True)
    catalog = Catalog(database, [topic()], [EAST_POST, WEST_TIMES, FAR_WIRE, portal])
    store = ArticleStore(database, catalog)
    outlets = ["West Times", "East Post", "Far Wire", "Portal", "Nobody's Daily", ""]
    for i, outlet in enumerate(outlets):
        for author in ("", "Far Wire", "East Post"):
            for stated in ("", "east"):
                page = f"https://site{i}.example/{author}{stated}"
                store.ingest(
                    [
                        entry(
                            f"{outlet} {author} {stated} {i}",
                            url=page,
                            outlet=outlet,
                            author=author,
                            topic="east-west",
                            stated_perspective=stated,
                        )
                    ],
                    now=NOON,
                )
    sides = catalog.sides
    for side in ("west", "east"):
        by_rule = {a.id for a in store.find(Filters()) if sides.side_of(a, "east-west") == side}
        assert by_rule
        assert set(store.ids_matching(Filters(perspectives=frozenset({("east-west", side)})))) == by_rule


def test_an_outlet_registered_later_is_known_on_earlier_articles(database: Database) -> None:
    catalog = Catalog(database, [topic()], [])
    store = ArticleStore(database, catalog)
    poll(store, entry(outlet="", url="https://news.harbour.example/1"))
    assert only(store).outlet == "news.harbour.example"
    assert [(guess.name, guess.is_guess, count) for guess, count in store.unknown_outlets()] == [
        ("news.harbour.example", True, 1)
    ]
    catalog.save_outlet(Outlet("Harbour Gazette", (), ("harbour.example",), "US", "private"), by=7, now=NOON)
    assert only(store).outlet == "Harbour Gazette"
    assert store.unknown_outlets() == []
    assert store.ids_matching(Filters(perspectives=frozenset({("east-west", "west")}))) == [only(store).id]
    assert store.outlets() == [("Harbour Gazette", 1)]


def test_a_retracted_article_vanishes_and_stays_away(store: ArticleStore) -> None:
    poll(store, entry(guid="guid-1"))
    article = only(store)
    assert store.retract(article.id, now=NOON)
    assert not store.retract(article.id, now=NOON)
    assert poll(store, entry(guid="guid-1", summary="Edited.")) == (0, 0)
    assert store.find(Filters()) == []
    assert store.ids_matching(Filters()) == []
    assert store.get_many([article.id]) == {}
    assert store.count() == 0
    assert store.outlets() == []
    assert store.get(article.id) == replace(article, is_retracted=True, updated=NOON)
    assert [(c.article_id, c.is_deleted) for c in store.changes()] == [(article.id, True)]


def test_changes_come_in_order_and_in_portions(store: ArticleStore) -> None:
    poll(store, *(entry(f"Story number {i}", url=f"https://westtimes.example/{i}") for i in range(5)))
    seen = store.changes(limit=2)
    while portion := store.changes(after=seen[-1].seq, limit=2):
        seen += portion
    assert [c.article_id for c in seen] == [c.article_id for c in store.changes()]
    assert len({c.article_id for c in seen}) == 5


def test_many_are_given_in_the_order_asked(store: ArticleStore) -> None:
    report = store.ingest(
        [entry(f"Story number {i}", url=f"https://westtimes.example/{i}") for i in range(900)], now=NOON
    )
    asked = [*reversed(report.article_ids), "missing"]
    assert list(store.get_many(asked)) == asked[:-1]


def test_the_pages_text_is_kept_and_logged(store: ArticleStore) -> None:
    poll(store, entry(summary="Teaser."))
    article = only(store)
    extract = Extract(
        "https://westtimes.example/canonical", text="Far more words than the teaser had.", author="Far Wire"
    )
    assert store.set_text(article.id, extract, now=NOON + HOUR)
    read = only(store)
    assert (read.text, read.url, read.original_outlet) == (extract.text, extract.url, "Far Wire")
    assert read.content_hash != article.content_hash
    assert len(store.changes(after=1)) == 1
    assert poll(store, entry("Another headline", url="https://westtimes.example/canonical", guid="x-1")) == (0, 1)
    assert not store.set_text("missing", extract, now=NOON)


def test_only_articles_without_text_and_due_are_readable(store: ArticleStore) -> None:
    poll(store, entry("Bridge opens"), entry("Ferry sinks", text="All of it."))
    [waiting] = store.readable(now=NOON, since=NOON - 24 * HOUR, limit=10)
    assert waiting.title == "Bridge opens"
    store.note_reading(waiting.id, Reading(1, "fetch: down", next_try=NOON + HOUR))
    assert store.readable(now=NOON, since=NOON - 24 * HOUR, limit=10) == []
    assert store.readable(now=NOON + HOUR, since=NOON - 24 * HOUR, topics=["fish"], limit=10) == []
    assert len(store.readable(now=NOON + HOUR, since=NOON - 24 * HOUR, topics=["east-west"], limit=10)) == 1
    store.note_reading(waiting.id, Reading(2, "paywall: paid", is_over=True))
    assert store.readable(now=NOON + 99 * HOUR, since=NOON - 24 * HOUR, limit=10) == []
    assert store.reading(waiting.id) == Reading(2, "paywall: paid", is_over=True)


def numbered(number: int, guid: str, words: str) -> Entry:
    link = f"https://westtimes.example/{number}"
    return entry(f"{LONG} for time number {number}", url=link, guid=guid and f"{guid}-{number}", summary=words)


WORDS = st.sampled_from(["", "Some.", "Some more words."])
ITEMS = st.lists(st.builds(numbered, st.integers(0, 5), st.sampled_from(["", "guid", "other"]), WORDS), max_size=6)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ITEMS)
def test_ingesting_twice_and_in_any_order_gives_the_same_articles(tmp_path: Path, items: list[Entry]) -> None:
    stores = []
    for order in (items, items[::-1]):
        database = open_database("sqlite://")
        database.create_all()
        store = ArticleStore(database, Catalog(database, [topic()], [WEST_TIMES]))
        first = store.ingest(order, now=NOON, feed=FEED)
        again = store.ingest(order, now=NOON, feed=FEED)
        assert (again.new, again.updated) == (0, 0)
        assert set(again.article_ids) == set(first.article_ids)
        stores.append({article.id: article for article in store.find(Filters())})
        database.close()
    assert stores[0] == stores[1]


def test_an_article_under_a_short_name_is_found_by_the_outlet_and_its_side(database: Database) -> None:
    far = Outlet("Daily News (Farland)", (), ("dailynews.example",), "CN")
    store = ArticleStore(database, Catalog(database, [topic()], [WEST_TIMES, far]))
    told = replace(entry("The dam holds", url="https://news.google.com/rss/articles/1"), outlet="Daily News")
    store.ingest([told], now=NOON, topics=["east-west"])
    for asked in (
        Filters(outlets=frozenset({"Daily News"})),
        Filters(outlets=frozenset({"Daily News (Farland)"})),
        Filters(perspectives=frozenset({("east-west", "east")})),
    ):
        assert [article.title for article in store.find(asked)] == ["The dam holds"]


def test_what_is_stored_of_one_article_has_an_end(store: ArticleStore) -> None:
    store.ingest([replace(entry("Bridge"), text="." * 240_000)], now=NOON)
    assert 180_000 < len(only(store).text) < 240_000


def test_an_undated_article_has_no_day_and_a_day_without_an_hour_is_that_day_everywhere(store: ArticleStore) -> None:
    midnight = NOON.replace(hour=0, minute=0)
    undated = replace(entry("Bridge opens"), published=None)
    of_a_day = replace(entry("Ferry returns", url="https://westtimes.example/2"), published=midnight)
    store.ingest([undated, of_a_day], now=NOON)
    found = {article.title: article for article in store.find(Filters())}
    assert (found["Bridge opens"].dated, found["Bridge opens"].day_written()) == (None, None)
    assert byline(found["Bridge opens"], "UTC") == "West Times"
    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        assert byline(found["Ferry returns"], zone) == "West Times, 7 Jan 2026"
