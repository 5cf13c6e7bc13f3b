"""Keeps feeds in the database: what is due, the claim before each fetch, the outcome after it, health, and pauses of hosts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select, update

from retrieval.database import Database, insert_new, upsert
from retrieval.feeds.feeds import Feed, FeedHealth, Hints, Reach, listed_feeds, outage_of, reach_of
from retrieval.feeds.poll_schedule import DAY, HOUR, MAX_CRASHES
from retrieval.feeds.tables import feed_hosts, feeds, resolved_links
from retrieval.messages import Phrase, pack, unpack
from retrieval.sources.topics import Topic

# One bad poll or two happen to every feed.
_A_FEW = 2
_COLUMNS = tuple(field.name for field in fields(Feed))
_CLAIM = ("attempts", "attempted_at", "next_check", "polls")
_OUTCOME = tuple(name for name in _COLUMNS if name not in {"url", "topics", "locale", "is_kept", "created_at", "polls"})
# Built once: two writes a poll, thousands of polls.
_UNTOUCHED = and_(
    feeds.c.url == bindparam("known_url"),
    feeds.c.next_check.is_not_distinct_from(bindparam("known_check", type_=feeds.c.next_check.type)),
)
_BEGIN = update(feeds).where(_UNTOUCHED).values({name: bindparam(name) for name in _CLAIM})
_SET_ASIDE = update(feeds).where(_UNTOUCHED)
_END = update(feeds).where(feeds.c.url == bindparam("known_url")).values({name: bindparam(name) for name in _OUTCOME})


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a feed that an admin is told once."""

    url: str
    sentence: str


