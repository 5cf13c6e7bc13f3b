"""Topic files, `config/topics/<id>.yaml`: read into `Topic` values with every mistake named, and written back."""

import re
from collections.abc import Iterable
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from config.country_codes import COUNTRIES, COUNTRY_HINT
from config.yaml_files import Mistakes, Node, read_file, read_node, write_yaml
from retrieval.once import once
from retrieval.sources.outlets import Registry, fold_name
from retrieval.sources.topics import LAYOUTS, GoogleNewsSearch, Layout, Perspective, Section, Topic, read_layout

ID_PATTERN = r"[a-z0-9][a-z0-9-]{0,39}"
ID_HINT = "write an id of small letters, digits and hyphens, like us-china"
_UNITS = {"h": 1, "hour": 1, "hours": 1, "d": 24, "day": 24, "days": 24, "w": 168, "week": 168, "weeks": 168, "": 24}
_WINDOW_HINT = "write a span like 5 days or 36 hours, at most 60 days"


def load_topics(folder: Path, *, registry: Registry | None = None) -> list[Topic]:
    """All topics of a folder, by file name. With a registry, aliases in `outlets.names` become the outlets' names.

    Raises BadInput naming every mistake of every file.
    """
    mistakes = Mistakes()
    if not folder.is_dir():
        mistakes.add(
            str(folder), "", "there is no such folder: give the config folder with --config or COUNTERPOINT_CONFIG"
        )
    topics: dict[str, Topic] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        node = read_file(path, mistakes)
        topic = _read(node, registry) if node else None
        if node is None or topic is None:
            continue
        if topic.id in topics:
            node.at("id").reject(f"another file has the id {topic.id} already: choose another one")
        elif topic.id != path.stem:
            node.at("id").reject(f"the file is called {path.name}: call it {topic.id}.yaml, or write id: {path.stem}")
        topics[topic.id] = topic
    mistakes.raise_any("The topic files cannot be used:")
    return list(topics.values())


def read_topic(text: str, *, source: str = "topic", registry: Registry | None = None) -> Topic:
    """One topic from YAML text. Raises BadInput naming every mistake."""
    mistakes = Mistakes()
    node = read_node(text, source, mistakes)
    topic = _read(node, registry) if node else None
    mistakes.raise_any("The topic cannot be used:")
    if topic is None:
        raise AssertionError("no topic and no mistake")
    return topic


def write_topic(topic: Topic) -> str:
    """The topic as a file that `read_topic` reads back to an equal value."""
    fields: dict[str, Any] = {
        "id": topic.id,
        "name": topic.name,
        "window": _window_words(topic.window),
        "layout": topic.layout,
        "schedule": {"time": f"{topic.time:%H:%M}", "timezone": topic.timezone},
        "articles_per_perspective": topic.articles_per_perspective,
        "perspectives": [_perspective_fields(perspective) for perspective in topic.perspectives],
        "feeds": [_feed_fields(feed) for feed in topic.feeds],
        "sections": [{"name": section.name, "description": section.description} for section in topic.sections],
        "paused": topic.is_paused,
    }
    return write_yaml({key: value for key, value in fields.items() if value not in ([], False)})


def _perspective_fields(perspective: Perspective) -> dict[str, Any]:
    outlets = {"countries": sorted(perspective.countries), "names": sorted(perspective.outlet_names)}
    return {
        "id": perspective.id,
        "name": perspective.name,
        "outlets": {key: value for key, value in outlets.items() if value},
    }


def _feed_fields(feed: str | GoogleNewsSearch) -> dict[str, Any]:
    if isinstance(feed, str):
        return {"url": feed}
    return {"google_news": {"query": feed.query, "language": feed.language, "region": feed.region}}


def _read(node: Node, registry: Registry | None) -> Topic | None:
    before = len(node.mistakes.found)
    if not node.expect_keys(
        "id", "name", "window", "layout", "schedule", "articles_per_perspective",
        "perspectives", "feeds", "sections", "paused",
    ):  # fmt: skip
        return None
    schedule = node.at("schedule")
    if not schedule.is_missing:
        schedule.expect_keys("time", "timezone")
    topic = Topic(
        id=node.at("id").text(pattern=ID_PATTERN, hint=ID_HINT, required=True),
        name=node.at("name").text(hint="write the name that readers see", required=True),
        window=_read_window(node.at("window")),
        layout=_read_layout(node.at("layout")),
        time=_read_time(schedule.at("time")),
        timezone=_read_zone(schedule.at("timezone")),
        articles_per_perspective=node.at("articles_per_perspective").integer(10, lowest=1, highest=100),
        perspectives=tuple(_read_perspective(item, registry) for item in node.at("perspectives").items()),
        feeds=tuple(feed for item in node.at("feeds").items() if (feed := _read_feed(item))),
        sections=tuple(_read_section(item) for item in node.at("sections").items()),
        is_paused=node.at("paused").flag(default=False),
    )
    _reject_overlaps(node, topic)
    return topic if len(node.mistakes.found) == before else None


