"""Keeps the vectors of passages in Chroma, in this process or on a server. The home of chromadb.

A cache of what SQL holds. Vectors are always ours: Chroma's own embedder would download a model. A passage's id is made
by the caller and says all it needs to know; the metadata hold only the article's.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from retrieval.errors import BadInput, IndexDamaged
from retrieval.messages import Phrase
from retrieval.ports import Vectors

_BATCH = 1000
# Chroma makes an SQL variable of every id it gives or is given, and SQLite takes 32,766 of them.
_MOST = 10_000
# Up to so many ids it is quicker to fetch their vectors and compare here: 5 ms a hundred. Chroma, given ids, searches the
# longer the fewer they are: 125 ms for 100 of 100,000, 45 for 500, 27 for 1,000.
MOST_COMPARED = 600


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """Names the passage that a vector belongs to."""

    id: str
    article_id: str


class VectorStore:
    """Keeps the vectors of one model. All methods raise IndexDamaged when Chroma cannot do its work."""

    def __init__(self, client: Any, name: str, *, model: str) -> None:
        self._client = client
        self._name = name
        self._model = model
        with _translated():
            self._collection = self._open()

    def _open(self) -> Any:
        """The collection of this model; one of another model is dropped, its vectors mean nothing to us."""
        try:
            found = self._client.get_collection(self._name, embedding_function=None)
            if (found.metadata or {}).get("model") == self._model:
                return found
            self._client.delete_collection(self._name)
        except NotFoundError:
            pass
        return self._client.get_or_create_collection(
            self._name,
            embedding_function=None,
            metadata={"model": self._model},
            configuration={"hnsw": {"space": "cosine"}},
        )

    def put(self, passages: Sequence[StoredPassage], vectors: Vectors) -> None:
        """Store passages; those stored under the same id are replaced."""
        with _translated():
            for start in range(0, len(passages), _BATCH):
                batch = passages[start : start + _BATCH]
                self._collection.upsert(
                    ids=[passage.id for passage in batch],
                    embeddings=vectors[start : start + _BATCH],
                    metadatas=[{"article": passage.article_id} for passage in batch],
                )

    def of_articles(self, article_ids: Iterable[str]) -> list[StoredPassage]:
        """What is stored of these articles."""
        wanted = sorted(set(article_ids))
        with _translated():
            return [
                passage
                for start in range(0, len(wanted), _BATCH)
                for passage in self._listed(where={"article": {"$in": wanted[start : start + _BATCH]}})
            ]

    def everything(self) -> list[StoredPassage]:
        found: list[StoredPassage] = []
        with _translated():
            while page := self._listed(limit=_MOST, offset=len(found)):
                found += page
        return found

    def _listed(self, **which: Any) -> list[StoredPassage]:
        found = self._collection.get(include=["metadatas"], **which)
        return [
            StoredPassage(passage_id, str(about["article"]))
            for passage_id, about in zip(found["ids"], found["metadatas"], strict=True)
        ]

    def drop(self, passage_ids: Sequence[str]) -> None:
        with _translated():
            for start in range(0, len(passage_ids), _BATCH):
                self._collection.delete(ids=list(passage_ids[start : start + _BATCH]))

    def nearest(self, vector: Vectors, k: int, *, among: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """Up to `k` (passage id, cosine), nearest first; only of the ids in `among`, if given."""
        if among is None:
            return self._queried(vector, k)
        if len(among) <= MOST_COMPARED:
            cosines = list(self.compare(vector, among).items())
        else:
            parts = (among[start : start + _MOST] for start in range(0, len(among), _MOST))
            cosines = [found for part in parts for found in self._queried(vector, min(k, len(part)), ids=list(part))]
        return sorted(cosines, key=lambda item: (-item[1], item[0]))[:k]

    def _queried(self, vector: Vectors, k: int, **which: Any) -> list[tuple[str, float]]:
        with _translated():
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=k, include=["distances"], **which
            )
        return [
            (passage, 1.0 - distance) for passage, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def compare(self, vector: Vectors, passage_ids: Sequence[str]) -> dict[str, float]:
        """The cosines of those ids that are stored. For a few hundred at most."""
        return {passage: float(other @ vector) for passage, other in self.get(passage_ids).items()}

    def get(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those ids that are stored."""
        if not passage_ids:
            return {}
        with _translated():
            found = self._collection.get(ids=list(dict.fromkeys(passage_ids)), include=["embeddings"])
        return {
            passage: np.asarray(vector, np.float32)
            for passage, vector in zip(found["ids"], found["embeddings"], strict=True)
        }

    def clear(self) -> None:
        """Forget everything."""
        with _translated():
            self._client.delete_collection(self._name)
            self._collection = self._open()

    def probe(self) -> None:
        """Try what searches need. Raises IndexDamaged when it does not work."""
        with _translated():
            for some in self._collection.get(limit=1, include=["embeddings"])["embeddings"]:
                self._collection.query(query_embeddings=[some], n_results=1, include=["distances"])

    def count(self) -> int:
        with _translated():
            return int(self._collection.count())

    def close(self) -> None:
        close = getattr(self._client, "close", None)
        if close is not None:
            close()


def open_folder(folder: Path, *, model: str) -> VectorStore:
    """Embedded vectors in a folder that one process owns. Raises IndexDamaged if Chroma cannot read what is there."""
    with _translated():
        folder.mkdir(parents=True, exist_ok=True)
        client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    return VectorStore(client, "passages", model=model)


def open_server(url: str, *, model: str) -> VectorStore:
    """Vectors on a Chroma server, shared by several processes. Raises BadInput for an address that is none."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise BadInput(f"CHROMA_URL is {url!r}: write it as http://host:port.")
    is_secure = address.scheme == "https"
    with _translated():
        client = chromadb.HttpClient(
            host=address.hostname,
            port=address.port or (443 if is_secure else 8000),
            ssl=is_secure,
            settings=Settings(anonymized_telemetry=False),
        )
    return VectorStore(client, "passages", model=model)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (ChromaError, OSError, ValueError, RuntimeError) as error:
        sentence = "The vector index does not work ({reason}); the next sync mends it."
        raise IndexDamaged(Phrase(sentence, reason=_reason(error))) from error


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
