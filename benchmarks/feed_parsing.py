"""How many expected values of ../shared/eval/feeds hold, for feedparser and for our parser on top of it; and the time.

Run: `.venv/bin/python -m benchmarks.feed_parsing [folder]`. Expectations are written against feedparser's result. Those we map
(titles, links, texts, dates, ids, languages) are judged on our entries, as the plain text we store; the others
(`bozo`, `tags`, `cloud` ...) on the parsed feed underneath ours, after our repairs.
"""

import io
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from retrieval.errors import ParseError
from retrieval.feeds.feed_bytes import read_feed_text
from retrieval.feeds.parser import ParsedFeed, parse_feed
from retrieval.web.plain_text import clean_title, plain_text
from retrieval.web.urls import canonical_url

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "http://feeds.example/feed.xml"
OURS = {"title", "link", "description", "summary", "id", "guid", "content"}
# What the bytes were, not what they say: we repair on purpose, and store neither.
ABOUT_BYTES = {"bozo", "encoding", "modified_parsed", "etag"}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "eval" / "feeds"
    if not (folder / "manifest.jsonl").exists():
        print(f"{folder} is not there: give the folder of the feeds.")
        return
    lines = (folder / "manifest.jsonl").read_text().splitlines()
    cases = [case for case in map(json.loads, lines) if (folder / case["file"]).exists()]
    tally: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    misses: list[str] = []
    for case in cases:
        body = (folder / case["file"]).read_bytes()
        headers = {"content-location": URL, "content-type": "application/xml"} | {
            name.lower(): value for name, value in (case.get("headers") or {}).items()
        }
        start = time.perf_counter()
        plain = feedparser.parse(io.BytesIO(body), response_headers=headers)
        seconds["feedparser"] += time.perf_counter() - start
        start = time.perf_counter()
        ours = parsed_by_us(body, headers)
        seconds["ours"] += time.perf_counter() - start
        tally["feeds"] += 1
        tally["crash"] += isinstance(ours, Exception) and not isinstance(ours, ParseError)
        tally["entries feedparser"] += len(plain.entries)
        tally["entries ours"] += len(ours.entries) if isinstance(ours, ParsedFeed) else 0
        if isinstance(ours, ParseError) and plain.entries:
            misses.append(f"REFUSED {case['file']}: {ours}")
        if case.get("needs"):
            continue
        repaired = underneath(body, headers)
        for expected in case.get("expect") or []:
            path = expected["path"]
            kind = "bytes" if path[0] in ABOUT_BYTES else "values"
            is_met = reach(plain, path) == expected["equals"]
            tally[f"{kind} feedparser"] += is_met
            tally[f"{kind} all"] += 1
            mine = judge_ours(ours, plain if kind == "bytes" else repaired, path, expected["equals"])
            tally[f"{kind} ours"] += mine
            tally[f"{kind} both"] += mine and is_met
            if not mine and kind == "values":
                misses.append(f"{case['file']} {path} wants {expected['equals']!r} feedparser meets it: {is_met}")
    print(f"feeds {tally['feeds']}, crashes {tally['crash']}")
    for kind in ("values", "bytes"):
        print(
            f"{kind}: feedparser {tally[f'{kind} feedparser']} of {tally[f'{kind} all']}, ours {tally[f'{kind} ours']} of "
            f"{tally[f'{kind} all']}; of those feedparser meets, ours {tally[f'{kind} both']} of {tally[f'{kind} feedparser']}"
        )
    print(f"entries: feedparser {tally['entries feedparser']}, ours {tally['entries ours']}")
    print(f"seconds: feedparser {seconds['feedparser']:.2f}, ours {seconds['ours']:.2f}")
    print("\n".join(misses))


def parsed_by_us(body: bytes, headers: dict[str, str]) -> ParsedFeed | Exception:
    try:
        return parse_feed(body, url=headers["content-location"], headers=headers, now=NOW)
    except Exception as error:
        return error


def underneath(body: bytes, headers: dict[str, str]) -> Any:
    """feedparser's result after our repairs, with its own clean-up switched on."""
    try:
        text = read_feed_text(body, content_type=headers.get("content-type", ""), url=URL)
    except ParseError:
        return None
    told = {**headers, "content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(io.BytesIO(text.encode()), response_headers=told)


def reach(value: Any, path: list[Any]) -> Any:
    for step in path:
        try:
            value = len(value) if step == "#len" else value[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            return None
    return list(value) if isinstance(value, time.struct_time | tuple) else value


def judge_ours(ours: ParsedFeed | Exception, repaired: Any, path: list[Any], wanted: Any) -> bool:
    if (
        path[0] == "entries"
        and len(path) >= 3
        and path[2] in OURS
        and isinstance(ours, ParsedFeed)
        and isinstance(wanted, str)
    ):
        if path[1] >= len(ours.entries):
            return False
        return str(wanted_of(path[2], wanted)) in {str(value) for value in stored_of(ours, path)}
    if path == ["feed", "title"] and isinstance(ours, ParsedFeed):
        return ours.title == clean_title(wanted)
    return repaired is not None and reach(repaired, path) == wanted


def stored_of(ours: ParsedFeed, path: list[Any]) -> list[str]:
    entry = ours.entries[path[1]]
    if path[2] in ("description", "summary", "content"):
        return [entry.summary, entry.text, entry.title]
    return [{"title": entry.title, "link": entry.url}.get(path[2], entry.guid)]


def wanted_of(name: str, wanted: str) -> str:
    if name == "link":
        return canonical_url(wanted, base=URL)
    return clean_title(wanted) if name == "title" else wanted if name in ("id", "guid") else plain_text(wanted)


if __name__ == "__main__":
    main()
