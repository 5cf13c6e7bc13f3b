"""Hostile bytes for whatever reads bytes from outside: `python -m benchmarks.fuzz_feeds [--minutes 5] [--seed 1] [--only NAME]`.

Inputs are mutated from the real feeds of `../shared/eval/feeds` (where there are any) and from a few of our own: bytes turned,
pieces cut, doubled and swapped between documents, and words that parsers stumble over put in. An input that brings an error
that is no answer, an answer that breaks a promise, or ten seconds of work is printed and kept in a folder.
"""

import argparse
import random
import re
import signal
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from retrieval.errors import ParseError
from retrieval.feeds.discovery import find_feed_links
from retrieval.feeds.opml import parse_opml
from retrieval.feeds.parser import parse_feed
from retrieval.pages.extraction import extract_article
from retrieval.web.plain_text import clean_title, plain_text
from retrieval.web.timestamps import parse_date
from retrieval.web.urls import canonical_url, url_key
from tests.feedserver import rss

NOW = datetime(2026, 6, 1, tzinfo=UTC)
URL = "https://gazette.example/news/feed.xml"
SECONDS = 10
FEEDS = Path("../shared/eval/feeds")
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
WORDS = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!ENTITY a 'b'>", b"<!DOCTYPE rss [", b"&", b"&#0;", b"&#x110000;", b"&amp;lt;", b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"<item>", b"</item>", b"<entry>", b"<link href='//[::1'/>",
    b"<link>javascript:alert(1)</link>", b"http://[", b"http://a:99999/", b"<pubDate>-0001-11-30T00:00:00</pubDate>",
    b"<pubDate>99999999999999</pubDate>", "<pubDate>٢٠٢٦-٠١-٠٧</pubDate>".encode(), b"<guid isPermaLink='true'>http://x/%ff</guid>",
    b"<source url='http://'/>", b"<content:encoded>", b"<title type='xhtml'><div>", b"<media:content url='x:'/>", b"<georss:point>1",
    b"encoding='utf-7'", b"encoding='hz'", b"xml:base='http://['", b"xml:lang='x-'", b"<ttl>9e9</ttl>", b"{", b"[[[[", b'"items":',
    b"<script>", b"<svg/onload=", b"<template>", b"<base href='//['>", b"<meta charset=utf-16>", b"\xf0\x9f\x91\xa8\xe2\x80\x8d",
)  # fmt: skip
SEEDS = (
    rss("Bridge opens", "River rises"),
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>i</id><title type="html">&lt;b&gt;x</title>'
    b'<link href="/a"/><updated>2026-01-07T00:00:00Z</updated><content type="xhtml"><div>y</div></content></entry></feed>',
    b'{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":1,"url":"/a","content_html":"<p>x"}]}',
    b'<opml version="2.0"><body><outline text="G"><outline type="rss" text="A" xmlUrl="https://a.example/f"/></outline></body></opml>',
    b'<!doctype html><html lang=en><head><link rel="alternate" type="application/rss+xml" href="/f"><title>T</title>'
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"H","datePublished":"2026-01-07"}</script></head>'
    b"<body><article><h1>T</h1><p>Words of the council about the bridge.</p></article></body></html>",
    "2026年1月7日 下午12:30".encode(),
    b"Wed, 07 Jan 2026 12:30:00 +0800",
    b"https://news.google.com/rss/articles/CBMiJmh0dHBzOi8vd2VzdHRpbWVzLmV4YW1wbGUvYS9i0gEA?x=1#!/b",
    b"https://www.google.com/url?q=https://user:pw@B\xc3\xbccher.example:443/a%2fb/../c?utm_source=x&ref=gazette.example",
)


class Broken(Exception):
    """An answer that breaks a promise."""


def check(is_kept: bool, promise: str) -> None:
    if not is_kept:
        raise Broken(promise)


def check_link(url: str) -> None:
    check(url == "" or urlsplit(url).scheme in ("http", "https"), "links are http or https")


def check_text(text: str) -> None:
    check(not FORBIDDEN.search(text), "no control, bidirectional or zero-width characters")
    check(unicodedata.is_normalized("NFC", text), "NFC")


def fuzz_feed(data: bytes) -> None:
    with suppress(ParseError):
        feed = parse_feed(data, url=URL, headers={"content-type": "application/rss+xml"}, now=NOW)
        for entry in feed.entries:
            check_link(entry.url)
            for text in (entry.title, entry.summary, entry.text, entry.author, entry.outlet):
                check_text(text)
            check(len(entry.title) <= 300, "titles have at most 300 characters")
            check(entry.published is None or entry.published.tzinfo is not None, "dates are aware")
        check(len({c.id for c in feed.candidates}) == len(feed.candidates), "each article once")


