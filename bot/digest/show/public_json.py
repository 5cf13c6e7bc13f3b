"""A digest as the public JSON (`digest --format json`). Fields are only ever added."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bot.digest.model.digest import Bullet, Digest, SideStatement


def digest_json(digest: Digest) -> dict[str, Any]:
    """The object, ready for `json.dumps`."""
    document: dict[str, Any] = {
        "topic": digest.topic,
        "topic_name": digest.topic_name,
        "date": f"{digest.day}",
        "title": digest.title,
        "highlights": _bullets(digest.highlights),
        "perspectives": [
            {"id": side.id, "name": side.name, "bullets": _bullets(side.bullets), "articles": list(side.articles)}
            for side in digest.perspectives
        ],
        "differences": [
            {"story": each.story, "sides": _statements(each.sides), "contradiction": each.contradiction}
            for each in digest.differences
        ],
        "one_sided": _statements(digest.one_sided),
        "developing": [
            {"story": new.story, "since": f"{new.since}", "text": new.text, "citations": list(new.citations)}
            for new in digest.developing
        ],
        "sources": [
            {
                "n": source.n,
                "title": source.title,
                "outlet": source.outlet,
                "url": source.url,
                "published": iso_utc(source.published),
                "perspective": source.perspective,
                "locale": source.locale,
                "story": source.story,
            }
            for source in digest.sources
        ],
        "writer": digest.writer,
        "layout": digest.layout,
        "notes": list(digest.notes),
    }
    if digest.sections:
        document["sections"] = [
            {
                "name": section.name,
                "items": [
                    {"headline": item.headline, "text": item.text, "citations": list(item.citations)}
                    for item in section.items
                ],
            }
            for section in digest.sections
        ]
    if digest.last_day and digest.last_day != digest.day:
        document["last_date"] = f"{digest.last_day}"
    return document


def digest_json_text(digest: Digest) -> str:
    return json.dumps(digest_json(digest), ensure_ascii=False, indent=2)


def iso_utc(moment: datetime) -> str:
    """`2026-01-07T04:00:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _bullets(bullets: Iterable[Bullet]) -> list[dict[str, Any]]:
    return [{"text": bullet.text, "citations": list(bullet.citations)} for bullet in bullets]


def _statements(statements: Iterable[SideStatement]) -> list[dict[str, Any]]:
    return [
        {"perspective": told.perspective, "text": told.text, "citations": list(told.citations)} for told in statements
    ]
