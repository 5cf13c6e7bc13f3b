"""Embeds texts through the embeddings endpoint of any OpenAI-compatible server."""

from collections.abc import Sequence

import numpy as np

from bot.adapters.model_service.model_faults import translated_errors
from bot.adapters.model_service.openai_client import open_client
from retrieval.errors import ModelError
from retrieval.ports import Clock, Vectors

EMBEDDING_BATCH = 64


class OpenAiEmbedder:
    """`retrieval.ports.Embedder` over an embeddings endpoint. `dimensions` is asked of the server on first use."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, clock: Clock) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._clock = clock
        self._client = open_client(api_key=api_key, base_url=base_url, max_retries=2)
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