class FeedStore:
    """Keeps the state of every feed. All times come from the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync_topics(self, topics: Iterable[Topic], *, now: datetime) -> None:
        """Make the feeds what the topics list. A feed that no running topic lists any more keeps its state but is not polled."""
        listed = listed_feeds(topics)
        with self._database.write() as connection:
            known = {row.url: row for row in connection.execute(select(feeds.c.url, feeds.c.topics, feeds.c.locale))}
            insert_new(
                connection,
                feeds,
                [_row(replace(feed, created_at=now)) for url, feed in listed.items() if url not in known],
            )
            for url, row in known.items():
                wanted = listed.get(url, Feed(url, locale=row.locale))
                if (tuple(row.topics), row.locale) != (wanted.topics, wanted.locale):
                    changed: dict[str, Any] = {"topics": list(wanted.topics), "locale": wanted.locale}
                    if set(wanted.topics) - set(row.topics):
                        # What the feed already told belongs to the new topic too, so it has to tell it once more.
                        changed |= {"etag": "", "last_modified": "", "body_hash": ""}
                    connection.execute(update(feeds).where(feeds.c.url == url).values(changed))

    def add(self, url: str, *, now: datetime, title: str = "", is_kept: bool = True) -> Feed:
        """Know a feed; with `is_kept` it is polled though no topic lists it. Adding one that ended or was set aside revives it."""
        with self._database.write() as connection:
            insert_new(connection, feeds, [_row(Feed(url, title=title, is_kept=is_kept, created_at=now))])
            if is_kept:
                connection.execute(
                    update(feeds)
                    .where(feeds.c.url == url)
                    .values(is_kept=True, attempts=0, gone_at=None, quarantined_at=None, told_at=None)
                )
            return _feed(connection.execute(select(feeds).where(feeds.c.url == url)).one())

    def drop(self, url: str) -> bool:
        """Stop keeping a feed that was added by hand. Topics that list it still poll it."""
        with self._database.write() as connection:
            kept = and_(feeds.c.url == url, feeds.c.is_kept)
            return connection.execute(update(feeds).where(kept).values(is_kept=False)).rowcount == 1

    def get(self, url: str) -> Feed | None:
        with self._database.read() as connection:
            row = connection.execute(select(feeds).where(feeds.c.url == url)).one_or_none()
        return _feed(row) if row else None

    def listed(self, topic: str = "") -> list[Feed]:
        """All feeds that are polled at all (of one topic, if named), those that fail last."""
        found = self._select(select(feeds).order_by(feeds.c.failures, feeds.c.url))
        return [feed for feed in found if (topic in feed.topics if topic else feed.is_listed)]

    def due(self, *, now: datetime, topic: str = "") -> list[Feed]:
        """The listed feeds whose time has come, those that fail last."""
        waiting = and_(
            or_(feeds.c.next_check.is_(None), feeds.c.next_check <= now),
            feeds.c.gone_at.is_(None),
            feeds.c.quarantined_at.is_(None),
        )
        found = self._select(select(feeds).where(waiting).order_by(feeds.c.failures, feeds.c.url))
        return [feed for feed in found if (topic in feed.topics if topic else feed.is_listed)]

    def claim(self, feed: Feed, *, now: datetime) -> Feed | None:
        """Write the attempt down before the fetch. None when another process has it, or it has just been set aside.

        A process that dies in the fetch leaves the attempt behind; the third such feed is quarantined.
        """
        known = {"known_url": feed.url, "known_check": feed.next_check}
        if feed.attempts >= MAX_CRASHES:
            with self._database.write() as connection:
                connection.execute(
                    _SET_ASIDE, known | {"quarantined_at": now, "error": pack(_CRASHED), "error_kind": "crash"}
                )
            return None
        begun = replace(feed, attempts=feed.attempts + 1, attempted_at=now, next_check=now + HOUR, polls=feed.polls + 1)
        with self._database.write() as connection:
            written = connection.execute(_BEGIN, known | {name: getattr(begun, name) for name in _CLAIM})
        return begun if written.rowcount == 1 else None

    def record(self, outcomes: Sequence[Feed], *, pauses: Sequence[tuple[str, datetime]] = ()) -> None:
        """Store the outcomes of polls, and the pauses hosts asked for (host and until when)."""
        rows = [_row(feed) for feed in outcomes]
        with self._database.write() as connection:
            if rows:
                values = [{name: row[name] for name in _OUTCOME} | {"known_url": row["url"]} for row in rows]
                connection.execute(_END, values)
            for host, until in pauses:
                upsert(connection, feed_hosts, {"host": host, "paused_until": until}, keys=["host"])

    def paused_hosts(self, *, now: datetime) -> dict[str, datetime]:
        """The hosts that asked for a pause that is not over."""
        with self._database.read() as connection:
            rows = connection.execute(select(feed_hosts).where(feed_hosts.c.paused_until > now)).all()
        return {row.host: row.paused_until for row in rows}

    def health(self, *, now: datetime | None = None) -> list[FeedHealth]:
        """One line for each listed feed. `now` (if given) closes the span that entries a day are counted over."""
        return [feed_health(feed, now=now) for feed in self.listed()]

    def reach(self, topic: str, *, since: datetime) -> Reach:
        """Which feeds of a topic answered since an instant."""
        return reach_of(self.listed(topic), since=since)

    def outage(self) -> str:
        """A sentence when no feed at all can be reached; else empty."""
        return outage_of(self.listed())

    def failed_by_hand(self, *, now: datetime) -> list[FeedHealth]:
        """The feeds nobody lists that were asked for by their address in the last week and are in trouble."""
        troubled = and_(~feeds.c.is_kept, feeds.c.attempted_at > now - 7 * DAY, feeds.c.error != "")
        found = self._select(select(feeds).where(troubled).order_by(feeds.c.attempted_at, feeds.c.url))
        return [feed_health(feed, now=now) for feed in found if not feed.is_listed]

    def take_notices(self, *, now: datetime) -> list[Notice]:
        """What ended or was set aside since the last call; each is given out once."""
        untold = and_(feeds.c.told_at.is_(None), or_(feeds.c.gone_at.is_not(None), feeds.c.quarantined_at.is_not(None)))
        with self._database.write() as connection:
            found = [_feed(row) for row in connection.execute(select(feeds).where(untold))]
            connection.execute(update(feeds).where(untold).values(told_at=now))
        return [Notice(feed.url, feed_health(feed, now=now).advice) for feed in found]

    def resolved_link(self, url: str) -> str | None:
        """The address a link was once resolved to."""
        with self._database.read() as connection:
            return connection.execute(
                select(resolved_links.c.target).where(resolved_links.c.url == url)
            ).scalar_one_or_none()

    def keep_resolved(self, links: Mapping[str, str], *, now: datetime) -> None:
        with self._database.write() as connection:
            insert_new(
                connection,
                resolved_links,
                [{"url": url, "target": target, "resolved_at": now} for url, target in links.items()],
            )

    def _select(self, query: Select[Any]) -> list[Feed]:
        with self._database.read() as connection:
            return [_feed(row) for row in connection.execute(query)]


_CRASHED = Phrase("Set aside: the program died {count} times while fetching this feed.", count=MAX_CRASHES)


def feed_health(feed: Feed, *, now: datetime | None = None) -> FeedHealth:
    """How a feed is doing, and what an admin should do about it."""
    state, advice = _state(feed)
    end = now or feed.last_success or feed.created_at
    days = max((end - feed.created_at) / DAY, 1.0) if end and feed.created_at else 1.0
    return FeedHealth(
        url=feed.url,
        title=feed.title,
        topics=feed.topics,
        state=state,
        last_success=feed.last_success,
        next_check=feed.next_check,
        errors_in_a_row=feed.failures,
        error=feed.error,
        entries_a_day=round(feed.new_entries / days, 2),
        polls=feed.polls,
        not_modified=feed.not_modified,
        saved_bytes=feed.saved_bytes,
        moved_to=feed.moved_to,
        advice=advice,
    )


def _state(feed: Feed) -> tuple[Any, str]:
    if feed.gone_at:
        sentence = "{url} says it is gone for good (410): remove it from its topic, or replace its address."
        return "gone", Phrase(sentence, url=feed.url)
    if feed.quarantined_at:
        sentence = "{url} was set aside after {count} crashes: remove it, or add it again to retry."
        return "quarantined", Phrase(sentence, url=feed.url, count=MAX_CRASHES)
    if feed.failures > _A_FEW:
        sentence = "{url} failed {count} times in a row: {reason}"
        return "failing", Phrase(sentence, url=feed.url, count=feed.failures, reason=feed.error)
    if feed.failures:
        return "failing", ""
    return ("fine", "") if feed.last_success else ("new", "")


def _row(feed: Feed) -> dict[str, Any]:
    row = {name: getattr(feed, name) for name in _COLUMNS}
    row["topics"] = list(feed.topics)
    row["error"] = pack(feed.error)
    row["hints"] = {
        "fresh_seconds": feed.hints.fresh_seconds,
        "ttl_minutes": feed.hints.ttl_minutes,
        "skip_hours": sorted(feed.hints.skip_hours),
        "skip_days": sorted(feed.hints.skip_days),
    }
    return row


def _feed(row: Row[Any]) -> Feed:
    values = {name: getattr(row, name) for name in _COLUMNS}
    hints = values["hints"]
    values["topics"] = tuple(values["topics"])
    values["error"] = unpack(values["error"])
    values["hints"] = Hints(
        fresh_seconds=hints["fresh_seconds"],
        ttl_minutes=hints["ttl_minutes"],
        skip_hours=frozenset(hints["skip_hours"]),
        skip_days=frozenset(hints["skip_days"]),
    )
    return Feed(**values)
