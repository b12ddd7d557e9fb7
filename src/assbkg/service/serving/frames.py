"""Messages between the service and a worker: JSON, then bytes, each with its length ahead."""

from __future__ import annotations

import json
import struct
from asyncio import StreamReader
from collections.abc import Mapping
from typing import IO, Any, Final

__all__ = ["pack", "read_frame", "receive_frame"]

_LENGTHS: Final = struct.Struct(">II")


def pack(said: Mapping[str, Any], body: bytes = b"") -> bytes:
    """The bytes of one message."""
    header = json.dumps(said).encode()
    return _LENGTHS.pack(len(header), len(body)) + header + body


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Wait for the next message on a pipe; None when the other side has closed it."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header, body = _LENGTHS.unpack(lengths)
    data = stream.read(header + body)
    if len(data) < header + body:
        return None
    return json.loads(data[:header]), data[header:]


async def receive_frame(stream: StreamReader, most: int) -> tuple[dict[str, Any], bytes]:
    """Wait for the next message of a worker, up to a maximum number of bytes.

    Raises `EOFError` when the pipe was closed midway, `ValueError` when the message is longer
    or is none: what a worker sends is not trusted.
    """
    header, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    if header + body > most:
        raise ValueError(f"a worker sends {header + body:,} bytes, expected at most {most:,}")
    said = json.loads(await stream.readexactly(header))
    if not isinstance(said, dict):
        raise ValueError("a worker sends JSON that is not an object")
    return said, await stream.readexactly(body)
