"""The web archive, asked as a browser and a monitor would ask it."""

import re
from asyncio import create_task, gather, run, sleep
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import escape
from threading import Event
from time import monotonic
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from bot.digest.model.digest import Bullet, Digest
from bot.digest.show.coverage_svg import DARK, LIGHT, coverage_css
from bot.programs.archive_search import Find
from bot.programs.reading_desk import Wish
from bot.web.atom import TAG
from bot.web.hosting import PAGES_AT_ONCE, PAGES_WAITING, Health, HealthLook
from bot.web.page_values import Said, TopicPage
from bot.web.push_door import Door
from bot.web.site import create_site
from bot.web.site_pages import liked_languages
from retrieval.articles import Article, Hit
from tests.builders import NOON, article

DAY = date(2026, 1, 7)
READY = Health(True)
HOSTILE = '<script>alert(1)</script>\x00"&'


def digest(day: date = DAY, text: str = "Bridge opens.") -> Digest:
    return Digest("east-west", "East and West", day, f"East and West News - {day}", NOON, (Bullet(text, (1,)),))


class Bytes:
    """The body of a request, in one piece."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def __call__(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self.body, "more_body": False}


class ShelfArchive:
    """An archive held in memory."""

    def __init__(self, digests: Sequence[Digest], hits: Sequence[Hit] = ()) -> None:
        self.digests = {(d.topic, d.day): d for d in digests}
        self.hits = hits
        self.searched: list[Wish] = []

    def topics(self) -> Sequence[TopicPage]:
        days = tuple(sorted((day for _, day in self.digests), reverse=True))
        return [TopicPage("east-west", "East and West", days, (("east", "The East"), ("west", "The West")))]

    def digest(self, topic: str, day: date) -> Digest | None:
        return self.digests.get((topic, day))

    def digest_html(self, digest: Digest, said: Said) -> str:
        return f"<p>{escape(digest.highlights[0].text)}</p>"

    def figure(self, digest: Digest, said: Said) -> str:
        return '<svg class="coverage"></svg>'

    def find(self, wish: Wish) -> Sequence[Find]:
        self.searched.append(wish)
        return [Find(hit) for hit in self.hits]

    def side_of(self, article: Article) -> str:
        return "The East"

    def now(self) -> datetime:
        return NOON


def browser(archive: ShelfArchive, health: Health = READY) -> TestClient:
    return TestClient(create_site(archive, health=lambda: health, metrics=lambda: b"counterpoint_up 1\n"))


def test_the_home_page_links_the_latest_digest() -> None:
    page = browser(ShelfArchive([digest(), digest(date(2026, 1, 6))])).get("/")
    assert 'href="/t/east-west/2026-01-07"' in page.text
    assert "2 digests" in page.text


def test_a_digest_page_shows_it_and_links_the_day_before() -> None:
    page = browser(ShelfArchive([digest(), digest(date(2026, 1, 6))])).get("/t/east-west/2026-01-07")
    assert "Bridge opens." in page.text
    assert 'rel="prev" href="/t/east-west/2026-01-06"' in page.text


def test_the_figure_of_a_digest_has_its_colours_from_the_style_sheet_light_and_dark() -> None:
    site = browser(ShelfArchive([digest()]))
    assert '<svg class="coverage"></svg>' in site.get("/t/east-west/2026-01-07").text
    light, dark = site.get("/style.css").text.rsplit("@media (prefers-color-scheme: dark)", 1)
    assert coverage_css(LIGHT) in light
    assert coverage_css(DARK) in dark


@pytest.mark.parametrize(
    "path",
    [
        "/t/nowhere",
        "/t/east-west/2026-01-09",
        "/t/east-west/..%2f..%2fetc",
        "/t/nowhere/feed.atom",
        "/t/%7B%7B7*7%7D%7D",
    ],
)
def test_what_the_archive_does_not_hold_is_not_found_and_not_echoed(path: str) -> None:
    page = browser(ShelfArchive([digest()])).get(path)
    assert page.status_code == 404
    assert "49" not in page.text


def test_the_home_page_shows_how_the_freshest_digest_begins() -> None:
    page = browser(ShelfArchive([digest(text="Grain is late."), digest(date(2026, 1, 6), "Old news.")])).get("/")
    assert "Grain is late." in page.text
    assert "Old news." not in page.text


def test_an_archive_of_years_is_shown_a_year_a_page_and_every_day_can_be_reached() -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(0, 800, 10)]
    client = browser(ShelfArchive([digest(day) for day in days]))
    path, seen = "/t/east-west", set()
    while path:
        page = client.get(path).text
        seen |= set(re.findall(r'href="/t/east-west/(\d{4}-\d\d-\d\d)"', page))
        assert page.count("<section>") <= 12
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older[1] if older else ""
    assert seen == {str(day) for day in days}


def test_the_words_looked_for_are_marked_where_they_were_found() -> None:
    hit = Hit(article("Bridge opens"), "Bridge opens\n\nThe bridges of Lena & co.", 0, 5, 1.0)
    page = browser(ShelfArchive([digest()], [hit])).get("/search", params={"q": "bridge"})
    assert "The <mark>bridges</mark> of Lena &amp; co." in page.text


def test_requests_are_counted_by_pattern_and_status() -> None:
    counted: list[tuple[str, int]] = []
    site = create_site(
        ShelfArchive([digest()]),
        health=lambda: READY,
        metrics=lambda: b"",
        on_request=lambda page, status: counted.append((page, status)),
    )
    TestClient(site).get("/t/east-west/2026-01-07")
    TestClient(site).get("/t/nowhere")
    assert counted == [("/t/{topic}/{day}", 200), ("/t/{topic}", 404)]


def test_hostile_words_are_shown_as_words() -> None:
    hit = Hit(article(HOSTILE, url="javascript:alert(1)"), HOSTILE, 0, 5, 1.0)
    page = browser(ShelfArchive([digest()], [hit])).get("/search", params={"q": HOSTILE})
    assert "<script" not in page.text
    assert "javascript:" not in page.text


def test_a_search_without_words_searches_nothing() -> None:
    archive = ShelfArchive([digest()])
    assert browser(archive).get("/search", params={"q": "  "}).status_code == 200
    assert archive.searched == []


def test_every_response_forbids_scripts_and_sniffing() -> None:
    client = browser(ShelfArchive([digest()]))
    for path in ("/", "/t/nowhere", "/feed.atom", "/healthz", "/no/such/page"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_feed_is_well_formed_whatever_the_digest_says() -> None:
    client = browser(ShelfArchive([digest(text=HOSTILE)]))
    tree = fromstring(client.get("/t/east-west/feed.atom").content)
    content = tree.find(".//{http://www.w3.org/2005/Atom}content")
    assert content is not None
    assert content.text == "<p>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;</p>"


def test_readiness_says_what_is_wrong_and_liveness_cares_only_for_the_storage() -> None:
    client = browser(ShelfArchive([]), Health(False, ("The disk is full.",)))
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json() == {"ready": False, "problems": ["The disk is full."]}
    assert client.get("/healthz").status_code == 200
    full = browser(ShelfArchive([]), Health(False, ("The disk is full.",), is_sound=False))
    assert full.get("/healthz").status_code == 503
    assert full.get("/healthz").text == "The disk is full.\n"


def test_the_site_is_read_only() -> None:
    assert browser(ShelfArchive([digest()])).post("/search", data={"q": "x"}).status_code == 405


def test_the_health_answers_while_hundreds_ask_for_pages_that_hang() -> None:
    go_on = Event()

    class SlowArchive(ShelfArchive):
        def topics(self) -> Sequence[TopicPage]:
            go_on.wait(20)
            return super().topics()

    site = create_site(SlowArchive([digest()]), health=lambda: READY, metrics=lambda: b"")

    async def crowd() -> tuple[float, list[int]]:
        async with AsyncClient(transport=ASGITransport(site), base_url="http://here") as client:
            pages = [create_task(client.get("/")) for _ in range(500)]
            await sleep(0)
            began = monotonic()
            assert (await client.get("/healthz")).text == "ok\n"
            took = monotonic() - began
            go_on.set()
            return took, [page.status_code for page in await gather(*pages)]

    took, statuses = run(crowd())
    assert took < 2
    assert Counter(statuses) == {200: PAGES_AT_ONCE + PAGES_WAITING, 503: 500 - PAGES_AT_ONCE - PAGES_WAITING}


def test_a_look_at_the_health_that_hangs_is_said_to_take_long() -> None:
    go_on = Event()

    def health() -> Health:
        go_on.wait(20)
        return READY

    async def ask() -> tuple[Response, Response]:
        look = HealthLook(health, within=0.05)
        endpoint = look.endpoint(lambda found: JSONResponse(list(found.problems)))
        first = await endpoint(Request({"type": "http"}))
        go_on.set()
        await sleep(0.1)
        return first, await endpoint(Request({"type": "http"}))

    slow, well = run(ask())
    assert b"takes long" in slow.body
    assert well.body == b"[]"


def test_without_a_public_address_nothing_in_a_feed_is_what_a_request_calls_us() -> None:
    client = browser(ShelfArchive([digest()]))
    for path in ("/feed.atom", "/t/east-west/feed.atom"):
        pages = [client.get(path, headers={"host": host}) for host in ("localhost:8080", "evil.example")]
        assert pages[0].content == pages[1].content
        assert "evil.example" not in pages[1].text
        assert 'href="/t/east-west/2026-01-07"' in pages[1].text
        assert f'href="{path}"' in pages[1].text


def test_ids_of_a_feed_are_the_same_under_every_address_and_links_lead_to_the_public_one() -> None:
    archive = ShelfArchive([digest()])
    pages = [
        TestClient(
            create_site(archive, health=lambda: READY, metrics=lambda: b"", public_url="https://news.example/archive")
        ).get("/feed.atom", headers={"host": host})
        for host in ("localhost:8080", "evil.example")
    ]
    assert pages[0].content == pages[1].content
    assert 'href="https://news.example/archive/t/east-west/2026-01-07"' in pages[0].text
    assert f"<id>{TAG}east-west:2026-01-07</id>" in pages[0].text
    assert f"<id>{TAG}east-west:2026-01-07</id>" in browser(archive).get("/feed.atom").text


@pytest.mark.parametrize(
    ("header", "language", "direction", "words"),
    [
        ("", "en", "ltr", "2 digests"),
        ("ru", "ru", "ltr", "2 сводки"),
        ("pt-BR,pt;q=0.9,en;q=0.8", "pt", "ltr", "2 resumos"),
        ("ur-PK", "ur", "rtl", "2 خلاصے"),
        ("fi, sv;q=0.9", "en", "ltr", "2 digests"),
        ("fi, es;q=0.5, zh;q=0.7", "zh", "ltr", "2 份摘要"),
        ("es;q=0, en", "en", "ltr", "2 digests"),
        ("es;q=nonsense, ;;,=, en", "en", "ltr", "2 digests"),
    ],
)
def test_a_page_speaks_the_language_that_the_browser_likes_best(
    header: str, language: str, direction: str, words: str
) -> None:
    archive = ShelfArchive([digest(), digest(date(2026, 1, 6))])
    page = browser(archive).get("/", headers={"accept-language": header})
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert words in page.text
    assert page.headers["content-language"] == language
    assert "accept-language" in page.headers["vary"]


def test_days_and_months_are_named_as_the_language_names_them() -> None:
    spanish = {"accept-language": "es"}
    assert "miércoles, 7 de enero de 2026" in browser(ShelfArchive([digest()])).get("/", headers=spanish).text
    assert "enero de 2026" in browser(ShelfArchive([digest()])).get("/t/east-west", headers=spanish).text


def test_what_is_not_there_is_said_in_the_language_of_the_browser() -> None:
    pages = browser(ShelfArchive([digest()]))
    assert "Aquí no existe ese tema." in pages.get("/t/nowhere", headers={"accept-language": "es"}).text
    assert (
        "No se ha encontrado nada: nada de lo guardado"
        in pages.get("/search?q=bridge", headers={"accept-language": "es"}).text
    )


@pytest.mark.parametrize(("months", "are_all_shown"), [(12, True), (13, False)])
def test_a_page_shows_a_year(months: int, are_all_shown: bool) -> None:
    days = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(months)]
    page = browser(ShelfArchive([digest(day) for day in days])).get("/t/east-west").text
    assert (page.count("<section>") == months) == are_all_shown


@pytest.mark.parametrize(("letters", "is_whole"), [(250, True), (350, False)])
def test_nobody_searches_for_a_page_of_words(letters: int, is_whole: bool) -> None:
    archive = ShelfArchive([digest()])
    browser(archive).get("/search", params={"q": "x" * letters})
    assert ([len(wish.words) for wish in archive.searched] == [letters]) == is_whole


@pytest.mark.parametrize(("days", "are_all_there"), [(18, True), (25, False)])
def test_a_feed_holds_the_newest_digests(days: int, are_all_there: bool) -> None:
    made = [digest(DAY - timedelta(days=number)) for number in range(days)]
    found = browser(ShelfArchive(made)).get("/feed.atom").text.count("<entry>")
    assert found >= 18 and (found == days) == are_all_there


def test_a_home_page_shows_the_first_sentences_of_a_digest() -> None:
    many = replace(digest(), highlights=tuple(Bullet(f"Bridge {number} opens.", (1,)) for number in range(9)))
    page = browser(ShelfArchive([many])).get("/").text
    assert len(re.findall(r"Bridge \d opens", page)) == 3


@pytest.mark.parametrize(("topics", "have_all_leads"), [(10, True), (14, False)])
def test_a_home_page_of_many_topics_is_short(topics: int, have_all_leads: bool) -> None:
    class Many(ShelfArchive):
        def topics(self) -> Sequence[TopicPage]:
            return [TopicPage(f"topic-{number}", f"Topic {number}", (DAY,)) for number in range(topics)]

        def digest(self, topic: str, day: date) -> Digest | None:
            return digest(day)

    assert (browser(Many([])).get("/").text.count("Bridge opens.") == topics) == have_all_leads


def test_signs_that_turn_the_direction_of_words_do_not_reach_the_page() -> None:
    page = browser(ShelfArchive([digest(text="in\u202evisible\u2066 ink")])).get("/").text
    assert "invisible ink" in page


@pytest.mark.parametrize(("letters", "status"), [(900_000, 200), (1_300_000, 413)])
def test_an_update_is_no_file(letters: int, status: int) -> None:
    door = Door("/hook", is_known=lambda secret: True, receive=lambda body: None)
    sent = Request(
        {"type": "http", "method": "POST", "headers": [], "path": "/hook"},
        receive=Bytes(b"x" * letters),
    )
    assert run(door.enter(sent)).status_code == status


def test_a_page_that_the_reader_has_is_not_sent_again_but_after_a_change() -> None:
    archive = ShelfArchive([digest()])
    client = browser(archive)
    for path in ("/", "/t/east-west/2026-01-07", "/feed.atom", "/style.css"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
    archive.digests["east-west", DAY] = digest(text="Bridge closes.")
    assert client.get("/feed.atom", headers={"if-none-match": tag}).status_code == 200


def test_a_long_page_travels_packed_to_whoever_takes_it() -> None:
    client = browser(ShelfArchive([digest(text="Bridge opens. " * 200)]))
    packed = client.get("/feed.atom", headers={"accept-encoding": "gzip"})
    plain = client.get("/feed.atom", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert packed.content == plain.content and packed.headers["etag"] == plain.headers["etag"]


def test_a_search_is_narrowed_by_a_form_that_remembers_what_was_chosen() -> None:
    hit = Hit(article("Bridge opens"), "The bridge of Lena.", 0, 5, 1.0)
    archive = ShelfArchive([digest()], [hit])
    asked = {
        "q": "bridge",
        "topic": "east-west",
        "side": "east-west/east",
        "outlet": "East Post",
        "from": "2026-01-01",
        "to": "2026-01-31",
    }
    page = browser(archive).get("/search", params=asked).text
    assert archive.searched == [
        Wish("bridge", "east-west", "east-west/east", "East Post", date(2026, 1, 1), date(2026, 1, 31))
    ]
    assert '<option value="east-west/east" selected>The East</option>' in page
    assert '<option value="east-west" selected>East and West</option>' in page
    assert 'name="from" value="2026-01-01"' in page and 'value="East Post"' in page
    assert "· The East ·" in page


def test_a_filter_alone_is_a_search_and_a_day_that_is_none_is_left_out() -> None:
    archive = ShelfArchive([digest()])
    page = browser(archive).get("/search", params={"side": "east-west/west", "from": "yesterday"}).text
    assert archive.searched == [Wish(side="east-west/west")]
    assert "Nothing found: nothing stored passes these filters." in page


def test_machines_that_come_by_are_told_where_to_go() -> None:
    archive = ShelfArchive([digest()])
    site = create_site(archive, health=lambda: READY, metrics=lambda: b"", public_url="https://news.example/archive")
    client = TestClient(site)
    robots = client.get("/robots.txt").text
    assert "Disallow: /search" in robots and "Sitemap: https://news.example/archive/sitemap.xml" in robots
    places = [element.text for element in fromstring(client.get("/sitemap.xml").content).iter() if element.text]
    assert places == [
        f"https://news.example/archive{path}" for path in ("/", "/t/east-west", "/t/east-west/2026-01-07")
    ]
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_without_a_public_address_there_is_no_sitemap() -> None:
    client = browser(ShelfArchive([digest()]))
    assert client.get("/sitemap.xml").status_code == 404
    assert "Sitemap" not in client.get("/robots.txt").text


def test_an_article_found_by_its_headline_shows_how_it_begins_and_no_more() -> None:
    passage = "Bridge opens\n\nFirst it was closed. " + "Then it opened, and many came to see it. " * 20
    page = (
        browser(ShelfArchive([digest()], [Hit(article("Bridge opens"), passage, 0, 5, 1.0)]))
        .get("/search?q=bridge")
        .text
    )
    shown = re.findall(r"<p>(First it was closed.*?)</p>", page)
    assert len(shown) == 1 and 100 < len(shown[0]) <= 300 and shown[0].endswith("see it.")


def test_of_a_long_list_of_languages_the_first_count() -> None:
    header = ",".join(
        [f"x{letter}" for letter in "abcdefghijklmno"] + ["es"] + [f"y{letter}" for letter in "abcdefg"] + ["hi"]
    )
    assert "es" in liked_languages(header)
    assert "hi" not in liked_languages(header)
