"""A digest as JSON for the database, and back. Not the public JSON of `public_json.py`: this one keeps everything."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from bot.digest.model.digest import (
    Bullet,
    Development,
    Difference,
    Digest,
    DigestSection,
    SectionItem,
    Side,
    SideStatement,
    Source,
)
from retrieval.messages import from_json, to_json

_DATES = ("said_on", "since")


def pack_digest(digest: Digest) -> str:
    """One JSON object; unpack_digest(pack_digest(d)) == d."""
    notes = [to_json(note) for note in digest.notes]
    return json.dumps(asdict(digest) | {"notes": notes}, default=_iso, separators=(",", ":"))


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
        sections=tuple(
            _make(DigestSection, part, items=_all(SectionItem, part["items"])) for part in raw.get("sections", ())
        ),
        notes=tuple(from_json(note) for note in raw.get("notes", ())),
        sources=tuple(
            _make(Source, source, published=datetime.fromisoformat(source["published"]))
            for source in raw.get("sources", ())
        ),
    )
    return digest


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a digest holds a {type(value).__name__}, which has no JSON form")


def _make(kind: type[Any], raw: dict[str, Any], **changes: Any) -> Any:
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
    known |= {name: date.fromisoformat(raw[name]) for name in _DATES if raw.get(name)}
    return kind(**{name: value for name, value in (known | changes).items() if name in kind.__dataclass_fields__})


def _all(kind: type[Any], raws: Iterable[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(_make(kind, raw) for raw in raws)
