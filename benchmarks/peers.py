"""Other fetchers behind one small conversation, run by a Python of their own: `peers.py reader|feedparser`.

Reads lines `{"url", "now"}` and answers each with `{"titles", "links", "error"}` after one poll of that feed. Imports nothing of ours.
"""

import json
import sys
from datetime import datetime
from typing import Any


def reader_poll() -> Any:
    from reader import make_reader

    made = make_reader(":memory:", feed_root=None)

    def poll(url: str, now: datetime) -> tuple[list[str], list[str]]:
        made._now = lambda: now
        made.add_feed(url, exist_ok=True)
        made.update_feeds(scheduled=True)
        feed = made.get_feed(url)
        if feed.last_exception:
            raise RuntimeError(feed.last_exception.value_str)
        entries = list(made.get_entries(feed=url))
        return [entry.title or "" for entry in entries], [entry.link or "" for entry in entries]

    return poll


def feedparser_poll() -> Any:
    import feedparser

    state: dict[str, Any] = {}

    def poll(url: str, now: datetime) -> tuple[list[str], list[str]]:
        known = state.get(url, {})
        found = feedparser.parse(url, etag=known.get("etag"), modified=known.get("modified"))
        if found.get("status") != 304:
            state[url] = {"etag": found.get("etag"), "modified": found.get("modified")}
        if found.bozo and not found.entries:
            raise RuntimeError(str(found.get("bozo_exception")))
        return [e.get("title", "") for e in found.entries], [e.get("link", "") for e in found.entries]

    return poll


def main() -> None:
    poll = {"reader": reader_poll, "feedparser": feedparser_poll}[sys.argv[1]]()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            titles, links = poll(asked["url"], datetime.fromisoformat(asked["now"]))
            answer = {"titles": titles, "links": links, "error": ""}
        except Exception as error:
            answer = {"titles": [], "links": [], "error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
