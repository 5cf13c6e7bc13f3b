"""The few things that are remote, paid, slow or random, as the core sees them.

Everything else (SQL, feedparser, Chroma, tantivy) is used as itself, also in tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Clock(Protocol):
    """Where `now` comes from: aware, UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. `max_bytes` counts the body after decompression; `deadline` is for the whole exchange, redirects included.

    With `headers_for`, the headers are sent to that address only (validators belong to the page they came from).
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    max_bytes: int = 15 * 1024 * 1024
    deadline: timedelta = timedelta(seconds=20)
    headers_for: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """`url` is where the body came from; `redirects` holds (status, target) of every hop; header names are lower case."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[tuple[int, str], ...] = ()


class Http(Protocol):
    """The one way out. Any HTTP status is a `Response`; everything else that goes wrong is a `FetchError`."""

    def get(self, request: Request) -> Response: ...


class Embedder(Protocol):
    """Texts to unit vectors. `name` is stored with the index: another name means another index."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), float32, each row of length 1."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,), float32, length 1."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call: sent, received (with what the model thought), and how many of the received were thinking.

    They are the server's own figures; where it gives none they are estimated from the texts.
    """

    sent: int
    received: int
    reasoning: int = 0
    is_estimated: bool = False


class Model(Protocol):
    """A language model behind an OpenAI-compatible server. It gets no tools. Its reply is input to validate, not truth."""

    @property
    def name(self) -> str: ...

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        """The whole reply; with `schema` (JSON Schema) it should be JSON of that shape. Raises ModelError."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        """The reply in pieces as they come. Raises ModelError, possibly after some pieces."""
        ...
