"""A digest as JSON for the database, and back. Not the public JSON of `public_json.py`: this one keeps everything."""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from bot.digest.model.digest import (
    Bullet,
    Contradiction,
    Development,
    Difference,
    Digest,
    DigestSection,
    Hour,
    SectionItem,
    Side,
    SideLines,
    SideReview,
    SideStatement,
    Silence,
    Source,
    StoryBlock,
    Stress,
    Telling,
)
from retrieval.messages import from_json, to_json

_DATES = ("said_on", "since")


def pack_digest(digest: Digest) -> str:
    """One JSON object; unpack_digest(pack_digest(d)) == d."""
    return json.dumps(_raw(digest), separators=(",", ":"))


def unpack_digest(text: str) -> Digest:
    """Fields a later version added are ignored, fields an earlier one lacked have their defaults."""
    raw: dict[str, Any] = json.loads(text)
    digest: Digest = _make(
        Digest,
        raw,
        day=date.fromisoformat(raw["day"]),
        built_at=datetime.fromisoformat(raw["built_at"]),
        last_day=date.fromisoformat(raw["last_day"]) if raw.get("last_day") else None,
        highlights=_all(Bullet, raw.get("highlights", ())),
        perspectives=tuple(
            _make(Side, side, bullets=_all(Bullet, side["bullets"])) for side in raw.get("perspectives", ())
        ),
        differences=tuple(
            _make(Difference, each, sides=_all(SideStatement, each["sides"])) for each in raw.get("differences", ())
        ),
        one_sided=_all(SideStatement, raw.get("one_sided", ())),
        developing=_all(Development, raw.get("developing", ())),
        stories=tuple(map(_story, raw.get("stories", ()))),
        lead=_all(Bullet, raw.get("lead", ())),
        also=_all(Bullet, raw.get("also", ())),
        review=tuple(map(_review, raw.get("review", ()))),
        sections=tuple(
            _make(DigestSection, part, items=_all(SectionItem, part["items"])) for part in raw.get("sections", ())
        ),
        sources=tuple(
            _make(Source, source, published=datetime.fromisoformat(source["published"]))
            for source in raw.get("sources", ())
        ),
        hour=_hour(raw.get("hour")),
    )
    return digest


def _hour(raw: dict[str, Any] | None) -> Hour | None:
    if raw is None:
        return None
    after = datetime.fromisoformat(raw["after"]) if raw["after"] else None
    return Hour(datetime.fromisoformat(raw["until"]), after)


def _story(raw: dict[str, Any]) -> Any:
    lists = {name: _all(Bullet, raw[name]) for name in ("what", "others", "background", "why")}
    return _make(
        StoryBlock,
        raw,
        **lists,
        sides=tuple(_make(SideLines, side, lines=_all(Bullet, side["lines"])) for side in raw["sides"]),
        contradictions=tuple(
            _make(Contradiction, each, lines=_all(Bullet, each["lines"])) for each in raw["contradictions"]
        ),
        not_told_by=_all(Silence, raw["not_told_by"]),
        told_by=_all(Telling, raw.get("told_by", ())),
        days=_all(Bullet, raw.get("days", ())),
    )


def _review(raw: dict[str, Any]) -> Any:
    lists = {name: _all(Bullet, raw[name]) for name in ("stressed", "left_out")}
    return _make(SideReview, raw, **lists, words=_all(Stress, raw["words"]))


def _raw(value: object) -> Any:
    """What JSON can hold; a Phrase keeps its key."""
    match value:
        case str():
            return to_json(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_raw(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: _raw(getattr(value, field.name)) for field in fields(value)}
    return value


def _make(kind: type[Any], raw: dict[str, Any], **changes: Any) -> Any:
    known = {name: _kept(value) for name, value in raw.items()}
    known |= {name: date.fromisoformat(raw[name]) for name in _DATES if raw.get(name)}
    return kind(**{name: value for name, value in (known | changes).items() if name in kind.__dataclass_fields__})


def _kept(value: Any) -> Any:
    """A plain field as it was: a tuple of texts or numbers, a text, perhaps a Phrase."""
    if isinstance(value, list):
        return tuple(map(_kept, value))
    return from_json(value) if isinstance(value, dict) and {"key", "values"} <= value.keys() else value


def _all(kind: type[Any], raws: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(_make(kind, raw) for raw in raws)
