import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from retrieval.errors import ParseError
from retrieval.feeds.parser import parse_feed
from retrieval.workers.pool import ParseWorkers
from tests.builders import NOON

pytestmark = pytest.mark.slow

URL = "https://gazette.example/rss"
FEED = b"<rss version='2.0'><channel><language>en</language><item><title>Bridge opens</title><link>https://gazette.example/1</link></item></channel></rss>"


@pytest.fixture(scope="module")
def workers() -> Iterator[ParseWorkers]:
    with ParseWorkers() as opened:
        yield opened


def test_a_worker_gives_what_the_parser_gives(workers: ParseWorkers) -> None:
    headers = {"content-type": "application/xml", "x-other": "kept at home"}
    assert workers(FEED, url=URL, headers=headers, now=NOON) == parse_feed(FEED, url=URL, headers=headers, now=NOON)


def test_a_parse_error_comes_back_as_one(workers: ParseWorkers) -> None:
    with pytest.raises(ParseError, match="web page"):
        workers(b"<html></html>", url=URL, headers={}, now=NOON)


def test_many_threads_share_a_few_processes(workers: ParseWorkers) -> None:
    bodies = [FEED.replace(b"Bridge", f"Bridge {i}".encode()) for i in range(20)]
    with ThreadPoolExecutor(8) as pool:
        titles = pool.map(lambda body: workers(body, url=URL, headers={}, now=NOON).entries[0].title, bodies)
    assert list(titles) == [f"Bridge {i} opens" for i in range(20)]


def test_pages_are_read_there_too(workers: ParseWorkers) -> None:
    extract = workers.extract(b"<html><title>Bridge</title><p>short</p></html>", url=URL, headers={}, now=NOON)
    assert extract.error.startswith("stub")


def test_a_parser_that_hangs_is_ended_and_the_next_feed_is_parsed(tmp_path_factory: pytest.TempPathFactory) -> None:
    flag = tmp_path_factory.mktemp("worker") / "hung"
    hang_once = (
        f"import pathlib, sys, threading; flag = pathlib.Path({str(flag)!r})\n"
        "from retrieval.workers.process import READY, send, serve\n"
        "if not flag.exists(): flag.touch(); send(sys.stdout.buffer, READY); threading.Event().wait()\n"
        "serve()"
    )
    command = (sys.executable, "-c", hang_once)
    with ParseWorkers(processes=1, deadline=timedelta(seconds=2), command=command) as workers:
        with pytest.raises(ParseError, match="2 seconds"):
            workers(FEED, url=URL, headers={}, now=NOON)
        assert len(workers(FEED, url=URL, headers={}, now=NOON).entries) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no computing time")
def test_a_parser_that_computes_too_long_is_ended_though_there_is_time_on_the_wall() -> None:
    busy = (
        "import itertools\nfrom datetime import timedelta\nfrom retrieval import serving\n"
        "serving.WORK = timedelta(seconds=0.2)\n"
        "serving.parse_feed = lambda body, **_: [None for _ in itertools.count()]\n"
        "serving.serve()"
    )
    patient = ParseWorkers(processes=1, deadline=timedelta(minutes=5), command=(sys.executable, "-c", busy))
    with patient as workers, pytest.raises(ParseError, match="seconds of work"):
        workers(FEED, url=URL, headers={}, now=NOON)


def test_a_parser_that_dies_is_an_error_of_that_feed_alone() -> None:
    with ParseWorkers(processes=1, command=(sys.executable, "-c", "raise SystemExit(3)")) as workers:
        for _ in range(2):
            with pytest.raises(ParseError):
                workers(FEED, url=URL, headers={}, now=NOON)
        assert workers.extract(FEED, url=URL, headers={}, now=NOON).error.startswith("unreadable")
