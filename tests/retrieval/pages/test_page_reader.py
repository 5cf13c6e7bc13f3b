from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from retrieval.articles import Filters
from retrieval.database import open_database
from retrieval.errors import FetchError
from retrieval.intake.extract import Extract
from retrieval.pages.page_reader import (
    after_error,
    choose_articles,
    read_articles,
    read_page,
)
from retrieval.ports import Response
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore
from tests.builders import NOON, article, entry
from tests.fakes import FakeHttp

LINK = "https://westtimes.example/bridge-opens"
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    database.create_all()
    yield ArticleStore(database, Catalog(database, [], []))
    database.close()


def extract(page: bytes, *, url: str, headers: Mapping[str, str], now: datetime) -> Extract:
    text = page.decode()
    return Extract(url, error=text) if text.startswith("paywall") else Extract(url, text=text)


def anything(url: str) -> bool:
    return True


def test_the_page_of_an_article_without_text_is_read_once(store: ArticleStore) -> None:
    store.ingest([entry(), entry("Ferry sinks", text="All of it.")], now=NOON)
    http = FakeHttp({LINK: b"The whole story."})
    report = read_articles(store, http, extract, may_fetch=anything, now=NOON)
    assert (report.fetched, report.gained, report.errors) == (1, 1, {})
    assert {a.text for a in store.find(Filters())} == {"The whole story.", "All of it."}
    assert read_articles(store, http, extract, may_fetch=anything, now=NOON + HOUR).fetched == 0
    assert [request.url for request in http.requests] == [LINK]


def test_a_wall_is_noted_and_not_knocked_at_again(store: ArticleStore) -> None:
    store.ingest([entry(summary="Teaser.")], now=NOON)
    report = read_articles(store, FakeHttp({LINK: b"paywall: paid"}), extract, may_fetch=anything, now=NOON)
    assert list(report.errors.values()) == ["paywall: paid"]
    assert store.find(Filters())[0].summary == "Teaser."
    assert read_articles(store, FakeHttp({}), extract, may_fetch=anything, now=NOON + 9 * HOUR).fetched == 0


def test_an_attempt_is_written_down_before_it_is_made(store: ArticleStore) -> None:
    store.ingest([entry()], now=NOON)

    def die(url: str) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_articles(store, FakeHttp({}), extract, may_fetch=die, now=NOON)
    assert read_articles(store, FakeHttp({}), extract, may_fetch=anything, now=NOON).fetched == 0


def test_a_site_that_is_down_is_tried_again_with_growing_pauses(store: ArticleStore) -> None:
    store.ingest([entry()], now=NOON)
    http = FakeHttp({LINK: FetchError("down", url=LINK, kind="timeout")})
    tried = [
        hours
        for hours in range(72)
        if read_articles(store, http, extract, may_fetch=anything, now=NOON + hours * HOUR).fetched
    ]
    assert tried == [0, 1, 5, 21]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Response(404, LINK, {}, b""), "final: the site answered 404"),
        (Response(503, LINK, {}, b""), "fetch: the site answered 503"),
        (FetchError("no address", url=LINK, kind="refused_address", permanent=True), "final: no address"),
        (Response(200, "https://closed.example/x", {}, b"text"), "robots:"),
    ],
)
def test_what_keeps_a_page_from_being_read_is_its_error(page: Response | Exception, error: str) -> None:
    found = read_page(LINK, FakeHttp({LINK: page}), extract, may_fetch=lambda url: "closed" not in url, now=NOON)
    assert found.error.startswith(error)


def test_robots_txt_is_asked_before_the_page() -> None:
    http = FakeHttp({LINK: b"text"})
    assert read_page(LINK, http, extract, may_fetch=lambda url: False, now=NOON).error.startswith("robots")
    assert http.requests == []


def test_final_errors_end_the_attempts() -> None:
    for error in ("paywall: x", "soft_404: x", "not_html: x", "consent: x", "robots: x", "final: x"):
        assert after_error(error, 1, now=NOON).is_over
    assert not after_error("robot_check: x", 1, now=NOON).is_over
    assert [after_error("fetch: x", attempts, now=NOON).is_over for attempts in (3, 4)] == [False, True]


