"""An embedder that remembers: vectors are kept in a file under benchmarks/out, so that a second run takes seconds."""

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.ports import Embedder, Vectors

OUT = Path(__file__).parent / "out"
_BATCH = 256


class CachedEmbedder:
    """`embedder` with a memory of passages by their text. Queries are always embedded."""

    def __init__(self, embedder: Embedder, folder: Path = OUT) -> None:
        self._embedder = embedder
        folder.mkdir(parents=True, exist_ok=True)
        self._known = sqlite3.connect(folder / f"vectors-{embedder.name}.sqlite", check_same_thread=False)
        self._known.execute("create table if not exists vectors (key blob primary key, vector blob)")

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        found = {key: self._look_up(key) for key in keys}
        missing = sorted((len(text), text, key) for key, text in zip(keys, texts, strict=True) if found[key] is None)
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = self._embedder.embed_passages([text for _, text, _ in batch])
            for (_, _, key), vector in zip(batch, vectors, strict=True):
                found[key] = vector
                self._known.execute("insert or ignore into vectors values (?, ?)", (key, vector.tobytes()))
            self._known.commit()
        return np.stack([vector for key in keys if (vector := found[key]) is not None])

    def _look_up(self, key: bytes) -> Vectors | None:
        row = self._known.execute("select vector from vectors where key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], np.float32)
