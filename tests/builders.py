"""Builders whose defaults are dull, so that a test shows only what matters to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from retrieval.articles import Article, Entry
from retrieval.sources.outlets import Outlet, Registry
from retrieval.sources.topics import Perspective, Topic

NOON = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)

EAST_POST = Outlet("East Post", ("The East Post", "eastpost.example"), ("eastpost.example",), "CN", "state")
WEST_TIMES = Outlet("West Times", ("The West Times",), ("westtimes.example",), "US", "private")
FAR_WIRE = Outlet("Far Wire", ("FW",), ("farwire.example",), "CH", "public")


def registry(*outlets: Outlet) -> Registry:
    return Registry(outlets or (EAST_POST, WEST_TIMES, FAR_WIRE))


def topic(**changes: Any) -> Topic:
    """`east-west`: side `west` is all US outlets, side `east` all Chinese ones."""
    plain = Topic(
        id="east-west",
        name="East and West",
        perspectives=(
            Perspective("west", "The West", frozenset({"US"})),
            Perspective("east", "The East", frozenset({"CN"})),
        ),
    )
    return replace(plain, **changes)


def entry(title: str = "Bridge opens", **changes: Any) -> Entry:
    slug = title.casefold().replace(" ", "-")
    plain = Entry(
        url=f"https://westtimes.example/{slug}", title=title, outlet="West Times", published=NOON - timedelta(hours=6)
    )
    return replace(plain, **changes)


def article(title: str = "Bridge opens", **changes: Any) -> Article:
    slug = title.casefold().replace(" ", "-")
    plain = Article(
        id=slug,
        url=f"https://westtimes.example/{slug}",
        title=title,
        published=NOON - timedelta(hours=6),
        first_seen=NOON - timedelta(hours=5),
        outlet="West Times",
        language="en",
        locale="en-US",
        topics=("east-west",),
    )
    return replace(plain, **changes)
