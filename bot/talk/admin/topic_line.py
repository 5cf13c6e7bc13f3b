"""Reads a topic that admins type in one line: `id; name; side ID "Name": US GB "Far Wire"; search words; feed URL; at HH:MM ZONE`."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.talk.admin.side_members import read_members
from bot.talk.frame.clock_text import CLOCK, read_clock
from bot.talk.frame.localise import Mistake
from bot.talk.frame.zones import find_zone_of
from retrieval.sources.outlets import Registry
from retrieval.sources.topics import GoogleNewsSearch, Perspective, Topic, read_layout
from retrieval.web.urls import canonical_url

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SIDE = re.compile(r"""(?P<id>[a-z0-9-]+)\s*(?:"(?P<name>[^"]{1,60})")?\s*:\s*(?P<members>.+)""", re.IGNORECASE)
LONGEST_ID = 40


def parse_topic_line(text: str, *, registry: Registry) -> Topic:
    """The topic a line describes. Raises Mistake naming the part that cannot be read and what to write instead."""
    parts = _parts(text)
    if len(parts) < 2:
        raise Mistake(
            "A topic needs at least an id and a name, separated by a semicolon: /addtopic taiwan; Taiwan; ..."
        )
    topic_id, name, *rest = parts
    return _read_parts(Topic(id=check_id(topic_id), name=name[:80]), rest, registry)


def change_topic(topic: Topic, text: str, *, registry: Registry) -> Topic:
    """The topic with the changes of a line; a side given again takes the place of the old one."""
    return _read_parts(topic, _parts(text), registry)


def check_id(topic_id: str) -> str:
    """Raises Mistake for what cannot be an id."""
    if not ID.fullmatch(topic_id) or len(topic_id) > LONGEST_ID:
        raise Mistake(
            "“{id}” cannot be an id. Use small letters, digits and hyphens, for example us-china.", id=topic_id[:40]
        )
    return topic_id


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("“", '"').replace("”", '"').split(";") if part.strip()]


def _read_parts(topic: Topic, parts: list[str], registry: Registry) -> Topic:
    for part in parts:
        word, _, value = part.partition(" ")
        reader = READERS.get(word.casefold())
        if reader is None:
            raise Mistake("I cannot read “{part}”. A part begins with one of: {known}.", part=part[:60], known=KNOWN)
        topic = reader(topic, value.strip(), registry)
    return topic


def _read_side(topic: Topic, value: str, registry: Registry) -> Topic:
    found = SIDE.fullmatch(value)
    if found is None:
        raise Mistake(
            'Write a side as: side west "The West": US GB. Countries are two letters, outlets stand in quotes.'
        )
    side_id = found["id"].casefold()
    known = topic.perspective(side_id)
    countries, outlets = read_members(found["members"], registry)
    side = Perspective(side_id, found["name"] or (known.name if known else found["id"]), countries, outlets)
    others = tuple(one for one in topic.perspectives if one.id != side_id)
    if known is None:
        return replace(topic, perspectives=(*others, side))
    return replace(topic, perspectives=tuple(side if one.id == side_id else one for one in topic.perspectives))


def _drop_side(topic: Topic, value: str, registry: Registry) -> Topic:
    side_id = value.removeprefix("side").strip().casefold()
    if topic.perspective(side_id) is None:
        raise Mistake("There is no side “{name}” to drop.", name=side_id[:40])
    return replace(topic, perspectives=tuple(one for one in topic.perspectives if one.id != side_id))


def _read_search(topic: Topic, value: str, registry: Registry) -> Topic:
    if not value:
        raise Mistake("After search, write the words to look for in Google News.")
    return replace(topic, feeds=(*topic.feeds, GoogleNewsSearch(value, "en-US", "US")))


def _read_feed(topic: Topic, value: str, registry: Registry) -> Topic:
    url = canonical_url(value)
    if not url:
        raise Mistake("“{url}” is not a web address. After feed, write one beginning with https://", url=value[:80])
    return replace(topic, feeds=(*topic.feeds, url))


def _read_time(topic: Topic, value: str, registry: Registry) -> Topic:
    clock, _, place = value.partition(" ")
    if not CLOCK.fullmatch(clock):
        raise Mistake("Write the time as: at 06:30 Asia/Taipei")
    zone = find_zone_of(place) if place.strip() else topic.timezone
    return replace(topic, time=read_clock(clock), timezone=zone)


def _read_name(topic: Topic, value: str, registry: Registry) -> Topic:
    if not value:
        raise Mistake("After name, write the topic's name.")
    return replace(topic, name=value[:80])


def _read_layout(topic: Topic, value: str, registry: Registry) -> Topic:
    layout = read_layout(value)
    if layout is None:
        raise Mistake("After layout, write stories, perspectives or sections.")
    return replace(topic, layout=layout)


def _read_window(topic: Topic, value: str, registry: Registry) -> Topic:
    days = value.split()[0] if value else ""
    if not days.isdecimal() or not 1 <= int(days) <= 31:
        raise Mistake("After window, write the number of days, 1 to 31.")
    return replace(topic, window=timedelta(days=int(days)))


READERS: dict[str, Callable[[Topic, str, Registry], Topic]] = {
    "side": _read_side,
    "drop": _drop_side,
    "search": _read_search,
    "feed": _read_feed,
    "at": _read_time,
    "name": _read_name,
    "layout": _read_layout,
    "window": _read_window,
}
KNOWN = ", ".join(READERS)
