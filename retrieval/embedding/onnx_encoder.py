"""Runs a BERT-like encoder on onnxruntime: word vectors in, one unit vector per text out. The home of onnxruntime.

The word table stays outside the graph (it is most of a small model's size) and is looked up by the caller.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.embedding.onnx_weights import Weights
from retrieval.errors import StorageError
from retrieval.ports import Vectors

# Read by onnxruntime while it is imported; without it, it writes a device id into the home folder.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime as ort


class Encoder:
    """A session over one graph file. Safe to use from several threads; each call works in its caller's thread alone."""

    def __init__(self, path: Path) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(self, words: Vectors, lengths: list[int]) -> Vectors:
        """`words` is (texts, longest, size), padded at the right; the result is (texts, size), rows of length 1."""
        mask = (np.arange(words.shape[1])[None, :] < np.asarray(lengths)[:, None]).astype(np.float32)
        inputs = {"words": words, "mask": mask, "lengths": np.asarray(lengths, np.int32)}
        vectors: Vectors = self._session.run(None, inputs)[0]
        return vectors


def open_encoder(path: Path, weights: Callable[[], Weights]) -> Encoder:
    """The encoder at `path`, made from `weights()` first if it is not there or cannot be read.

    Two processes may do this at once: each writes a file of its own and moves it into place.
    Raises StorageError if the folder cannot be written.
    """
    if path.is_file():
        try:
            return Encoder(path)
        except Exception:  # onnxruntime has no error class of its own for a damaged file
            path.unlink(missing_ok=True)
    _write(path, weights())
    return Encoder(path)


def _write(path: Path, weights: Weights) -> None:
    # Imported here: only the first start needs it, and it costs 30 MB.
    from retrieval.embedding.onnx_graph import encoder_graph

    mine = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mine.write_bytes(encoder_graph(weights))
        mine.replace(path)
    except OSError as error:
        mine.unlink(missing_ok=True)
        raise StorageError(
            f"The embedding model cannot be written to {path.parent}: check that the folder is writable and the disk not full."
        ) from error
