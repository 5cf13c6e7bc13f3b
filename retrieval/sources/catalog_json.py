"""Writes topics and outlets as JSON for the rows that keep admins' changes. What was written is read back equal."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import time, timedelta
from typing import Any

from retrieval.sources.outlets import Outlet
from retrieval.sources.topics import GoogleNewsSearch, Perspective, Section, Topic


def topic_to_json(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "name": topic.name,
        "window_seconds": topic.window.total_seconds(),
        "layout": topic.layout,
        "time": topic.time.isoformat(),
        "timezone": topic.timezone,
        "articles_per_perspective": topic.articles_per_perspective,
        "perspectives": [
            {
                "id": side.id,
                "name": side.name,
                "countries": sorted(side.countries),
                "outlet_names": sorted(side.outlet_names),
            }
            for side in topic.perspectives
        ],
        "feeds": [feed if isinstance(feed, str) else asdict(feed) for feed in topic.feeds],
        "sections": [asdict(section) for section in topic.sections],
        "is_paused": topic.is_paused,
    }


def topic_from_json(body: Mapping[str, Any]) -> Topic:
    return Topic(
        id=body["id"],
        name=body["name"],
        window=timedelta(seconds=body["window_seconds"]),
        layout=body["layout"],
        time=time.fromisoformat(body["time"]),
        timezone=body["timezone"],
        articles_per_perspective=body["articles_per_perspective"],
        perspectives=tuple(
            Perspective(side["id"], side["name"], frozenset(side["countries"]), frozenset(side["outlet_names"]))
            for side in body["perspectives"]
        ),
        feeds=tuple(feed if isinstance(feed, str) else GoogleNewsSearch(**feed) for feed in body["feeds"]),
        sections=tuple(Section(**section) for section in body["sections"]),
        is_paused=body["is_paused"],
    )


def outlet_to_json(outlet: Outlet) -> dict[str, Any]:
    return asdict(outlet)


def outlet_from_json(body: Mapping[str, Any]) -> Outlet:
    known = dict(body)
    return Outlet(**known | {"aliases": tuple(known["aliases"]), "domains": tuple(known["domains"])})
