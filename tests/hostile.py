"""Thirty feeds that do harm or nothing, each with words that its reason must hold. For tests of the poller and of the console."""

import gzip
import io
import zipfile
from collections.abc import Mapping

from tests.feedserver import Answer, Handler, Page, rss

GOOD = rss("Bridge opens", "River rises")


def hostile_pages(port: int) -> dict[str, tuple[Answer, str]]:
    """Path -> (what the server does, words of the reason)."""
    pages: dict[str, tuple[Answer, str]] = {
        "bomb": (packed(b"\0" * 20_000_000), "larger than 15 MiB"),
        "huge": (Page(b"", headers={"Content-Length": "9999999999"}), "larger than 15 MiB"),
        "loop": (move(301, "/bad/loop"), "redirects more than 5 times"),
        "metadata": (move(302, "http://169.254.169.254/latest"), "not a public address"),
        "loopback": (move(302, f"http://localhost:{port}/secret"), "is refused"),
        "decimal": (move(302, f"http://2130706433:{port}/secret"), "is refused"),
        "file": (move(302, "file:///etc/passwd"), "not an address we can fetch"),
        "nowhere": (move(302, "http://no-such-host.invalid/"), "There is no host"),
        "hangup": (_hang_up, "closed the connection"),
        "cut": (_cut, "broke off"),
        "noise": (_noise, "does not speak HTTP"),
        "page": (Page(b"<html><body>Hello</body></html>"), "web page, not a feed"),
        "empty": (Page(b""), "is empty"),
        "binary": (Page(bytes(range(256)) * 40), "no feed"),
        "entities": (xml('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', "&b;"), "entities"),
        "external": (xml('<!ENTITY x SYSTEM "http://127.0.0.1/secret">', "&x;"), "entities"),
        "gzip-lie": (Page(gzip.compress(GOOD)[:-20], headers={"Content-Encoding": "gzip"}), "broke off"),
        "double": (
            Page(gzip.compress(gzip.compress(GOOD)), headers={"Content-Encoding": "gzip, gzip"}),
            "did not ask for",
        ),
        "zstd": (Page(GOOD, headers={"Content-Encoding": "zstd"}), "did not ask for"),
        "json": (Page(b'{"items": "no"}', headers={"Content-Type": "application/json"}), "no JSON Feed"),
        "archive": (Page(_zip(), headers={"Content-Type": "application/zip"}), "no feed"),
        "plain-text": (Page(b"Nothing to see here.", headers={"Content-Type": "text/plain"}), "no feed"),
    }
    for status, words in STATUSES.items():
        pages[f"status-{status}"] = (Page(b"", status), words)
    return {f"/bad/{name}": page for name, page in pages.items()}


STATUSES: Mapping[int, str] = {
    401: "wants a password",
    403: "refuses us",
    404: "does not exist",
    410: "gone for good",
    451: "HTTP 451",
    500: "error on its server",
    503: "error on its server",
    204: "HTTP 204",
}


def packed(body: bytes) -> Page:
    return Page(gzip.compress(body), headers={"Content-Encoding": "gzip"})


def move(status: int, target: str) -> Page:
    return Page(status=status, headers={"Location": target})


def xml(entities: str, words: str) -> Page:
    return Page(
        f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel><title>{words}</title></channel></rss>".encode()
    )


def _hang_up(handler: Handler) -> None:
    handler.close_connection = True


def _cut(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss>")
    handler.close_connection = True


def _noise(handler: Handler) -> None:
    handler.wfile.write(b"\x00\x01\x02\r\n\r\n")
    handler.close_connection = True


def _zip() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("feed.xml", GOOD)
    return body.getvalue()