def fuzz_page(data: bytes) -> None:
    extract = extract_article(data, url=URL, headers={"content-type": "text/html"}, now=NOW)
    check_link(extract.url)
    check_text(extract.title + extract.text + extract.author + extract.outlet)
    check(not (extract.error and extract.text), "no text behind an error")


def fuzz_url(data: bytes) -> None:
    url = canonical_url(data.decode("utf-8", "surrogateescape"), base=URL)
    check_link(url)
    check(url.isascii(), "addresses are ASCII")
    check(canonical_url(url) == url, "an address in one spelling stays as it is")
    url_key(url)


def fuzz_date(data: bytes) -> None:
    moment = parse_date(data.decode("utf-8", "replace"), now=NOW)
    check(moment is None or (moment.tzinfo is not None and 1990 <= moment.year <= 2026), "a moment to believe, or none")


def fuzz_text(data: bytes) -> None:
    text = plain_text(data.decode("utf-8", "surrogateescape"))
    check_text(text)
    check(plain_text(text) == text, "plain text stays as it is")
    check(len(clean_title(text)) <= 300, "titles have at most 300 characters")


def fuzz_opml(data: bytes) -> None:
    with suppress(ParseError):
        parse_opml(data)


def fuzz_links(data: bytes) -> None:
    for link in find_feed_links(data, url=URL):
        check_link(link.url)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feed": fuzz_feed,
    "page": fuzz_page,
    "url": fuzz_url,
    "date": fuzz_date,
    "text": fuzz_text,
    "opml": fuzz_opml,
    "links": fuzz_links,
}
SHORT = frozenset({"url", "date"})


def mutate(chance: random.Random, corpus: list[bytes], *, is_short: bool) -> bytes:
    data = bytearray(chance.choice(corpus))
    if is_short and len(data) > 200:
        start = chance.randrange(len(data) - 100)
        data = data[start : start + chance.randrange(10, 100)]
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
        change(chance, data, corpus)
    return bytes(data)


def change(chance: random.Random, data: bytearray, corpus: list[bytes]) -> None:
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    end = min(end, at + chance.choice((1, 4, 30, 400)))
    kind = chance.randrange(7)
    if kind == 0:
        data[at:end] = b""
    elif kind == 1:
        data[at:at] = chance.choice(WORDS)
    elif kind == 2:
        data[at:end] = data[at:end] * chance.choice((2, 3, 50, 500))
    elif kind == 3:
        other = chance.choice(corpus)
        start = chance.randrange(len(other) + 1)
        data[at:end] = other[start : start + chance.choice((5, 50, 500))]
    elif kind == 4:
        data[at:end] = bytes(chance.randrange(256) for _ in range(min(end - at, 20)))
    elif kind == 5:
        data[at:] = b""
    elif at < len(data):
        data[at] ^= 1 << chance.randrange(8)


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Broken(f"done within {seconds} seconds")

    # Of work, not on the wall: what else the machine does is not the input's fault.
    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def attempt(target: Callable[[bytes], None], data: bytes) -> str:
    """What is wrong, or nothing."""
    try:
        with limit(SECONDS):
            target(data)
    except (Exception, RecursionError) as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
        return f"{type(error).__name__} at {where}: {error}"[:300]
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=TARGETS)
    arguments = parser.parse_args()
    real = [path.read_bytes() for path in sorted(FEEDS.rglob("*")) if path.suffix in (".xml", ".json", ".rss", ".atom")]
    corpus = [*SEEDS, *(body for body in real if len(body) < 100_000)]
    names = [arguments.only] if arguments.only else list(TARGETS)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    print(f"{len(corpus)} documents to begin with, seed {arguments.seed}")
    failures = [run(name, corpus, arguments.minutes * 60 / len(names), arguments.seed, folder) for name in names]
    print(f"{sum(failures)} kinds of failure; inputs are in {folder}" if sum(failures) else "no failure")


def run(name: str, corpus: list[bytes], seconds: float, seed: int, folder: Path) -> int:
    """Fuzz one target; how many kinds of failure it has."""
    chance = random.Random(f"{name} {seed}")
    seen: set[str] = set()
    started, count, slowest = time.monotonic(), 0, 0.0
    while time.monotonic() - started < seconds:
        worked = time.process_time()
        data = mutate(chance, corpus, is_short=name in SHORT)
        wrong = attempt(TARGETS[name], data)
        count += 1
        slowest = max(slowest, time.process_time() - worked)
        kind = wrong.split(":")[0] + wrong.partition(" at ")[2][:40]
        if wrong and kind not in seen:
            seen.add(kind)
            (folder / f"{name}-{len(seen)}").write_bytes(data)
            print(f"  {name}-{len(seen)}: {wrong}", flush=True)
    print(
        f"{name:6} {count:8} inputs in {seconds:.0f} s, the slowest {slowest:.2f} s, {len(seen)} kinds of failure",
        flush=True,
    )
    return len(seen)


if __name__ == "__main__":
    main()
