"""Writes the wire format of Protocol Buffers: numbers, floats and chunks, each behind the number of its field. No reading.

An ONNX file needs no more than these three; the package `onnx` would be 29 MB for one file that is written once.
"""

import struct

_VARINT, _CHUNK, _FLOAT = 0, 2, 5


def number(field: int, value: int) -> bytes:
    """A whole number of up to 64 bits; a negative one takes ten bytes, as int64 fields have it."""
    return _varint(field << 3 | _VARINT) + _varint(value & (1 << 64) - 1)


def chunk(field: int, value: bytes | str) -> bytes:
    """Bytes, a text, or a message inside a message."""
    data = value.encode() if isinstance(value, str) else value
    return b"".join((_varint(field << 3 | _CHUNK), _varint(len(data)), data))


def float32(field: int, value: float) -> bytes:
    return _varint(field << 3 | _FLOAT) + struct.pack("<f", value)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth bit says that more follow."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
