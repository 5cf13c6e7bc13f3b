"""Our poller behind the same small conversation as `benchmarks/peers.py`: `python -m benchmarks.ourfetcher HOST:PORT`."""

import json
import logging
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from bot.outbound.client import OutboundClient, user_agent
from retrieval.articles import Filters
from retrieval.database import open_database
from retrieval.feeds.feed_store import FeedStore
from retrieval.feeds.parser import parse_feed
from retrieval.feeds.poller import Poller
from retrieval.sources.catalog import Catalog
from retrieval.store import ArticleStore


def main() -> None:
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'feeds.db'}")
        database.create_all()
        client = OutboundClient(user_agent=user_agent("https://example.org"), allowed_private=frozenset(sys.argv[1:2]))
        articles = ArticleStore(database, Catalog(database, [], []))
        poller = Poller(client, FeedStore(database), articles, parse_feed)
        print("ready", flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            (result,) = poller.poll_feeds(now=datetime.fromisoformat(asked["now"]), urls=(asked["url"],))
            found = articles.find(Filters())
            answer = {"titles": [a.title for a in found], "links": [a.url for a in found], "error": result.error}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
