"""How fast, how small and how polite polling is: `python -m benchmarks.feeds [--feeds 2000] [--workers 32]`.

Local feeds of 30 items are polled twice by our poller, and read by a bare loop of threads, httpx and feedparser that
stores nothing, all from the same farm. The bare loop runs before and after ours, and its mean counts: on a shared machine
the load changes meanwhile. Each contender runs in a fresh process, so that peak memory is its own (with the parser
processes it starts). The ratio of time on the wall is the goal; beside other work the ratio of processor time says more.
"""

import argparse
import io
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import httpx

from benchmarks.feedfarm import allowed_hosts, feed_url, start_farm, take_counts
from bot.outbound.client import OutboundClient, user_agent
from retrieval.database import open_database
from retrieval.errors import FetchError
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.poller import Poller
from retrieval.ports import Request
from retrieval.sources.catalog import Catalog
from retrieval.sources.topics import Topic
from retrieval.store import ArticleStore
from retrieval.workers.pool import ParseWorkers

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        print(json.dumps(PARTS[arguments.part](arguments.port, arguments.feeds, arguments.workers)))
        return
    process, port = start_farm()
    try:
        report(port, arguments.feeds, arguments.workers)
    finally:
        process.terminate()


def report(port: int, feeds: int, workers: int) -> None:
    before, ours, after, body, bomb = (
        run_part(part, port, feeds, workers) for part in ("bare", "ours", "bare", "body", "bomb")
    )
    bare = {name: (before[name] + after[name]) / 2 for name in before}
    print(f"{feeds} feeds of 30 items, {workers} threads, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(
        f"bare loop   {bare['seconds']:6.1f} s {bare['peak_mb']:5.0f} MB  {bare['entries']:.0f} entries parsed, none stored "
        f"({before['seconds']:.1f} s before ours, {after['seconds']:.1f} s after)"
    )
    for name in ("first", "second"):
        poll = ours[name]
        share = poll["counts"].get("304", 0) / poll["counts"]["requests"]
        print(
            f"{name:6} poll {poll['seconds']:6.1f} s {ours['peak_mb']:5.0f} MB  {poll['counts']['requests']} requests, "
            f"{share:.0%} answered 304, {poll['new']} new articles, {poll['errors']} errors"
        )
    first = ours["first"]
    print(f"processor time: bare {bare['cpu_seconds']:.1f} s, our first poll {first['cpu_seconds']:.1f} s")
    print(
        f"first poll to bare loop: {first['seconds'] / bare['seconds']:.2f} (goal <= 1.3); "
        f"of processor time {first['cpu_seconds'] / bare['cpu_seconds']:.2f}"
    )
    print(f"50 MB body: {body['kind']}, memory grew by {body['grew_mb']:.0f} MB (goal < 100)")
    print(f"gzip bomb of 1 GB: {bomb['kind']}, memory grew by {bomb['grew_mb']:.0f} MB (goal < 100)")


def run_part(part: str, port: int, feeds: int, workers: int) -> dict[str, Any]:
    take_counts(port)
    command = [sys.executable, "-m", "benchmarks.feeds", "--part", part, "--port", str(port)]
    command += ["--feeds", str(feeds), "--workers", str(workers)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def poll_bare(port: int, feeds: int, workers: int) -> dict[str, Any]:
    logging.disable()
    client = httpx.Client(trust_env=False, limits=httpx.Limits(max_connections=workers))

    def read(feed: int) -> int:
        return len(feedparser.parse(io.BytesIO(client.get(feed_url(feed, port)).content)).entries)

    started, spent = time.perf_counter(), cpu_seconds()
    with ThreadPoolExecutor(workers) as pool:
        entries = sum(pool.map(read, range(feeds)))
    return {
        "seconds": time.perf_counter() - started,
        "entries": entries,
        "peak_mb": peak_mb(),
        "cpu_seconds": cpu_seconds() - spent,
    }


def poll_ours(port: int, feeds: int, workers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, ParseWorkers() as parse:
        database = open_database(f"sqlite:///{Path(folder) / 'feeds.db'}")
        database.create_all()
        store = FeedStore(database)
        listed = tuple(feed_url(feed, port) for feed in range(feeds))
        store.sync_topics([Topic("farms", "Farms", feeds=listed)], now=NOON)
        poller = Poller(
            client_for(port), store, ArticleStore(database, Catalog(database, [], [])), parse, workers=workers
        )
        found: dict[str, Any] = {}
        for name, now in (("first", NOON), ("second", NOON + timedelta(hours=1))):
            started, spent = time.perf_counter(), cpu_seconds()
            results = poller.poll_feeds(now=now)
            found[name] = {
                "seconds": time.perf_counter() - started,
                "cpu_seconds": cpu_seconds() - spent,
                "counts": take_counts(port),
                "new": sum(result.new for result in results),
                "errors": sum(result.status == "error" for result in results),
            }
        found["peak_mb"] = peak_mb()
        database.close()
    return found


def swallow(path: str, port: int) -> dict[str, Any]:
    client = client_for(port)
    client.get(Request(feed_url(0, port)))
    before = peak_mb()
    try:
        kind = f"read ({client.get(Request(f'http://127.0.0.1:{port}/{path}')).status})"
    except FetchError as error:
        kind = f"refused ({error.kind})"
    return {"kind": kind, "grew_mb": peak_mb() - before}


def client_for(port: int) -> OutboundClient:
    return OutboundClient(user_agent=user_agent("https://example.org"), allowed_private=allowed_hosts(port))


def cpu_seconds() -> float:
    """Of this process and its children, living and ended."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = [
        int(part) for child in children() for part in (child / "stat").read_text().rpartition(")")[2].split()[11:13]
    ]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent) + sum(ticks) / os.sysconf("SC_CLK_TCK")


def peak_mb() -> float:
    """The most memory this process has held, and its living children beside it."""
    return sum(_high_water(process) for process in (Path("/proc/self"), *children())) / 1024


def children() -> list[Path]:
    """The living ones, started by whichever thread."""
    started = [task / "children" for task in Path("/proc/self/task").iterdir()]
    return [Path("/proc") / name for listed in started for name in listed.read_text().split()]


def _high_water(process: Path) -> int:
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


PARTS = {
    "bare": poll_bare,
    "ours": poll_ours,
    "body": lambda port, feeds, workers: swallow("50mb", port),
    "bomb": lambda port, feeds, workers: swallow("bomb", port),
}

if __name__ == "__main__":
    main()
