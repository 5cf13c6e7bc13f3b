"""Reads from the stores the figures that `/metrics` shows at each scrape."""

from collections import Counter
from collections.abc import Callable, Mapping

from bot.adapters.metrics import Gauge
from bot.app import App
from retrieval.store.backup import free_bytes


def store_gauges(app: App) -> tuple[Gauge, ...]:
    """Feeds, articles, index, digests, deliveries, chats, disk."""
    return (
        Gauge("feeds", "Feeds by state.", lambda: _feed_states(app), "state"),
        Gauge("articles", "Stored articles.", lambda: {"": app.articles.count()}),
        Gauge("index", "What the index holds, and how many articles wait for it.", lambda: _index(app), "part"),
        Gauge("digests", "Stored digests by topic.", lambda: _digests(app), "topic"),
        Gauge("delivery_parts", "Messages of deliveries by state.", app.ledger.counts, "state"),
        Gauge(
            "delivery_parts_settled", "Messages once in doubt, by what settled them.", app.ledger.settled, "evidence"
        ),
        Gauge("delivery_lag_seconds", "How long the longest waiting delivery has been due.", lambda: _lag(app)),
        Gauge("chats", "Chats by state.", app.subscriptions.counts, "state"),
        Gauge("subscriptions", "Subscriptions by topic.", app.subscriptions.count_by_topic, "topic"),
        Gauge("disk_free_bytes", "Room left where the data is kept.", lambda: {"": free_bytes(app.data_folder)}),
    )


def process_gauges(silence: Callable[[], float], leads: Callable[[], bool]) -> tuple[Gauge, ...]:
    """Of this process: seconds since Telegram was last heard, and whether it leads among replicas."""
    return (
        Gauge("telegram_silence_seconds", "Since Telegram last answered our asking.", lambda: {"": silence()}),
        Gauge("leads", "1 where this process polls and sends, 0 where it stands by.", lambda: {"": float(leads())}),
    )


def _feed_states(app: App) -> Mapping[str, float]:
    return Counter(feed.state for feed in app.feeds.health(now=app.clock.now()))


def _index(app: App) -> Mapping[str, float]:
    status = app.index.status()
    return {
        "articles": status.articles,
        "passages": status.passages,
        "vectors": status.vectors,
        "waiting": status.waiting,
    }


def _digests(app: App) -> Mapping[str, float]:
    return Counter(stored.topic for stored in app.digests.stored())


def _lag(app: App) -> Mapping[str, float]:
    return {"": app.ledger.lag(app.clock.now()).total_seconds()}
