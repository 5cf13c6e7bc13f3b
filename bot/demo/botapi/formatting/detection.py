"""Entities Telegram finds by itself in plain words: commands, mentions, hashtags, addresses. Never inside code or links."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.demo.botapi.formatting.entities import Entity, FormattedText, utf16_length

_PATTERNS = (
    ("url", re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]}'’”]")),
    ("email", re.compile(r"(?<![\w.@+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w/@.])@[A-Za-z0-9_]{4,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#&/])#\w*[^\W\d]\w*")),
    (
        "url",
        re.compile(
            r"(?<![\w@/.\-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|info|example|cn|in|jp|uk|de|fr|ru|hk|tw|pk|ve)\b(?:/[^\s<>\"]*)?"
        ),
    ),
)
_SOLID = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"})


def detect_entities(text: str, taken: Sequence[Entity] = ()) -> tuple[Entity, ...]:
    """What Telegram would add to `text`, clear of the entities in `taken` that cannot hold others."""
    return _detected(text, tuple((e.offset, e.end) for e in taken if e.type in _SOLID))


@lru_cache(maxsize=64)
def _detected(text: str, taken: tuple[tuple[int, int], ...]) -> tuple[Entity, ...]:
    busy = list(taken)
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= first or start >= last for first, last in busy):
                found.append(Entity(kind, start, end - start))
                busy.append((start, end))
    return tuple(sorted(found, key=lambda e: e.offset))


def with_detected(parsed: FormattedText) -> FormattedText:
    """The text with both its own and the detected entities, as a Message carries them."""
    found = detect_entities(parsed.text, parsed.entities)
    if not found:
        return parsed
    entities = sorted((*parsed.entities, *found), key=lambda e: (e.offset, -e.length))
    return FormattedText(parsed.text, tuple(entities))
