"""Unpacks bodies piece by piece, never beyond a limit: one coding, bounded output, and a cut-off stream is noticed."""

import zlib
from collections.abc import Iterable
from typing import Protocol

import brotli

from retrieval.errors import FetchError
from retrieval.messages import Phrase

_STEP = 256 * 1024


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes:
        """At most about `room` bytes of output. Raises ValueError on broken data."""
        ...

    @property
    def has_more(self) -> bool:
        """Output is waiting that did not fit."""
        ...

    @property
    def is_complete(self) -> bool: ...


def read_body(chunks: Iterable[bytes], *, coding: str, max_bytes: int, url: str) -> bytes:
    """The whole body, decoded. Raises FetchError `too_large`, `encoding` or `cut_off`."""
    decoder: _Decoder | None = None
    pieces: list[bytes] = []
    size = 0
    for chunk in chunks:
        if not chunk:
            continue
        decoder = decoder or _open(coding, chunk, url)
        for piece in _unpack(decoder, chunk, url):
            size += len(piece)
            if size > max_bytes:
                raise too_large(url, max_bytes)
            pieces.append(piece)
    if decoder is not None and not decoder.is_complete:
        raise FetchError(Phrase("{url} broke off before its end.", url=url), url=url, kind="cut_off")
    return b"".join(pieces)


def too_large(url: str, max_bytes: int) -> FetchError:
    size = f"{max_bytes / 1048576:.0f}"
    sentence = "{url} is larger than {size} MiB, the most that is read."
    return FetchError(Phrase(sentence, url=url, size=size), url=url, kind="too_large")


def _unpack(decoder: _Decoder, chunk: bytes, url: str) -> Iterable[bytes]:
    try:
        yield decoder.feed(chunk, _STEP)
        while decoder.has_more:
            yield decoder.feed(b"", _STEP)
    except ValueError as error:
        raise FetchError(Phrase("{url} sent a damaged compressed body.", url=url), url=url, kind="encoding") from error


def _open(coding: str, start: bytes, url: str) -> _Decoder:
    name = coding.strip().casefold()
    # Some servers label plain XML as gzip; the first two bytes tell.
    if name in ("", "identity") or (name in ("gzip", "x-gzip") and not b"\x1f\x8b".startswith(start[:2])):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Zlib(16 + zlib.MAX_WBITS)
    if name == "deflate":
        return _Zlib(zlib.MAX_WBITS if _has_zlib_header(start) else -zlib.MAX_WBITS)
    if name == "br":
        return _Brotli()
    packed = Phrase("{url} is packed as {coding}, which we did not ask for.", url=url, coding=f"{coding[:40]!r}")
    raise FetchError(packed, url=url, kind="encoding")


def _has_zlib_header(start: bytes) -> bool:
    return start[0] & 0x0F == 8 and (len(start) < 2 or int.from_bytes(start[:2], "big") % 31 == 0)


class _Plain:
    has_more = False
    is_complete = True

    def feed(self, data: bytes, room: int) -> bytes:
        return data


class _Zlib:
    """gzip (also several members in a row) and deflate."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._waiting = b""

    def feed(self, data: bytes, room: int) -> bytes:
        data = self._waiting + data
        if self._stream.eof:
            if not data.startswith(b"\x1f\x8b"):
                # Padding after the end, as some servers send it.
                self._waiting = b""
                return b""
            self._stream = zlib.decompressobj(self._wbits)
        try:
            output = self._stream.decompress(data, room)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        self._waiting = self._stream.unconsumed_tail or self._stream.unused_data
        return output

    @property
    def has_more(self) -> bool:
        return bool(self._waiting)

    @property
    def is_complete(self) -> bool:
        return self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        try:
            output: bytes = self._stream.process(data, output_buffer_limit=room)
        except brotli.error as error:
            raise ValueError(str(error)) from error
        return output

    @property
    def has_more(self) -> bool:
        return not self._stream.is_finished() and not self._stream.can_accept_more_data()

    @property
    def is_complete(self) -> bool:
        return bool(self._stream.is_finished())
