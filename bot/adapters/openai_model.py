"""The language model and the embeddings endpoint behind any OpenAI-compatible server. The home of the openai library.

Foreign errors become ModelError here, with what the caller can do; replies are capped in size, for a server that
never stops talking must not fill our memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import numpy as np
import openai
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from retrieval.errors import ModelError
from retrieval.ports import Clock, Message, Vectors

MAX_REPLY_CHARACTERS = 60_000
EMBEDDING_BATCH = 64


class OpenAiModel:
    """`retrieval.ports.Model` over chat completions. No retries: the fallback is quicker than a second try."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, clock: Clock) -> None:
        self.name = model
        self._clock = clock
        self._client = OpenAI(api_key=api_key, base_url=base_url, max_retries=0)

    def complete(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> str:
        return "".join(self.stream(messages, schema=schema, max_tokens=max_tokens, timeout=timeout))

    def stream(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int = 600,
        timeout: timedelta = timedelta(seconds=15),
    ) -> Iterator[str]:
        """Pieces as they come. The timeout counts from now to the last piece: a read timeout alone lets a trickle go on."""
        deadline = self._clock.now() + timeout
        length = 0
        with self._translated():
            chunks = self._client.chat.completions.create(
                model=self.name,
                messages=[_as_param(message) for message in messages],
                max_tokens=max_tokens,
                temperature=0,
                timeout=timeout.total_seconds(),
                stream=True,
                **_response_format(schema),
            )
            with chunks:
                for chunk in chunks:
                    if self._clock.now() > deadline:
                        raise ModelError(f"The model {self.name} was too slow and was stopped.")
                    piece = chunk.choices[0].delta.content if chunk.choices else None
                    if not piece:
                        continue
                    length += len(piece)
                    if length > MAX_REPLY_CHARACTERS:
                        raise ModelError(f"The model {self.name} did not stop writing and was cut off.")
                    yield piece
        if length == 0:
            raise ModelError(f"The model {self.name} answered with nothing.")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with translated_errors(f"The model {self.name}", self._clock):
            yield


class OpenAiEmbedder:
    """`retrieval.ports.Embedder` over an embeddings endpoint. `dimensions` is asked of the server on first use."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, clock: Clock) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._clock = clock
        self._client = OpenAI(api_key=api_key, base_url=base_url, max_retries=2, timeout=30)
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        if not self._dimensions:
            self.embed_query("dimensions")
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        batches = [
            self._embed(texts[start : start + EMBEDDING_BATCH]) for start in range(0, len(texts), EMBEDDING_BATCH)
        ]
        return np.concatenate(batches) if batches else np.zeros((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._embed([text])[0]
        return vector

    def _embed(self, texts: Sequence[str]) -> Vectors:
        with translated_errors(f"The embeddings endpoint ({self._model})", self._clock):
            # An empty string is refused by most servers; a blank stands for it.
            reply = self._client.embeddings.create(
                model=self._model, input=[text or " " for text in texts], encoding_format="float"
            )
        rows = sorted(reply.data, key=lambda row: row.index)
        if len(rows) != len(texts):
            raise ModelError(f"The embeddings endpoint returned {len(rows)} vectors for {len(texts)} texts.")
        vectors = np.asarray([row.embedding for row in rows], np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if vectors.ndim != 2 or not np.isfinite(vectors).all() or (lengths == 0).any():
            raise ModelError("The embeddings endpoint returned something that is not a vector.")
        self._dimensions = vectors.shape[1]
        unit: Vectors = (vectors / lengths).astype(np.float32)
        return unit


@contextmanager
def translated_errors(who: str, clock: Clock) -> Iterator[None]:
    """openai's errors as ModelError, `permanent` where a change of settings is needed. Never repeats the key or the prompt."""
    try:
        yield
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        raise ModelError(f"{who} refuses our key: check OPENAI_API_KEY.", permanent=True) from error
    except openai.NotFoundError as error:
        raise ModelError(
            f"{who} does not exist on this server: check OPENAI_MODEL and OPENAI_BASE_URL.", permanent=True
        ) from error
    except openai.RateLimitError as error:
        pause = _retry_after(error) or timedelta(minutes=1)
        raise ModelError(f"{who} is over its limit.", retry_at=clock.now() + pause) from error
    except openai.APITimeoutError as error:
        raise ModelError(f"{who} did not answer in time.") from error
    except openai.APIConnectionError as error:
        raise ModelError(f"{who} cannot be reached: check OPENAI_BASE_URL.") from error
    except openai.APIStatusError as error:
        raise ModelError(f"{who} answered with status {error.status_code}.") from error
    except (openai.OpenAIError, ValueError, LookupError, TypeError, AttributeError) as error:
        # Servers that are only nearly compatible send bodies that break the library's own parsing.
        raise ModelError(f"{who} answered with something that is not an OpenAI reply.") from error


def _as_param(message: Message) -> ChatCompletionMessageParam:
    match message.role:
        case "system":
            return {"role": "system", "content": message.content}
        case "user":
            return {"role": "user", "content": message.content}
        case "assistant":
            return {"role": "assistant", "content": message.content}


def _response_format(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    if schema is None:
        return {}
    return {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": dict(schema), "strict": True},
        }
    }


def _retry_after(error: openai.APIStatusError) -> timedelta | None:
    value = error.response.headers.get("retry-after", "")
    return timedelta(seconds=min(int(value), 3600)) if value.isdigit() else None
