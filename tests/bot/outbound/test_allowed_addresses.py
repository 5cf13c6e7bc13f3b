"""Which addresses may be asked, as plain values."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.allowed_addresses import parse_target, refusal
from bot.outbound.redirects import redirect_target, refuse_downgrade
from retrieval.errors import FetchError

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.1",
    "169.254.169.254",
    "169.254.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.1",
    "192.0.2.5",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2001:0:1234::1",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fe80::1%eth0",
    "100::1",
    "2001:10::1",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "2a00:1450:4001::200e",
    "2001:4860:4860::8888",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refusal(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address: str) -> None:
    assert refusal(ip_address(address)) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://user@example.org/",
        "http://example.org:pw@127.0.0.1/",
        "http://１２７.０.０.１/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "http://example.org:0/",
    ],
)
def test_what_is_never_asked_is_refused_as_written(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse_target(url)
    assert caught.value.kind == "refused_address"


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "/etc/passwd", "ftp://example.org/", "gopher://example.org/", "javascript:alert(1)", "http://",
     "http:///path", "http://[::1", "http://exa mple.org/", "http://example.org:99999/", "http://a\r\nb.example/",
     "http://example.org\\@evil.example/", "data:text/xml,x", "http://" + "a" * 9000],
)  # fmt: skip
def test_what_is_no_web_address_is_called_so(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        parse_target(url)
    assert caught.value.kind == "bad_url"
    assert caught.value.permanent


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_the_ports_of_the_web_are_open(port: int) -> None:
    assert parse_target(f"http://example.org:{port}/feed").port == port


def test_a_target_keeps_path_and_query_and_drops_the_fragment() -> None:
    target = parse_target("https://Example.ORG/a%20b/ü?x=1&y=ä#part")
    assert target.url == "https://example.org/a%20b/%C3%BC?x=1&y=%C3%A4"


def test_international_names_are_asked_in_ascii() -> None:
    assert parse_target("https://bücher.example/feed").host == "xn--bcher-kva.example"


def test_an_exception_is_for_exactly_one_host_and_port() -> None:
    allowed = frozenset({"127.0.0.1:9999", "[::1]:9999"})
    assert parse_target("http://127.0.0.1:9999/feed", allowed_private=allowed).port == 9999
    assert parse_target("http://[::1]:9999/feed", allowed_private=allowed).host == "::1"
    for other in ("http://127.0.0.1:9998/", "http://127.0.0.2:9999/", "http://127.0.0.1/"):
        with pytest.raises(FetchError):
            parse_target(other, allowed_private=allowed)


def test_a_redirect_may_be_relative_or_without_scheme() -> None:
    assert redirect_target("https://a.example/x/feed", "../y") == "https://a.example/y"
    assert redirect_target("https://a.example/feed", "//b.example/z") == "https://b.example/z"


def test_https_does_not_continue_over_http() -> None:
    with pytest.raises(FetchError) as caught:
        refuse_downgrade(parse_target("https://a.example/"), parse_target("http://a.example/"))
    assert caught.value.kind == "redirect"


@given(st.text(max_size=80))
def test_any_text_is_a_target_or_a_typed_error(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            target = parse_target(url)
        except FetchError:
            continue
        assert target.host.isascii()
        assert target.path.isascii()
        assert not set(target.path) & set(" \r\n\t")


@given(st.ip_addresses())
def test_an_open_address_is_a_global_one(address: object) -> None:
    known = ip_address(str(address))
    if not refusal(known):
        assert known.is_global
        assert not known.is_multicast


@pytest.mark.parametrize(("letters", "is_one"), [(7000, True), (9500, False)])
def test_an_address_is_no_text(letters: int, is_one: bool) -> None:
    url = "https://westtimes.example/" + "a" * letters
    if is_one:
        assert parse_target(url).url == url
    else:
        with pytest.raises(FetchError):
            parse_target(url)


def test_a_public_address_in_its_plain_spelling_may_be_asked() -> None:
    assert parse_target("http://93.184.216.34/feed").host == "93.184.216.34"
