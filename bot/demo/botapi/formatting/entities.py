"""Text with entities, and the repairs Telegram makes to them after parsing (facts 4e, rules 6 and 7).

Offsets and lengths are UTF-16 units of the text, as in the Bot API.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
PRE = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
# At equal ranges the first of these wins among entities that cannot overlap, and stands first among those that nest.
_RANK = {"expandable_blockquote": 0, "blockquote": 0, "pre": 1, "code": 1, "custom_emoji": 3}
_LAST_RANK = {kind: 10 + at for at, kind in enumerate(("bold", "italic", "underline", "strikethrough", "spoiler"))}

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x0c\x0e-\x1f\x7f]")
_REMOVED = re.compile("[\r\u2028-\u202e]")
_BLANK = " \n"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity. `extra` holds the type's own fields: url, user, language, unix_time, custom_emoji_id ..."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_api(self) -> dict[str, Any]:
        return {"type": self.type, "offset": self.offset, "length": self.length, **dict(self.extra)}


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str
    entities: tuple[Entity, ...] = ()

    def covered(self, entity: Entity) -> str:
        """The words an entity stands on."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le", "replace")


NO_TEXT = FormattedText("")


def utf16_length(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fix_text(parsed: FormattedText) -> FormattedText:
    """What Telegram stores: cleaned, trimmed, with entities that fit together. The text may come out empty."""
    cleaned = _clean(parsed)
    trimmed = _trim(cleaned)
    return replace(trimmed, entities=fix_entities(trimmed.entities))


def fix_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Merge what touches, split what may not overlap, drop what cannot stay; sorted, outer before inner."""
    ordered = sort_entities(entity for entity in entities if entity.length > 0)
    quotes = _without_overlaps(e for e in ordered if e.type in QUOTES)
    solid = _without_overlaps(e for e in ordered if e.type not in SPLITTABLE | QUOTES)
    solid = [e for e in solid if not any(_crosses(e, quote) for quote in quotes)]
    fixed = [*quotes, *solid]
    holes = [(e.offset, e.end) for e in solid if e.type in PRE]
    for kind in sorted(SPLITTABLE):
        spans = _merged([(e.offset, e.end) for e in ordered if e.type == kind])
        fixed += [Entity(kind, start, end - start) for start, end in _subtract(spans, holes)]
    return tuple(sort_entities(fixed))


def sort_entities(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e.offset, -e.length, _RANK.get(e.type, _LAST_RANK.get(e.type, 2))))


def _without_overlaps(entities: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    """Partly inside: neither apart from the quotation nor within it."""
    apart = entity.end <= quote.offset or entity.offset >= quote.end
    return not apart and not (entity.offset >= quote.offset and entity.end <= quote.end)


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _subtract(spans: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    for hole_start, hole_end in holes:
        cut: list[tuple[int, int]] = []
        for start, end in spans:
            cut += [(start, min(end, hole_start)), (max(start, hole_end), end)]
        spans = [(start, end) for start, end in cut if start < end]
    return spans


def _clean(parsed: FormattedText) -> FormattedText:
    """Control characters become spaces; CR and line or direction marks go, and entities move along."""
    text = _CONTROL.sub(" ", parsed.text)
    if not _REMOVED.search(text):
        return replace(parsed, text=text)
    gaps = [utf16_length(text[: found.start()]) for found in _REMOVED.finditer(text)]

    def moved(offset: int) -> int:
        return offset - sum(1 for gap in gaps if gap < offset)

    entities = tuple(replace(e, offset=moved(e.offset), length=moved(e.end) - moved(e.offset)) for e in parsed.entities)
    return FormattedText(_REMOVED.sub("", text), entities)


def _trim(parsed: FormattedText) -> FormattedText:
    text = parsed.text.strip(_BLANK)
    start = len(parsed.text) - len(parsed.text.lstrip(_BLANK))  # blanks are one unit each
    end = utf16_length(text)
    entities: list[Entity] = []
    for entity in parsed.entities:
        first = min(max(entity.offset - start, 0), end)
        last = min(max(entity.end - start, 0), end)
        cut = replace(entity, offset=first, length=last - first)
        if cut.length > 0 and (entity.type not in SPLITTABLE or FormattedText(text).covered(cut).strip(_BLANK)):
            entities.append(cut)
    return FormattedText(text, tuple(entities))
