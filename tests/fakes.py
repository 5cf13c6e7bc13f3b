"""Fakes that behave: what stands at our ports in tests, with memory and with moods."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bot.delivery.ports import Part, Place, SendError
from retrieval.errors import FetchError, ModelError
from retrieval.ports import Message, Request, Response, Vectors


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def advance(self, step: timedelta) -> None:
        self.time += step


class FakeEmbedder:
    """Words hashed into a unit vector: texts that share words are near, others are not. Deterministic and quick."""

    name = "fake-words"
    dimensions = 256

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return (
            np.stack([self.embed_query(text) for text in texts])
            if texts
            else np.zeros((0, self.dimensions), np.float32)
        )

    def embed_query(self, text: str) -> Vectors:
        vector = np.full(self.dimensions, 1e-4, np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
            vector[int.from_bytes(digest, "big") % self.dimensions] += 1.0
        unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
        return unit


class FakeHttp:
    """A web made from a dict: a URL gives a Response, an exception, or what a function of the Request returns. Remembers requests."""

    def __init__(self, pages: Mapping[str, Response | bytes | Exception | Callable[[Request], Response]]) -> None:
        self.pages = dict(pages)
        self.requests: list[Request] = []

    def get(self, request: Request) -> Response:
        self.requests.append(request)
        page = self.pages.get(request.url)
        if page is None:
            raise FetchError(f"{request.url} has no server", url=request.url, kind="dns")
        if isinstance(page, Exception):
            raise page
        if isinstance(page, bytes):
            return Response(200, request.url, {}, page)
        return page if isinstance(page, Response) else page(request)


class ScriptedModel:
    """A model with scripted replies and a history; when the script is over it is down. A reply may be an exception."""

    name = "scripted"

    def __init__(self, *replies: str | Exception) -> None:
        self.replies = list(replies)
        self.history: list[Sequence[Message]] = []

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        self.history.append(messages)
        if not self.replies:
            raise ModelError("The model is down.")
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        reply = self.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)
        for start in range(0, len(reply), 7):
            yield reply[start : start + 7]


class ActingModel:
    """A model that answers each task by a part: a function of what it is told, to a reply. An exception is raised. `asked` holds
    the task and what was told of every call. Safe to use from several threads."""

    name = "acting"

    def __init__(self, **parts: Callable[[dict[str, Any]], object]) -> None:
        self.parts = parts
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        told = json.loads(messages[-1].content)
        task = told.pop("task")
        self.asked.append((task, told))
        if task not in self.parts:
            raise ModelError(f"Nobody plays {task}.", cause="refusal")
        reply = self.parts[task](told)
        if isinstance(reply, Exception):
            raise reply
        return json.dumps(reply)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        yield self.complete(messages, schema=schema, max_tokens=max_tokens, timeout=timeout)


class FakeMessenger:
    """Remembers what was sent; `moods` maps a chat id to the errors its next sends raise."""

    def __init__(self) -> None:
        self.sent: list[tuple[Place, Part]] = []
        self.edited: list[tuple[Place, int, Part]] = []
        self.moods: dict[int, list[SendError]] = {}
        self.looked: list[int] = []
        self.is_blind = False

    def send(
        self,
        place: Place,
        part: Part,
        *,
        is_broadcast: bool = False,
        on_departure: Callable[[], None] | None = None,
    ) -> int:
        if on_departure is not None:
            on_departure()
        if self.moods.get(place.chat_id):
            raise self.moods[place.chat_id].pop(0)
        self.sent.append((place, part))
        return len(self.sent)

    def edit(self, place: Place, message_id: int, part: Part) -> None:
        self.edited.append((place, message_id, part))

    def shows(self, place: Place, message_id: int, part: Part) -> bool:
        self.looked.append(message_id)
        found = self.sent[message_id - 1 : message_id]
        return not self.is_blind and [(one.chat_id, what) for one, what in found] == [(place.chat_id, part)]
