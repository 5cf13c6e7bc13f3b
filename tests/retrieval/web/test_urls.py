from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.web.urls import canonical_url, is_front_page, url_key

PAGE = "https://gazette.example/world/bridge?id=7"


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=feed", "utm_campaign=a%20b", "mtm_kwd=x", "fbclid=1", "gclid=1", "dclid=1", "gbraid=1", "wbraid=1",
        "msclkid=1", "yclid=1", "ysclid=1", "twclid=1", "igshid=1", "mc_cid=1", "_hsenc=1", "hsa_acc=1", "mkt_tok=1",
        "vero_id=1", "oly_enc_id=1", "srsltid=1", "UTM_Medium=rss", "ref=feeds.gazette.example",
    ],
)  # fmt: skip
def test_what_only_follows_readers_is_dropped(parameter: str) -> None:
    assert canonical_url(f"{PAGE}&{parameter}", base="https://feeds.gazette.example/rss") == PAGE


@pytest.mark.parametrize("parameter", ["ref=chapter2", "page=2", "source=archive", "id=8", "refid=1"])
def test_what_may_name_the_page_is_kept(parameter: str) -> None:
    assert parameter in canonical_url(f"https://gazette.example/a?{parameter}", base="https://feeds.gazette.example/")


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ftp://b.example/",
        "",
        "   ",
        "http://",
        "https://[bad",
    ],
)
def test_only_web_addresses_are_links(link: str) -> None:
    assert canonical_url(link, base="") == ""


@pytest.mark.parametrize("link", ["http://", "HTTPS:", "https:///"])
def test_a_link_that_is_only_a_scheme_is_not_its_base(link: str) -> None:
    assert canonical_url(link, base="https://gazette.example/rss") == ""


def test_an_empty_link_is_not_its_base() -> None:
    assert canonical_url("", base="https://gazette.example/rss") == ""


@pytest.mark.parametrize(
    ("link", "plain"),
    [
        ("/world/bridge?id=7#top", PAGE),
        ("//gazette.example/world/bridge?id=7", PAGE),
        (" https://gazette.example/world/\nbridge?id=7 ", PAGE),
        ("HTTPS://reader:secret@Gazette.Example:443/world/bridge?id=7", PAGE),
        ("https://www.google.com/url?rct=j&url=https%3A%2F%2Fgazette.example%2Fworld%2Fbridge%3Fid%3D7&ct=ga", PAGE),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fgazette.example%2Fworld%2Fbridge%3Fid%3D7&h=x", PAGE),
        ("https://www.google.com/amp/s/gazette.example/world/bridge?id=7", PAGE),
        ("https://gazette.example/%7euser/caf%c3%a9", "https://gazette.example/~user/caf%C3%A9"),
        ("https://gazette.example/café", "https://gazette.example/caf%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
    ],
)  # fmt: skip
def test_an_address_has_one_spelling(link: str, plain: str) -> None:
    assert canonical_url(link, base="https://gazette.example/rss") == plain


@pytest.mark.parametrize(
    "redirector",
    [
        "www.google.com/url?q=", "google.co.uk/url?url=", "lm.facebook.com/l.php?u=", "l.instagram.com/?u=",
        "www.youtube.com/redirect?q=", "www.bing.com/news/apiclick.aspx?url=", "out.reddit.com/t3_x?url=",
        "t.umblr.com/redirect?z=", "www.linkedin.com/redir/redirect?url=", "vk.com/away.php?to=",
        "slack-redir.net/link?url=", "go.skimresources.com/?url=", "eur01.safelinks.protection.outlook.com/?url=",
        "exit.sc/?url=",
    ],
)  # fmt: skip
def test_the_address_inside_a_redirector_is_the_article_s(redirector: str) -> None:
    assert canonical_url(f"https://{redirector}{quote(PAGE, safe='')}") == PAGE


def test_a_redirector_is_undone_only_for_web_addresses() -> None:
    link = "https://www.google.com/url?url=javascript%3Aalert(1)"
    assert canonical_url(link) == link.replace("(1)", "(1)")


def test_older_google_news_links_hold_the_publishers_address() -> None:
    inner = b'\x08\x13"' + bytes([len(PAGE)]) + PAGE.encode() + b"*\x02en\xd2\x01\x00"
    code = urlsafe_b64encode(inner).decode().rstrip("=")
    assert canonical_url(f"https://news.google.com/rss/articles/{code}?oc=5") == PAGE


def test_newer_google_news_links_stay_as_they_are() -> None:
    link = "https://news.google.com/rss/articles/CBMiAUFVX3lxTFBhYmNkZWZnaGlqa2xtbm9w?oc=5"
    assert canonical_url(link) == link


def test_scheme_www_closing_slash_and_order_do_not_make_another_page() -> None:
    spellings = ["https://gazette.example/a?x=1&y=2", "http://www.gazette.example/a/?y=2&x=1"]
    assert len({url_key(canonical_url(link)) for link in spellings}) == 1


def test_other_pages_stay_other_pages() -> None:
    pages = ["/a", "/A", "/a?x=1", "/a?x=2", "/a/b", "/a.html", "/?p=1", "/?p=2", "/#!/story/1", "/#!/story/2"]
    assert len({url_key(canonical_url(f"https://gazette.example{page}")) for page in pages}) == len(pages)


def test_the_front_page_is_known_as_such() -> None:
    assert is_front_page("https://gazette.example/")
    assert not is_front_page("https://gazette.example/?p=7")


@given(st.text(max_size=200))
def test_any_text_gives_an_address_or_nothing_and_twice_changes_nothing(link: str) -> None:
    once = canonical_url(link, base="https://gazette.example/rss")
    assert once == "" or once.startswith(("http://", "https://"))
    assert once.isascii() and not set(once) & set(' \n\t<>"')
    assert canonical_url(once) == once


def test_an_address_that_encoding_makes_too_long_is_none() -> None:
    assert canonical_url("https://westtimes.example/?" + "[" * 2000) == ""


@pytest.mark.parametrize(("letters", "is_one"), [(4000, True), (5000, False)])
def test_nobody_writes_an_address_of_five_thousand_letters(letters: int, is_one: bool) -> None:
    for mark in ("", "?"):
        assert bool(canonical_url("https://westtimes.example/" + mark + "a" * letters)) == is_one


def test_redirectors_inside_redirectors_are_undone_however_deep_and_however_spelt() -> None:
    link = "https://westtimes.example/a"
    for host in ("www.google.com/%75rl?q=", "WWW.Google.com/url?url=", "out.reddit.com/?url=") * 3:
        link = f"https://{host}{quote(link, safe='')}"
    assert canonical_url(link) == "https://westtimes.example/a"
