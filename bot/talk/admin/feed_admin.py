"""Lets admins look after feeds: add, remove, see their health, read and write lists of them."""

from collections.abc import Iterable
from dataclasses import replace

from bot.delivery.ports import Button
from bot.digest.show.document import BulletItem, Document, Heading, Line, line
from bot.talk.admin.feed_preview import read_source, try_feeds
from bot.talk.admin.topic_admin import save_topic
from bot.talk.frame.authority import Authority
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command
from bot.talk.frame.replies import Attachment, Reply, say
from bot.talk.frame.topic_names import require_topic
from retrieval.errors import CounterpointError
from retrieval.feeds.feeds import FeedHealth, feed_url
from retrieval.feeds.opml import ListedFeed, parse_opml, render_opml
from retrieval.sources.catalog_json import topic_to_json
from retrieval.sources.topics import Topic

SHOWN = 60
MARKS = {"fine": "✓", "new": "…", "failing": "!", "quarantined": "✗", "gone": "✗"}


@command("addfeed", "Add a feed to a topic", usage="TOPIC ADDRESS or words", authority=Authority.ADMIN)
def add_feed(turn: Turn) -> Iterable[Reply]:
    name, _, said = turn.argument.partition(" ")
    if not said.strip():
        raise Mistake("Write the topic and an address or words, for example: /addfeed taiwan https://example.com/rss")
    topic = require_topic(turn, name, with_paused=True)
    yield Reply(is_draft=True)
    source = read_source(turn, said)
    if source in topic.feeds:
        raise Mistake("{topic} has this feed already.", topic=topic.name)
    trial = try_feeds(turn, [source])[0]
    save_topic(turn, replace(topic, feeds=(*topic.feeds, source)))
    if trial.error:
        found = turn.words("It could not be read just now: {reason} I shall keep trying.", reason=trial.error)
    else:
        found = turn.words.many("It holds {n} article now.", "It holds {n} articles now.", len(trial.entries))
    yield say(turn.words("{url} is added to {topic}.", url=trial.url, topic=topic.name), found)


@command("removefeed", "Take a feed from a topic", usage="TOPIC ADDRESS", authority=Authority.ADMIN)
def remove_feed(turn: Turn) -> Iterable[Reply]:
    name, _, said = turn.argument.partition(" ")
    if not name:
        raise Mistake("Write the topic and the feed's number or address, for example: /removefeed taiwan 2")
    topic = require_topic(turn, name, with_paused=True)
    addresses = [feed_url(source) for source in topic.feeds]
    wanted = said.strip()
    if not wanted:
        items = [line(f"{n}. {address}") for n, address in enumerate(addresses, 1)]
        yield say(turn.words("Which one? Write /removefeed {topic} and its number.", topic=topic.id), *items)
        return
    number = int(wanted) - 1 if wanted.isdecimal() else addresses.index(wanted) if wanted in addresses else -1
    if not 0 <= number < len(addresses):
        raise Mistake("{topic} has no such feed. /removefeed {id} lists them.", topic=topic.name, id=topic.id)
    turn.desk.memory.keep(turn.chat_id, f"before:{topic.id}", topic_to_json(topic), now=turn.now)
    save_topic(turn, replace(topic, feeds=tuple(f for n, f in enumerate(topic.feeds) if n != number)))
    yield say(
        turn.words("{url} is taken from {topic}.", url=addresses[number], topic=topic.name),
        buttons=((Button(turn.words("Undo"), f"unedit:{topic.id}"),),),
    )


@command("feeds", "How the feeds are doing", usage="[TOPIC]", authority=Authority.ADMIN)
def show_feeds(turn: Turn) -> Iterable[Reply]:
    topic = require_topic(turn, turn.argument, with_paused=True) if turn.argument else None
    health = [one for one in turn.desk.feeds.health(now=turn.now) if topic is None or topic.id in one.topics]
    if not health:
        yield say(turn.words("There are no feeds."))
        return
    worst_first = sorted(health, key=lambda one: (one.state in ("fine", "new"), -one.errors_in_a_row, one.url))
    items = [BulletItem(_health_line(turn, one)) for one in worst_first[:SHOWN]]
    fine = sum(one.state in ("fine", "new") for one in health)
    head = Heading(turn.words("{fine} of {all} feeds are fine", fine=fine, all=len(health)))
    yield Reply(Document((head, *items), turn.words.language))


def _health_line(turn: Turn, one: FeedHealth) -> Line:
    words = turn.words
    name = f"{one.title} ({one.url})" if one.title else one.url
    rate = words("{rate} a day", rate=words.number(one.entries_a_day))
    last = (
        words("last good {moment}", moment=words.moment(one.last_success, turn.zone))
        if one.last_success
        else words("never read yet")
    )
    return line(f"{MARKS[one.state]} {name}: {rate}, {last}. {words.said(one.advice or one.error)}".strip())


@command("opml", "Feed list out; send me an OPML file to take one in", usage="[TOPIC]", authority=Authority.ADMIN)
def opml(turn: Turn) -> Iterable[Reply]:
    if turn.utterance.document is not None:
        yield from _take_list(turn, turn.utterance.document)
        return
    topics = (
        [require_topic(turn, turn.argument, with_paused=True)] if turn.argument else turn.desk.catalog.topics.values()
    )
    listed = [ListedFeed(feed_url(source), group=topic.id) for topic in topics for source in topic.feeds]
    caption = turn.words.many("{n} feed.", "{n} feeds.", len(listed))
    yield Reply(attachment=Attachment("counterpoint.opml", render_opml(listed, title="Counterpoint"), caption))


def _take_list(turn: Turn, content: bytes) -> Iterable[Reply]:
    """Folders named like a topic go to that topic, the rest to the topic named in the caption."""
    feeds = parse_opml(content)
    fallback = require_topic(turn, turn.argument, with_paused=True) if turn.argument else None
    added, homeless = 0, 0
    grouped: dict[str, list[str]] = {}
    for feed in feeds:
        topic = _topic_of(turn, feed.group) or fallback
        if topic is None:
            homeless += 1
        else:
            grouped.setdefault(topic.id, []).append(feed.url)
    for topic_id, addresses in grouped.items():
        topic = turn.desk.catalog.topics[topic_id]
        known = {feed_url(source) for source in topic.feeds}
        fresh = tuple(address for address in dict.fromkeys(addresses) if address not in known)
        added += len(fresh)
        if fresh:
            save_topic(turn, replace(topic, feeds=(*topic.feeds, *fresh)))
    yield say(
        turn.words.many("{n} feed added.", "{n} feeds added.", added),
        turn.words.many(
            "{n} feed stands in no topic's folder. Send the file again with a topic's id as its caption.",
            "{n} feeds stand in no topic's folder. Send the file again with a topic's id as its caption.",
            homeless,
        )
        if homeless
        else "",
    )


def _topic_of(turn: Turn, group: str) -> Topic | None:
    try:
        return require_topic(turn, group, with_paused=True) if group else None
    except CounterpointError:
        return None
