"""The archive over the real stores: what was retracted vanishes, what is hostile stays words."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.digest.show.views import days_title
from bot.talk.frame.localise import Words
from bot.web.hosting import Health
from bot.web.site import create_site
from retrieval.articles import Filters
from retrieval.index import Index
from tests.bot.digest.newsroom import BRIDGE_EAST, BRIDGE_WEST, DAY, EVERYTHING, NOON, Newsroom, open_newsroom
from tests.bot.programs.reading_room import archive_over, desk_over
from tests.fakes import FakeEmbedder

pytestmark = pytest.mark.slow

PAGES = ("/", "/t/east-west", f"/t/east-west/{DAY}", "/search?q=bridge", "/feed.atom", "/t/east-west/feed.atom")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "{{7*7}}{% raw %}${7*7}",
    "</title></article><iframe src=//evil.example>",
    "javascript:alert(1)",
    "&lt;b&gt;&#60;script&#62;",
    "\u202egnp.exe\u2066",
    "]]><!--<x",
    "x" * 5000,
)
OUR_TAGS = """html head meta title link body header a form input button main label select option optgroup h1 h2 h3 h4
p ul li nav span article section footer details summary blockquote br strong em code time mark svg desc rect text"""


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    made = open_newsroom(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def browser(newsroom: Newsroom, tmp_path: Path) -> Iterator[TestClient]:
    index = Index(newsroom.store, FakeEmbedder(), folder=tmp_path / "index")
    archive = archive_over(newsroom, desk_over(newsroom, index))
    client = TestClient(create_site(archive, health=lambda: Health(True), metrics=lambda: b""))
    client.app_state["index"] = index
    yield client
    index.close()


def publish(newsroom: Newsroom, browser: TestClient) -> None:
    """Build the day's digest, and index what there is."""
    newsroom.editor().build("east-west", DAY, now=NOON, rebuild=True)
    browser.app_state["index"].sync()


def test_a_retracted_article_vanishes_from_every_page(newsroom: Newsroom, browser: TestClient) -> None:
    newsroom.publish(*EVERYTHING)
    publish(newsroom, browser)
    assert BRIDGE_WEST.url in browser.get(f"/t/east-west/{DAY}").text
    gone = next(one for one in newsroom.store.find(Filters()) if one.url == BRIDGE_WEST.url)
    newsroom.store.retract(gone.id, now=NOON)
    for path in PAGES:
        assert BRIDGE_WEST.url not in browser.get(path).text
    assert BRIDGE_EAST.url in browser.get(f"/t/east-west/{DAY}").text


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_whatever_an_article_says_the_pages_hold_our_tags_only(
    newsroom: Newsroom, browser: TestClient, hostile: str
) -> None:
    title = f"Lena bridge {hostile} closed"
    story = replace(BRIDGE_WEST, title=title, text=f"{title}. {BRIDGE_WEST.text}", outlet=f"West Times {hostile}"[:200])
    newsroom.publish(story, BRIDGE_EAST)
    publish(newsroom, browser)
    for path in (*PAGES, f"/search?q={hostile[:50]}"):
        answer = browser.get(path)
        assert answer.status_code == 200
        if path.endswith(".atom"):
            continue
        for tag, attributes in Tags(answer.text).seen:
            assert tag in OUR_TAGS.split()
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert (attributes.get("href") or "/").startswith(("/", "https://"))
        assert "49" not in answer.text
        assert "\u202e" not in answer.text


def test_our_own_words_on_a_digest_page_are_the_browsers(newsroom: Newsroom, browser: TestClient) -> None:
    newsroom.publish(*EVERYTHING, now=NOON)
    publish(newsroom, browser)
    stored = newsroom.digests.get("east-west", DAY)
    assert stored is not None
    spanish = Words("es").said(days_title(stored))
    page = browser.get(f"/t/east-west/{DAY}", headers={"accept-language": "es"}).text
    assert spanish != days_title(stored)
    assert f"<h1>{spanish}</h1>" in page
    assert str(days_title(stored)) not in page
