"""A model that says what was recorded, and nothing else."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from retrieval.errors import ModelError
from retrieval.ports import Message

# The sample articles carry days, so what was said about them holds for one noon only.
RECORDED_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def recording_key(messages: Iterable[Message]) -> str:
    """What a reply is recorded under: a print of every word of the request."""
    said = json.dumps([(message.role, message.content) for message in messages], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def load_recordings(folder: Traversable | None = None) -> dict[str, str]:
    """Replies by key, of every `*.jsonl` in a folder; the demo's own unless another is given."""
    found: dict[str, str] = {}
    for file in sorted((folder or files("bot.demo.recordings")).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".jsonl"):
            lines = map(json.loads, file.read_text("utf-8").splitlines())
            found.update((line["key"], json.dumps(line["reply"], ensure_ascii=False)) for line in lines)
    return found


class RecordedModel:
    """`retrieval.ports.Model` made of recordings. `unknown` holds the keys of what was asked and never recorded."""

    name = "recorded model"

    def __init__(self, replies: Mapping[str, str]) -> None:
        self._replies = replies
        self.unknown: list[str] = []

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        key = recording_key(messages)
        reply = self._replies.get(key)
        if reply is None:
            self.unknown.append(key)
            raise ModelError("No reply was recorded for this.", cause="unrecorded")
        return reply

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        yield self.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)