def _read_window(node: Node) -> timedelta:
    words = node.text("5 days", pattern=r"\d{1,4} ?[a-z]*", hint=_WINDOW_HINT)
    number, unit = re.fullmatch(r"(\d+) ?([a-z]*)", words).groups()  # type: ignore[union-attr]
    hours = int(number) * _UNITS.get(unit, 0)
    if not 1 <= hours <= 60 * 24:
        node.reject(_WINDOW_HINT)
        return timedelta(days=5)
    return timedelta(hours=hours)


def _window_words(window: timedelta) -> str:
    hours = window // timedelta(hours=1)
    return f"{hours // 24} days" if hours % 24 == 0 else f"{hours} hours"


def _read_layout(node: Node) -> Layout:
    word = node.text("stories", pattern="|".join(LAYOUTS), hint="write stories, perspectives or sections")
    return read_layout(word) or "stories"


def _read_time(node: Node) -> time:
    words = node.text("04:00", pattern=r"([01]?\d|2[0-3]):[0-5]\d", hint="write a time of day as HH:MM, like 07:30")
    hour, minute = words.split(":")
    return time(int(hour), int(minute))


def _read_zone(node: Node) -> str:
    zone = node.text("UTC")
    if zone not in _zones():
        node.reject("write a time zone by its IANA name, like Europe/Berlin or UTC")
        return "UTC"
    return zone


@once
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _read_perspective(node: Node, registry: Registry | None) -> Perspective:
    if not node.expect_keys("id", "name", "outlets"):
        return Perspective("", "")
    outlets = node.at("outlets")
    if not outlets.is_missing:
        outlets.expect_keys("countries", "names")
    names = outlets.at("names").texts(hint="write the name of an outlet")
    perspective = Perspective(
        id=node.at("id").text(pattern=ID_PATTERN, hint=ID_HINT, required=True),
        name=node.at("name").text(hint="write the name that readers see", required=True),
        countries=frozenset(read_countries(outlets.at("countries"))),
        outlet_names=frozenset(_registered(name, registry) for name in names),
    )
    if not perspective.countries and not names:
        outlets.reject("say which outlets are on this side: countries: [US], or names: [...], or both")
    return perspective


def _registered(name: str, registry: Registry | None) -> str:
    outlet = registry.find_name(name) if registry else None
    return outlet.name if outlet else name


def read_countries(node: Node) -> list[str]:
    """Known country codes of a list; others are reported."""
    codes = []
    for item in node.items():
        code = item.text(pattern="[A-Z]{2}", hint=COUNTRY_HINT, required=True)
        if code and code not in COUNTRIES:
            item.reject(f"{code} is no country code: {COUNTRY_HINT}")
        elif code:
            codes.append(code)
    return codes


def _read_feed(node: Node) -> str | GoogleNewsSearch | None:
    if not node.expect_keys("url", "google_news"):
        return None
    url, search = node.at("url"), node.at("google_news")
    if url.is_missing == search.is_missing:
        node.reject("write either url: https://..., or google_news: with query, language and region")
        return None
    if search.is_missing:
        return _read_url(url)
    if not search.expect_keys("query", "language", "region"):
        return None
    return GoogleNewsSearch(
        query=search.at("query").text(hint="write what to search for", required=True),
        language=search.at("language").text(
            pattern=r"[a-z]{2,3}(-[A-Za-z0-9]{2,4})?", hint="write a language, like en-US or es-419", required=True
        ),
        region=search.at("region").text(pattern="[A-Z]{2}", hint="write a region, like US", required=True),
    )


def _read_url(node: Node) -> str:
    url = node.text()
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        is_usable = False
    if not is_usable or re.search(r"\s", url):
        node.reject("write the address of a feed, like https://example.org/feed.xml")
        return ""
    return url


def _read_section(node: Node) -> Section:
    if not node.expect_keys("name", "description"):
        return Section("", "")
    return Section(
        name=node.at("name").text(hint="write the section's heading", required=True),
        description=node.at("description").text(hint="write what the section is about", required=True),
    )


def _reject_overlaps(node: Node, topic: Topic) -> None:
    """Ids that stand twice, and outlets that two sides claim."""
    claims: dict[str, str] = {}
    for number, perspective in enumerate(topic.perspectives):
        at = Node(None, node.source, node.mistakes, f"perspectives[{number}]")
        _claim(at.at("id"), [perspective.id], claims, "id")
        _claim(at.at("outlets").at("countries"), perspective.countries, claims, "country")
        _claim(at.at("outlets").at("names"), perspective.outlet_names, claims, "outlet")


def _claim(node: Node, words: Iterable[str], claims: dict[str, str], kind: str) -> None:
    for word in sorted(filter(None, words)):
        key = f"{kind} {fold_name(word)}"
        if key in claims:
            node.reject(f"{word} stands in {claims[key]} already: keep one of them")
        else:
            claims[key] = node.path
