from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.intake.extract import Extract
from retrieval.pages.extraction import extract_article
from tests.builders import NOON

URL = "https://harbourgazette.example/world/bridge?id=7&utm_source=rss"
PARAGRAPHS = [
    f"Paragraph {n} tells how the old bridge over the harbour was opened again on Tuesday, with boats and a speech of the mayor."
    for n in range(8)
]


def page(body: str, *, title: str = "Bridge opens | Harbour Gazette", head: str = "") -> str:
    return (
        f'<html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Harbour Gazette">{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav>{body}<footer>We use cookies. Subscribe to our newsletter.</footer></body></html>"
    )


def story(count: int = 8, after: str = "") -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:count])
    return f"<article><h1>Bridge opens</h1><p>By Jo Doe</p>{text}</article>{after}"


def read(html: str, *, url: str = URL, content_type: str = "text/html; charset=utf-8") -> Extract:
    return extract_article(html.encode(), url=url, headers={"content-type": content_type}, now=NOON)


def test_an_article_is_read_with_what_the_page_says_of_it() -> None:
    head = (
        '<link rel="canonical" href="/world/bridge"><meta property="article:published_time" content="2026-01-07T08:00:00+00:00">'
        '<meta name="author" content="Jo Doe">'
    )
    assert read(page(story(), head=head)) == Extract(
        url="https://harbourgazette.example/world/bridge",
        title="Bridge opens",
        text="\n\n".join(PARAGRAPHS),
        published=NOON - timedelta(hours=4),
        language="en",
        outlet="Harbour Gazette",
        author="Jo Doe",
    )


def test_json_ld_is_read_and_goes_first() -> None:
    data = (
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": "Old bridge opens", "author": [{"name": "Al"}],'
        '"datePublished": "2026-01-07T08:00:00Z"}]}'
    )
    found = read(
        page(
            story(),
            head=f'<script type="application/ld+json">{data}</script><script type="application/ld+json">{{</script>',
        )
    )
    assert (found.title, found.author, found.published) == ("Old bridge opens", "Al", NOON - timedelta(hours=4))


@pytest.mark.parametrize(
    "canonical",
    [
        "https://elsewhere.example/world/bridge",
        "https://harbourgazette.example/",
        "javascript:alert(1)",
        "http://169.254.169.254/",
        "https://harbourgazette.example:8443/secret",
    ],
)
def test_a_canonical_address_of_another_site_or_of_the_front_page_is_not_believed(canonical: str) -> None:
    found = read(page(story(), head=f'<link rel="canonical" href="{canonical}">'))
    assert found.url == "https://harbourgazette.example/world/bridge?id=7"


NOT_FREE = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
TEASER = f'<meta name="description" content="{PARAGRAPHS[0]}">'
TWO_AND_A_HALF = f"<article><h1>Bridge opens</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}..</p></article>"
COOKIES = (
    "<h1>Before you continue</h1><p>We use cookies and data to deliver services. "
    "Choose Accept all to see personalized ads or Reject all.</p>"
)
PARTNERS = (
    "<div><h2>We value your privacy</h2><p>We and our 812 partners store and/or access information on a device, "
    "such as cookies, for personalised content.</p></div>"
)
PRIVACY = "<div><h2>Your privacy</h2>{}</div>".format(
    "<p>We and our 1432 partners store and access information on a device, such as unique IDs in cookies to process personal data. "
    "You may accept or manage your choices by clicking below, including your right to object.</p>" * 12
)
MISSING = (
    "<h1>Page not found</h1><p>Sorry, the page you are looking for does not exist. "
    "Here are our most read stories of the week instead.</p>"
)
ROBOT = "<h1>Checking your browser</h1><p>Please enable JavaScript and cookies to continue.</p>"


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("paywall", page(story(3, "<div><h2>Subscribe to continue reading</h2><p>Already a subscriber?</p></div>"))),
        ("paywall", page(story(7), head=NOT_FREE)),
        ("paywall", page(f"{TWO_AND_A_HALF}<p>This article is for subscribers only.</p>")),
        ("consent", page(COOKIES, title="Before you continue to Search")),
        ("consent", page(PARTNERS, title="Harbour Gazette")),
        ("consent", page(PRIVACY, title="Harbour Gazette")),
        ("soft_404", page(MISSING, title="Harbour Gazette")),
        ("robot_check", page(ROBOT, title="Just a moment...")),
        ("stub", page("<article><h1>Bridge opens</h1><p>The bridge has opened. Read more</p></article>")),
        ("stub", page("<div id='root'></div>")),
        ("stub", page(story(1), head=TEASER)),
    ],
)
def test_what_is_no_article_is_named_and_gives_no_text(kind: str, html: str) -> None:
    found = read(html)
    assert (found.error.partition(":")[0], found.text) == (kind, "")


def test_a_short_but_whole_article_is_one() -> None:
    assert read(page(story(4))).text == "\n\n".join(PARAGRAPHS[:4])


def test_a_long_article_about_cookies_and_subscriptions_is_one() -> None:
    words = "The 404 error page, said the minister, must not ask readers to subscribe to continue reading or to accept all cookies. "
    found = read(
        page(
            f"<article><h1>Rules for pages</h1>{''.join(f'<p>{words} Point {n} of the rules.</p>' for n in range(25))}</article>"
        )
    )
    assert found.error == ""
    assert len(found.text) > 2500


def test_what_is_no_page_is_said_so() -> None:
    assert read("%PDF-1.7", content_type="application/pdf").error.startswith("not_html")
    assert read("").error.startswith("not_html")


def test_the_encoding_named_in_the_page_is_used() -> None:
    html = page(story().replace("bridge", "мост"), head='<meta charset="windows-1251">').encode("cp1251")
    assert "мост" in extract_article(html, url=URL, headers={}, now=NOON).text


def test_a_date_in_the_future_is_left_out() -> None:
    head = '<meta property="article:published_time" content="2026-03-07T08:00:00Z">'
    assert read(page(story(), head=head)).published is None


@given(
    st.binary(max_size=200),
    st.sampled_from(["<html><p>", "<script type='application/ld+json'>", "<meta charset=x><title>", ""]),
)
def test_any_bytes_give_an_extract(body: bytes, start: str) -> None:
    found = extract_article(start.encode() + body, url=URL, headers={}, now=NOON)
    assert found.error
    assert found.text == ""


@pytest.mark.parametrize(("letters", "is_read"), [(4_000_000, True), (5_500_000, False)])
def test_an_article_stands_in_the_first_megabytes_of_a_page(letters: int, is_read: bool) -> None:
    assert bool(read(page(f"<!-- {'x' * letters} -->{story()}")).text) == is_read
