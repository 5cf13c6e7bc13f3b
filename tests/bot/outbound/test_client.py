"""The outbound client against a real server on loopback."""

import gzip
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import brotli
import pytest

from bot.outbound.client import OutboundClient, user_agent
from retrieval.errors import FetchError
from retrieval.ports import Request
from tests.feedserver import FeedServer, Handler, Page


def fetch_kind(client: OutboundClient, url: str, *, seconds: float = 5, max_bytes: int = 1_000_000) -> str:
    with pytest.raises(FetchError) as caught:
        client.get(Request(url, max_bytes=max_bytes, deadline=timedelta(seconds=seconds)))
    assert str(caught.value).endswith((".", "COUNTERPOINT_ALLOW_PRIVATE_HOSTS."))
    return caught.value.kind


def redirect(status: int, target: str) -> Page:
    return Page(status=status, headers={"Location": target})


def test_an_answer_comes_with_status_headers_and_body(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(b"<rss/>", headers={"ETag": '"a b"', "X-Two": "1"})
    answer = client.get(Request(server.url()))
    assert (answer.status, answer.body, answer.url, answer.redirects) == (200, b"<rss/>", server.url(), ())
    assert answer.headers["etag"] == '"a b"'


def test_any_status_is_an_answer(server: FeedServer, client: OutboundClient) -> None:
    for status in (204, 304, 404, 410, 429, 500, 503):
        server.pages["/feed"] = Page(status=status)
        assert client.get(Request(server.url())).status == status


def test_what_is_sent_is_a_plain_get_under_our_one_name(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed?x=1"] = Page(b"x", headers={"Set-Cookie": "id=7"})
    for _ in range(2):
        client.get(Request(server.url("/feed?x=1"), {"If-None-Match": 'W/"1"'}))
    for asked in server.asked:
        assert asked.method == "GET"
        assert asked.path == "/feed?x=1"
        assert asked.headers == {
            "host": server.authority,
            "user-agent": user_agent("https://example.org/bot"),
            "accept": "*/*",
            "accept-encoding": "gzip, br",
            "if-none-match": 'W/"1"',
        }


def test_our_name_holds_version_and_contact() -> None:
    name = user_agent("https://example.org/bot")
    assert name.startswith("Counterpoint/")
    assert name.endswith(" (+https://example.org/bot)")


def test_packed_bodies_arrive_unpacked(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/gz"] = Page(gzip.compress(b"news"), headers={"Content-Encoding": "gzip"})
    server.pages["/br"] = Page(brotli.compress(b"news"), headers={"Content-Encoding": "br"})
    assert client.get(Request(server.url("/gz"))).body == b"news"
    assert client.get(Request(server.url("/br"))).body == b"news"


def test_environment_proxies_are_not_used(
    server: FeedServer, client: OutboundClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.pages["/feed"] = Page(b"direct")
    assert client.get(Request(server.url())).body == b"direct"
    assert "NETRC" not in os.environ


# Redirects


def test_a_validator_of_any_bytes_goes_back_as_it_came(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(b"x", headers={"ETag": "“é”".encode().decode("latin-1")})
    etag = client.get(Request(server.url())).headers["etag"]
    client.get(Request(server.url(), {"If-None-Match": etag}))
    assert server.asked[-1].headers["if-none-match"].encode("latin-1") == "“é”".encode()


def test_a_redirect_may_hold_plain_letters_and_blanks(server: FeedServer, client: OutboundClient) -> None:
    server.pages |= {
        "/feed": redirect(302, "/größe 1".encode().decode("latin-1")),
        "/gr%C3%B6%C3%9Fe%201": Page(b"here"),
    }
    assert client.get(Request(server.url())).body == b"here"


def test_redirects_are_followed_and_told(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/old"] = redirect(301, "/middle")
    server.pages["/middle"] = redirect(302, server.url("/new"))
    server.pages["/new"] = Page(b"here")
    answer = client.get(Request(server.url("/old")))
    assert answer.body == b"here"
    assert answer.url == server.url("/new")
    assert answer.redirects == ((301, server.url("/middle")), (302, server.url("/new")))


def test_five_redirects_are_followed_and_six_are_not(server: FeedServer, client: OutboundClient) -> None:
    for number in range(6):
        server.pages[f"/{number}"] = redirect(302, f"/{number + 1}")
    server.pages["/6"] = Page(b"end")
    assert client.get(Request(server.url("/1"))).body == b"end"
    assert fetch_kind(client, server.url("/0")) == "redirect"


def test_a_loop_ends(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = redirect(301, "/feed")
    assert fetch_kind(client, server.url()) == "redirect"
    assert len(server.asked) == 6


def test_a_redirect_status_without_a_place_is_just_an_answer(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(b"", 301)
    assert client.get(Request(server.url())).status == 301


SPELLINGS = [
    "http://127.0.0.1:{port}/secret",
    "http://localhost:{port}/secret",
    "http://2130706433:{port}/secret",
    "http://0x7f000001:{port}/secret",
    "http://0177.0.0.1:{port}/secret",
    "http://127.1:{port}/secret",
    "http://[::1]:{port}/secret",
    "http://[::ffff:127.0.0.1]:{port}/secret",
    "http://0.0.0.0:{port}/secret",
    "http://good.example@127.0.0.1:{port}/secret",
    "//127.0.0.1:{port}/secret",
    "http://127.0.0.2:{port}/secret",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_redirect_leads_into_the_machine(spelling: str, server: FeedServer, client: OutboundClient) -> None:
    hidden = FeedServer("0.0.0.0")
    try:
        hidden.pages["/secret"] = Page(b"secret")
        server.pages["/feed"] = redirect(302, spelling.format(port=hidden.port))
        assert fetch_kind(client, server.url()) in ("refused_address", "bad_url")
        assert hidden.asked == []
    finally:
        hidden.close()


@pytest.mark.parametrize("spelling", [s for s in SPELLINGS if s.startswith("http")])
def test_no_typed_address_leads_into_the_machine(spelling: str, server: FeedServer, client: OutboundClient) -> None:
    hidden = FeedServer("0.0.0.0")
    try:
        assert fetch_kind(client, spelling.format(port=hidden.port)) == "refused_address"
        assert hidden.asked == []
    finally:
        hidden.close()


def test_headers_for_one_page_do_not_travel_to_another(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/old"] = redirect(302, "/new")
    server.pages["/new"] = Page(b"x")
    client.get(Request(server.url("/old"), {"If-None-Match": '"1"'}, headers_for=server.url("/new")))
    assert ["if-none-match" in asked.headers for asked in server.asked] == [False, True]


# Names


def client_resolving(server: FeedServer, *answers: Sequence[str], allowed: str = "") -> OutboundClient:
    remaining = list(answers)

    def resolve(host: str) -> Sequence[str]:
        return remaining.pop(0) if len(remaining) > 1 else remaining[0]

    return OutboundClient(
        user_agent="Counterpoint/test (+https://example.org)",
        allowed_private=frozenset({allowed} if allowed else ()),
        resolve=resolve,
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1"])
def test_a_name_is_judged_by_the_address_it_leads_to(address: str, server: FeedServer) -> None:
    assert fetch_kind(client_resolving(server, [address]), "http://feeds.example:8080/feed") == "refused_address"


def test_a_name_that_changes_its_answer_gains_nothing() -> None:
    """The classic rebinding: public when checked, loopback when used. Here the answer is asked for once and used."""
    asked: list[str] = []

    def resolve(host: str) -> Sequence[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) % 2 else ["127.0.0.1"]

    client = OutboundClient(user_agent="x", resolve=resolve)
    for _ in range(4):
        assert fetch_kind(client, "http://rebind.example/feed") == "refused_address"
    assert len(asked) == 4


def test_of_mixed_addresses_only_public_ones_are_tried(server: FeedServer) -> None:
    # 240.0.0.0/4 and loopback are refused, so no connection is ever begun.
    client = client_resolving(server, ["127.0.0.1", "240.0.0.1"])
    assert fetch_kind(client, f"http://mixed.example:8080{'/'}") == "refused_address"
    assert server.asked == []


def test_an_exception_by_name_keeps_the_name_in_the_host_header(server: FeedServer) -> None:
    server.pages["/feed"] = Page(b"own")
    authority = f"feeds.internal:{server.port}"
    client = client_resolving(server, ["127.0.0.1"], allowed=authority)
    assert client.get(Request(f"http://{authority}/feed")).body == b"own"
    assert server.asked[0].headers["host"] == authority


def test_a_second_address_is_tried_when_the_first_is_dead(server: FeedServer) -> None:
    server.pages["/feed"] = Page(b"up")
    authority = f"feeds.internal:{server.port}"
    client = client_resolving(server, ["127.0.0.77", "127.0.0.1"], allowed=authority)
    assert client.get(Request(f"http://{authority}/feed")).body == b"up"


@pytest.mark.parametrize(
    ("number", "words"),
    [(socket.EAI_NONAME, "There is no host nowhere.example"), (socket.EAI_AGAIN, "check the network of this machine")],
)
def test_an_unknown_name_says_so_and_a_machine_without_names_blames_no_address(number: int, words: str) -> None:
    def resolve(host: str) -> Sequence[str]:
        raise socket.gaierror(number, "no such name")

    client = OutboundClient(user_agent="x", resolve=resolve)
    assert fetch_kind(client, "http://nowhere.example/") == "dns"
    with pytest.raises(FetchError, match=words) as failed:
        client.get(Request("http://nowhere.example/"))
    assert "spelling" not in str(failed.value)


def test_a_slow_resolver_does_not_outlast_the_deadline() -> None:
    answered = threading.Event()

    def resolve(host: str) -> Sequence[str]:
        answered.wait(10)
        return []

    client = OutboundClient(user_agent="x", resolve=resolve)
    assert fetch_kind(client, "http://slow.example/", seconds=0.1) == "timeout"
    answered.set()


# Size and time


def test_a_body_above_the_cap_is_refused(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(gzip.compress(b"x" * 2_000_000), headers={"Content-Encoding": "gzip"})
    assert fetch_kind(client, server.url()) == "too_large"


def test_an_announced_length_above_the_cap_is_refused_unread(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = Page(b"", headers={"Content-Length": "99999999999"})
    assert fetch_kind(client, server.url()) == "too_large"


def endless(handler: Handler) -> None:
    handler.send_response_only(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        handler.close_connection = True


def test_an_endless_body_is_cut(server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = endless
    assert fetch_kind(client, server.url()) == "too_large"


def drip(start: bytes) -> object:
    def answer(handler: Handler) -> None:
        handler.wfile.write(start)
        waiting = threading.Event()
        try:
            while not waiting.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            handler.close_connection = True

    return answer


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"],
    ids=["status", "headers", "body"],
)  # fmt: skip
def test_dripping_bytes_do_not_outlast_the_deadline(start: bytes, server: FeedServer, client: OutboundClient) -> None:
    server.pages["/feed"] = drip(start)  # type: ignore[assignment]
    assert fetch_kind(client, server.url(), seconds=0.4) == "timeout"


def test_redirects_share_one_deadline(server: FeedServer, client: OutboundClient) -> None:
    def slow(handler: Handler) -> Page:
        threading.Event().wait(0.15)
        return redirect(302, "/feed")

    server.pages["/feed"] = slow
    assert fetch_kind(client, server.url(), seconds=0.4) == "timeout"
    assert len(server.asked) <= 3


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "cut_off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n", "cut_off"),
        (b"not http at all\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Big: " + b"y" * 200_000 + b"\r\n\r\n", "protocol"),
        (b"", "connection"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", "protocol"),
    ],
    ids=["short", "chunk", "noise", "headers", "nothing", "lengths"],
)
def test_broken_answers_are_typed_errors(raw: bytes, kind: str, server: FeedServer, client: OutboundClient) -> None:
    def answer(handler: Handler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    server.pages["/feed"] = answer
    assert fetch_kind(client, server.url()) == kind


def test_a_closed_port_says_so(server: FeedServer, client: OutboundClient) -> None:
    server.close()
    assert fetch_kind(client, server.url()) == "connect"


def test_an_answer_after_an_error_is_a_fresh_one(server: FeedServer, client: OutboundClient) -> None:
    """A connection left with unread bytes must not serve the next request."""
    server.pages["/big"] = Page(b"x" * 3_000_000)
    server.pages["/feed"] = Page(b"fine")
    fetch_kind(client, server.url("/big"))
    assert client.get(Request(server.url())).body == b"fine"


# Manners


def test_one_host_is_asked_twice_at_once_at_most(server: FeedServer, client: OutboundClient) -> None:
    meeting = threading.Barrier(2)

    def pair_up(handler: Handler) -> Page:
        meeting.wait(5)
        return Page(b"x")

    server.pages["/feed"] = pair_up
    threads = [threading.Thread(target=client.get, args=(Request(server.url()),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 8
    assert server.most_at_once == 2


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and key for `localhost`, signed by nobody."""
    folder = tmp_path_factory.mktemp("tls")
    path = folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    try:
        subprocess.run(
            [*command, "-keyout", str(path), "-out", str(folder / "cert.pem"), "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost"],
            check=True,
            capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"openssl cannot make a certificate here: {error}")
    path.write_text(path.read_text() + (folder / "cert.pem").read_text())
    return path


@pytest.fixture
def secure(certificate: Path, server: FeedServer) -> FeedServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
    return server


def test_a_certificate_nobody_signed_is_refused(secure: FeedServer) -> None:
    client = OutboundClient(user_agent="x", allowed_private=frozenset({f"localhost:{secure.port}"}))
    assert fetch_kind(client, f"https://localhost:{secure.port}/feed") == "tls"
    assert secure.asked == []


def test_the_certificate_is_checked_against_the_name_not_the_address(secure: FeedServer, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate.with_name("cert.pem")))
    allowed = frozenset({f"localhost:{secure.port}", f"other.internal:{secure.port}"})
    client = OutboundClient(user_agent="x", allowed_private=allowed, tls=trusting, resolve=lambda host: ["127.0.0.1"])
    secure.pages["/feed"] = Page(b"safe")
    assert client.get(Request(f"https://localhost:{secure.port}/feed")).body == b"safe"
    assert fetch_kind(client, f"https://other.internal:{secure.port}/feed") == "tls"


def test_https_is_not_left_for_http(secure: FeedServer, certificate: Path) -> None:
    plain = FeedServer()
    try:
        trusting = ssl.create_default_context(cafile=str(certificate.with_name("cert.pem")))
        allowed = frozenset({f"localhost:{secure.port}", plain.authority})
        client = OutboundClient(user_agent="x", allowed_private=allowed, tls=trusting)
        secure.pages["/feed"] = redirect(302, plain.url())
        assert fetch_kind(client, f"https://localhost:{secure.port}/feed") == "redirect"
        assert plain.asked == []
    finally:
        plain.close()
