"""Bodies unpacked within bounds."""

import gzip
import tracemalloc
import zlib
from collections.abc import Iterable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.bodies import read_body
from retrieval.errors import FetchError

pytestmark = pytest.mark.slow

URL = "https://example.org/feed"
TEXT = b"<rss>" + b"a bridge opens " * 400 + b"</rss>"


def read(*chunks: bytes, coding: str = "", max_bytes: int = 1_000_000) -> bytes:
    return read_body(chunks, coding=coding, max_bytes=max_bytes, url=URL)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def kind_of(*chunks: bytes, coding: str, max_bytes: int = 1_000_000) -> str:
    with pytest.raises(FetchError) as caught:
        read(*chunks, coding=coding, max_bytes=max_bytes)
    return caught.value.kind


def split(data: bytes, size: int = 100) -> Iterable[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("br", brotli.compress(TEXT)),
    ],
)
def test_each_coding_gives_the_same_body_however_it_is_cut(coding: str, packed: bytes) -> None:
    assert read(packed, coding=coding) == TEXT
    assert read(*split(packed, 7), coding=coding) == TEXT


def test_several_gzip_members_are_one_body() -> None:
    assert read(gzip.compress(b"one ", mtime=0) + gzip.compress(b"two"), coding="gzip") == b"one two"


def test_padding_after_a_gzip_body_is_ignored() -> None:
    assert read(gzip.compress(TEXT, mtime=0) + b"\0" * 64, coding="gzip") == TEXT
    assert read(gzip.compress(TEXT, mtime=0), b"\0" * 64, coding="gzip") == TEXT


def test_plain_text_labelled_gzip_is_read_as_plain() -> None:
    assert read(TEXT, coding="gzip") == TEXT


@pytest.mark.parametrize("coding", ["gzip, gzip", "br, gzip", "zstd", "compress", "x"])
def test_other_codings_and_nested_ones_are_refused(coding: str) -> None:
    assert kind_of(TEXT, coding=coding) == "encoding"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", gzip.compress(TEXT, mtime=0)), ("deflate", zlib.compress(TEXT)), ("br", brotli.compress(TEXT))],
)
def test_a_body_that_breaks_off_is_noticed(coding: str, packed: bytes) -> None:
    assert kind_of(packed[:-4], coding=coding) == "cut_off"


def test_a_damaged_body_is_an_error_of_encoding() -> None:
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    packed[12:24] = b"\xff" * 12
    assert kind_of(bytes(packed), coding="gzip") == "encoding"


def test_the_cap_counts_what_comes_out() -> None:
    assert len(read(gzip.compress(b"x" * 1000, mtime=0), coding="gzip", max_bytes=1000)) == 1000
    assert kind_of(gzip.compress(b"x" * 1001, mtime=0), coding="gzip", max_bytes=1000) == "too_large"
    assert kind_of(b"x" * 600, b"x" * 600, coding="", max_bytes=1000) == "too_large"


@pytest.mark.parametrize("pack", [lambda data: gzip.compress(data, 9, mtime=0), brotli.compress], ids=["gzip", "br"])
def test_a_bomb_is_stopped_before_it_fills_the_memory(pack: object) -> None:
    bomb = pack(b"\0" * 60_000_000)  # type: ignore[operator]
    tracemalloc.start()
    try:
        kind = kind_of(bomb, coding="br" if pack is brotli.compress else "gzip", max_bytes=2_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert kind == "too_large"
    assert peak < 10_000_000


@given(st.lists(st.binary(max_size=60), max_size=8), st.sampled_from(["", "gzip", "deflate", "br"]))
def test_any_bytes_give_a_body_or_a_typed_error(chunks: list[bytes], coding: str) -> None:
    try:
        body = read(*chunks, coding=coding, max_bytes=5_000)
    except FetchError:
        return
    assert len(body) <= 5_000


@given(st.binary(max_size=3000), st.integers(1, 50), st.sampled_from(["gzip", "deflate", "br"]))
def test_what_was_packed_comes_back(data: bytes, size: int, coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
    assert read(*split(pack(data), size), coding=coding) == data
