"""Following topics: topics, subscribe, unsubscribe, time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.delivery.chats import Subscription, Wishes
from bot.delivery.ports import Button
from bot.digest.show.document import BulletItem, Document, line
from bot.talk.commands.place_invitation import invite_city
from bot.talk.frame.authority import Authority
from bot.talk.frame.clock_text import CLOCK, read_clock
from bot.talk.frame.desk import Turn
from bot.talk.frame.localise import Mistake
from bot.talk.frame.registry import command, press
from bot.talk.frame.replies import Buttons, Reply, rows, say
from bot.talk.frame.topic_names import (
    meet_chat,
    open_topics,
    require_topic,
    subscribed_topic,
    topic_buttons,
    topic_name,
)
from bot.talk.frame.zones import find_zone_of, zone_named
from retrieval.sources.topics import Topic

# How long an ended subscription can be brought back as it was.
KEPT_FOR = timedelta(days=30)


@command("topics", "Topics you can follow", menu="everywhere")
def show_topics(turn: Turn) -> Iterable[Reply]:
    topics = open_topics(turn)
    if not topics:
        yield say(turn.words("There is no topic yet."))
        return
    mine = _followed(turn)
    items = tuple(_topic_item(turn, topic, topic.id in mine) for topic in topics)
    yield Reply(Document(items, turn.words.language), topic_toggles(turn))


def _topic_item(turn: Turn, topic: Topic, is_mine: bool) -> BulletItem:
    sides = turn.words.together([perspective.name for perspective in topic.perspectives])
    about = f" ({topic.id}): {sides}." if sides else f" ({topic.id})."
    return BulletItem(line(topic.name, about, f" {turn.words('You follow it.')}" if is_mine else ""))


def _followed(turn: Turn) -> set[str]:
    return {one.topic for one in turn.desk.subscriptions.list(turn.chat_id)}


def topic_toggles(turn: Turn) -> Buttons:
    """One row a topic: follow it (or stop), and read it."""
    ranks, mine = [], _followed(turn)
    for topic in open_topics(turn):
        follow = (
            ("✓ " + topic.name, f"unsub:{topic.id}") if topic.id in mine else ("+ " + topic.name, f"sub:{topic.id}")
        )
        ranks.append((Button(*follow), Button(turn.words("Read"), f"digest:{topic.id}")))
    return tuple(ranks)


@command("subscribe", "Get a topic every morning", usage="TOPIC", authority=Authority.CHAT, menu="everywhere")
def subscribe(turn: Turn) -> Iterable[Reply]:
    if not turn.argument:
        yield say(turn.words("Which topic do you want each morning?"), buttons=topic_buttons(turn, "sub"))
        return
    topic = require_topic(turn, turn.argument)
    chat = meet_chat(turn)
    known = {one.topic for one in turn.desk.subscriptions.list(turn.chat_id)}
    one = _bring_back(turn, topic.id) or turn.desk.subscriptions.subscribe(
        turn.chat_id,
        topic.id,
        time=topic.time,
        zone=chat.zone or topic.timezone,
        now=turn.now,
        thread_id=turn.utterance.thread_id,
    )
    sentence = (
        "You follow {topic} already: it comes at {clock}." if topic.id in known else "{topic} now comes at {clock}."
    )
    if not chat.zone:
        invite_city(turn)
    yield say(
        turn.words(sentence, topic=topic.name, clock=clock_of(turn, one)),
        "" if chat.zone else turn.words("Is that your time? Tell me your city, and choose the hour."),
        buttons=rows(
            [
                Button(turn.words("Read the latest now"), f"digest:{topic.id}"),
                Button(turn.words("Time and zone"), "set:time"),
                Button(turn.words("My city"), "set:zone"),
                Button(turn.words("Stop it"), f"unsub:{topic.id}"),
            ]
        ),
    )


@command("unsubscribe", "Stop getting a topic", usage="TOPIC", authority=Authority.CHAT, menu="everywhere")
def unsubscribe(turn: Turn) -> Iterable[Reply]:
    mine = turn.desk.subscriptions.list(turn.chat_id)
    if not mine:
        yield say(turn.words("You follow no topic. /topics shows what there is."))
        return
    wanted = turn.argument or (mine[0].topic if len(mine) == 1 else "")
    if not wanted:
        buttons = [Button(topic_name(turn, one.topic), f"unsub:{one.topic}") for one in mine]
        yield say(turn.words("Which topic shall I stop?"), buttons=rows(buttons))
        return
    topic_id = subscribed_topic(turn, wanted, mine)
    ended = turn.desk.subscriptions.unsubscribe(turn.chat_id, topic_id)
    if ended is not None:
        turn.desk.memory.keep(turn.chat_id, f"ended:{topic_id}", _remembered(ended), now=turn.now)
    again = (Button(turn.words("Bring it back"), f"sub:{topic_id}"),)
    yield say(turn.words("You no longer get {topic}.", topic=topic_name(turn, topic_id)), buttons=(again,))


@command("time", "When your post comes", usage="HH:MM [ZONE]", authority=Authority.CHAT, menu="everywhere")
def set_time(turn: Turn) -> Iterable[Reply]:
    mine = turn.desk.subscriptions.list(turn.chat_id)
    if not mine:
        yield say(turn.words("You follow no topic yet. Start with /subscribe."))
        return
    if not turn.argument:
        invite_city(turn)
        lines = [_comes(turn, one) for one in mine]
        yield say(
            *lines,
            turn.words("To change it, write for example /time 07:30 Europe/Berlin."),
            buttons=rows([Button(turn.words("Time and zone"), "set:time"), Button(turn.words("My city"), "set:zone")]),
        )
        return
    if zone := _place_alone(turn.argument):
        turn.desk.subscriptions.set_zone(turn.chat_id, zone, now=turn.now)
        yield say(*(_comes(turn, one) for one in turn.desk.subscriptions.list(turn.chat_id)))
        return
    topic_id, clock, zone_beside = _parse_time(turn, mine)
    moved = turn.desk.subscriptions.set_time(turn.chat_id, clock, zone_beside, now=turn.now, topic=topic_id)
    yield say(*(_comes(turn, one) for one in moved))


press("sub", authority=Authority.CHAT)(subscribe)
press("unsub", authority=Authority.CHAT)(unsubscribe)


def _bring_back(turn: Turn, topic_id: str) -> Subscription | None:
    """The subscription that this chat ended not long ago, as it was; None where there was none."""
    kept = turn.desk.memory.recall(turn.chat_id, f"ended:{topic_id}", since=turn.now - KEPT_FOR)
    if kept is None:
        return None
    turn.desk.memory.drop(turn.chat_id, f"ended:{topic_id}")
    return turn.desk.subscriptions.bring_back(_recalled(turn.chat_id, topic_id, kept), now=turn.now)


def _remembered(one: Subscription) -> dict[str, Any]:
    """A subscription as JSON."""
    fields = {name: value for name, value in asdict(one).items() if name not in ("chat_id", "topic")}
    return {
        name: value.isoformat() if isinstance(value, date | time) else value  # a datetime is a date too
        for name, value in fields.items()
    }


def _recalled(chat_id: int, topic_id: str, kept: Mapping[str, Any]) -> Subscription:
    """What `_remembered` wrote. The chat may have another id by now."""
    days = {
        name: date.fromisoformat(kept[name]) if kept[name] else None
        for name in ("next_day", "served_day", "missed_since")
    }
    fields = dict(kept) | days
    fields["time"] = time.fromisoformat(kept["time"])
    fields["next_due"] = datetime.fromisoformat(kept["next_due"]) if kept["next_due"] else None
    fields["wishes"] = Wishes(**{name: tuple(words) for name, words in kept["wishes"].items()})
    return Subscription(chat_id, topic_id, **fields)


def clock_of(turn: Turn, one: Subscription) -> str:
    return f"{turn.words.clock(one.time)} ({one.zone})"


def _comes(turn: Turn, one: Subscription) -> str:
    return turn.words("{topic} comes at {clock}.", topic=topic_name(turn, one.topic), clock=clock_of(turn, one))


def _place_alone(said: str) -> str:
    """The zone of `/time Berlin`, which keeps the hour; empty where an hour is named, or no place is known by that name."""
    if any(CLOCK.fullmatch(word) for word in said.split()):
        return ""
    return zone_named(said)


def _parse_time(turn: Turn, mine: Sequence[Subscription]) -> tuple[str | None, time, str | None]:
    """`[TOPIC] HH:MM [ZONE or city]` as (topic id or None, time, zone or None). Raises Mistake saying what to write."""
    pieces = re.sub(r"(?i)\b(\d{1,2})\s+([ap]m)\b", r"\1\2", turn.argument).split()
    position = next((n for n, word in enumerate(pieces) if CLOCK.fullmatch(word)), None)
    if position is None:
        raise Mistake("Write the time as HH:MM, for example /time 07:30 or /time 07:30 Asia/Tokyo.")
    topic, place = " ".join(pieces[:position]), " ".join(pieces[position + 1 :])
    return (
        subscribed_topic(turn, topic, mine) if topic else None,
        read_clock(pieces[position]),
        find_zone_of(place) if place else None,
    )
