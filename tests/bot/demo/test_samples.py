"""The sample outlets: always fresh, fetched as any feed is, and on their sides."""

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.asgi_thread import PortBusy
from bot.demo.samples.sample_articles import OUTLETS, Outlet, sample_articles
from bot.demo.samples.sample_feeds import render_feed
from bot.demo.services import DemoServices, start_demo_services
from config.outlet_file import load_outlets
from config.topic_files import load_topics
from retrieval.feeds.parser import parse_feed
from retrieval.sources.outlets import Registry

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def services() -> Iterator[DemoServices]:
    running = start_demo_services(0, lambda: NOON)
    yield running
    running.stop()


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), b""


def test_sixty_articles_lie_within_three_days_and_never_in_the_future() -> None:
    for hour in range(24):
        now = NOON.replace(hour=hour, minute=hour * 2)
        articles = sample_articles(now)
        assert len(articles) == 60
        assert all(now - timedelta(days=3) < article.published <= now for article in articles)
        assert not any("{" in article.text for article in articles)


def test_every_outlet_writes_and_every_address_is_its_own() -> None:
    articles = sample_articles(NOON)
    assert set(Counter(article.outlet.slug for article in articles)) == set(OUTLETS)
    assert len({article.path for article in articles}) == 60
    assert [article.slug for article in articles if article.is_sponsored] == ["sponsored-spa"]


def test_dates_in_the_words_follow_the_clock() -> None:
    monday, tuesday = (sample_articles(NOON + timedelta(days=days))[0].text for days in (0, 1))
    assert "in the night to Saturday" in monday
    assert "in the night to Sunday" in tuesday


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=lambda outlet: outlet.slug)
def test_each_feed_is_read_back_as_it_was_written(outlet: Outlet) -> None:
    articles = [article for article in sample_articles(NOON) if article.outlet is outlet]
    body = render_feed(outlet, articles, "http://samples.example").encode()
    parsed = parse_feed(body, url="http://samples.example/feed.xml", headers={}, now=NOON)
    assert {e.title for e in parsed.entries} == {a.title for a in articles}
    assert {e.text for e in parsed.entries} == {a.text for a in articles}
    assert {e.published for e in parsed.entries} == {a.published for a in articles}
    assert {e.outlet for e in parsed.entries} == {outlet.name}


def test_the_topics_feeds_are_served_and_their_outlets_have_sides(services: DemoServices) -> None:
    registry = Registry(load_outlets(services.config_folder / "outlets.yaml"))
    (topic,) = load_topics(services.config_folder / "topics", registry=registry)
    sides: Counter[str | None] = Counter()
    for feed in topic.feeds:
        assert isinstance(feed, str) and feed.split("/")[2] in services.allowed_private_hosts
        status, headers, body = get(feed)
        assert status == 200
        entry = parse_feed(body, url=feed, headers=headers, now=NOON).entries[0]
        sides[topic.side_of(registry.resolve(entry.outlet, entry.url))] += 1
    assert sides == {"velmora": 4, "tasrik": 4, None: 1}


def test_a_feed_that_did_not_change_is_not_sent_again(services: DemoServices) -> None:
    url = f"{services.samples.url}/vbc-news/feed.xml"
    _, headers, _ = get(url)
    assert get(url, If_None_Match=headers["etag"])[0] == 304
    assert get(url, If_Modified_Since=headers["last-modified"])[0] == 304
    assert get(url, If_None_Match='"other"')[0] == 200
    assert get(url, If_Modified_Since="nonsense")[0] == 200


def test_article_pages_and_robots_are_there_and_others_are_not(services: DemoServices) -> None:
    article = services.samples.articles[0]
    status, _, page = get(services.samples.url + article.path)
    assert status == 200 and article.title.encode() in page and b"invented" in page
    assert get(f"{services.samples.url}/robots.txt")[2].startswith(b"User-agent: *")
    assert get(f"{services.samples.url}/vbc-news/no-such")[0] == 404
    assert get(f"{services.samples.url}/nobody/feed.xml")[0] == 404


def test_a_busy_port_is_one_clear_sentence_and_leaves_nothing_behind(services: DemoServices) -> None:
    port = int(services.page_url.rstrip("/").rpartition(":")[2])
    with pytest.raises(PortBusy, match=f"Port {port} is in use"):
        start_demo_services(port, lambda: NOON)


def test_the_config_folder_goes_when_the_demo_stops() -> None:
    running = start_demo_services(0, lambda: NOON)
    folder = Path(running.config_folder)
    assert (folder / "topics" / "velmora-tasrik.yaml").exists()
    running.stop()
    assert not folder.exists()