def test_few_pages_of_each_host_and_none_of_portals() -> None:
    many = [article(f"Story {i}") for i in range(9)]
    portal = article("Search", url="https://news.google.com/rss/articles/x")
    other = article("Other", url="https://eastpost.example/1")
    assert choose_articles([portal, *many, other], limit=99) == [*many[:5], other]
    assert choose_articles([*many, other], limit=2) == many[:2]


def test_a_google_link_is_resolved_first_and_the_article_gets_its_address(store: ArticleStore) -> None:
    google = "https://news.google.com/rss/articles/CBMiAUFVX3lxTFBhYmNkZWZnaGlqa2xtbm9w?oc=5"
    store.ingest([entry(url=google)], now=NOON)
    http = FakeHttp({LINK: b"The whole story."})
    assert read_articles(store, http, extract, may_fetch=anything, now=NOON).fetched == 0
    assert read_articles(store, http, extract, may_fetch=anything, now=NOON, resolve=lambda url: LINK).gained == 1
    assert [(a.url, a.text) for a in store.find(Filters())] == [(LINK, "The whole story.")]
    assert store.ingest([entry(guid="other-guid"), entry(url=google)], now=NOON).new == 0


def test_an_unresolved_google_link_is_tried_later(store: ArticleStore) -> None:
    store.ingest([entry(url="https://news.google.com/rss/articles/CBMiAUFVX3lxTFBhYmNkZWZnaGlqa2xtbm9w")], now=NOON)
    report = read_articles(store, FakeHttp({}), extract, may_fetch=anything, now=NOON, resolve=lambda url: url)
    assert [error.partition(":")[0] for error in report.errors.values()] == ["unresolved"]
    assert read_articles(store, FakeHttp({}), extract, may_fetch=anything, now=NOON + HOUR, resolve=str).fetched == 1


@pytest.mark.parametrize("host", ["youtube.com", "youtu.be", "t.me", "x.com", "twitter.com"])
def test_a_post_or_a_film_is_no_page_of_an_article(host: str) -> None:
    assert choose_articles([article("Post", url=f"https://{host}/1")], limit=9) == []


@pytest.mark.parametrize(("letters", "is_read"), [(1400, True), (1700, False)])
def test_whose_feed_tells_enough_is_not_read(letters: int, is_read: bool) -> None:
    assert bool(choose_articles([article("Bridge", summary="." * letters)], limit=9)) == is_read


@pytest.mark.parametrize(
    ("status", "is_final"), [(401, 1), (402, 1), (403, 1), (404, 1), (410, 1), (451, 1), (429, 0), (500, 0)]
)
def test_what_a_site_will_not_take_back_is_final(status: int, is_final: int) -> None:
    http = FakeHttp({LINK: Response(status, LINK, {}, b"")})
    found = read_page(LINK, http, extract, may_fetch=anything, now=NOON)
    assert found.error.startswith("final" if is_final else "fetch")


def test_of_a_page_no_more_is_loaded_than_an_article_can_be() -> None:
    http = FakeHttp({LINK: b"text"})
    read_page(LINK, http, extract, may_fetch=anything, now=NOON)
    assert 4_000_000 < http.requests[0].max_bytes < 6_000_000


@pytest.mark.parametrize(("hours", "is_read"), [(60, True), (84, False)])
def test_the_page_of_news_of_days_ago_is_not_read_any_more(store: ArticleStore, hours: int, is_read: bool) -> None:
    store.ingest([entry(published=NOON - hours * HOUR)], now=NOON)
    report = read_articles(store, FakeHttp({LINK: b"The whole story."}), extract, may_fetch=anything, now=NOON)
    assert bool(report.fetched) == is_read


@pytest.mark.parametrize(("pages", "is_all"), [(35, True), (50, False)])
def test_some_dozens_of_pages_are_read_in_one_go(store: ArticleStore, pages: int, is_all: bool) -> None:
    links = [f"https://paper{number}.example/bridge" for number in range(pages)]
    store.ingest([entry(f"Bridge {link}", url=link) for link in links], now=NOON)
    http = FakeHttp(dict.fromkeys(links, b"The whole story."))
    assert (read_articles(store, http, extract, may_fetch=anything, now=NOON).fetched == pages) == is_all
