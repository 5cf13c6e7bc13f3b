"""A topic in one line, as admins type it: `id; name; side ID "Name": US GB "Far Wire"; search words; feed URL; at HH:MM ZONE`."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.delivery.due import find_zone
from retrieval.errors import BadInput
from retrieval.outlets import Registry
from retrieval.topics import GoogleNewsSearch, Perspective, Topic
from retrieval.urls import canonical_url

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SIDE = re.compile(r"""(?P<id>[a-z0-9-]+)\s*(?:"(?P<name>[^"]{1,60})")?\s*:\s*(?P<members>.+)""", re.IGNORECASE)
MEMBER = re.compile(r'"([^"]+)"|([^\s,]+)')
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?:\s+(\S+))?")


def parse_topic_line(text: str, *, registry: Registry) -> Topic:
    """The topic a line describes. Raises BadInput naming the part that cannot be read and what to write instead."""
    parts = [part.strip() for part in text.replace("“", '"').replace("”", '"').split(";") if part.strip()]
    if len(parts) < 2:
        raise BadInput(
            "A topic needs at least an id and a name, separated by a semicolon: /addtopic taiwan; Taiwan; ..."
        )
    topic_id, name, *rest = parts
    if not ID.fullmatch(topic_id) or len(topic_id) > 40:
        raise BadInput(
            f"“{topic_id[:40]}” cannot be an id: use small letters, digits and hyphens, for example us-china."
        )
    topic = Topic(id=topic_id, name=name[:80])
    for part in rest:
        word, _, value = part.partition(" ")
        reader = READERS.get(word.casefold())
        if reader is None:
            raise BadInput(f"I cannot read “{part[:60]}”. A part begins with side, search, feed or at.")
        topic = reader(topic, value.strip(), registry)
    return topic


def _read_side(topic: Topic, value: str, registry: Registry) -> Topic:
    found = SIDE.fullmatch(value)
    if found is None:
        raise BadInput(
            'Write a side as: side west "The West": US GB. Countries are two letters, outlets stand in quotes.'
        )
    side_id = found["id"].casefold()
    if topic.perspective(side_id):
        raise BadInput(f"The side {side_id} is there twice.")
    countries, outlets = set(), set()
    for quoted, plain in MEMBER.findall(found["members"]):
        if plain and re.fullmatch(r"[A-Z]{2}", plain):
            countries.add(plain)
        else:
            outlets.add(_outlet_name(quoted or plain, registry))
    perspective = Perspective(side_id, found["name"] or side_id, frozenset(countries), frozenset(outlets))
    return replace(topic, perspectives=(*topic.perspectives, perspective))


def _outlet_name(name: str, registry: Registry) -> str:
    outlet = registry.find_name(name)
    if outlet is None:
        raise BadInput(
            f"I know no outlet “{name[:60]}”. Use two capital letters for a country, or add it with /outlet."
        )
    return outlet.name


def _read_search(topic: Topic, value: str, registry: Registry) -> Topic:
    if not value:
        raise BadInput("After search, write the words to look for in Google News.")
    return replace(topic, feeds=(*topic.feeds, GoogleNewsSearch(value, "en-US", "US")))


def _read_feed(topic: Topic, value: str, registry: Registry) -> Topic:
    url = canonical_url(value)
    if not url:
        raise BadInput(f"“{value[:80]}” is not a web address. After feed, write one beginning with https://")
    return replace(topic, feeds=(*topic.feeds, url))


def _read_time(topic: Topic, value: str, registry: Registry) -> Topic:
    found = CLOCK.fullmatch(value)
    if found is None:
        raise BadInput("Write the time as: at 06:30 Asia/Taipei")
    zone = found[3] or topic.timezone
    find_zone(zone)
    return replace(topic, time=time(int(found[1]), int(found[2])), timezone=zone)


READERS: dict[str, Callable[[Topic, str, Registry], Topic]] = {
    "side": _read_side,
    "search": _read_search,
    "feed": _read_feed,
    "at": _read_time,
}
