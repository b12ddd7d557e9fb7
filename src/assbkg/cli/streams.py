"""Standard output and error: UTF-8, free of what a terminal obeys, and no loss unnoticed.

Text is for people and goes through `printable`: no command can forget it. Data for programs
goes out as bytes, through `write_data`.

The encoding is UTF-8 whatever the locale, since chemistry needs it and programs expect it.
Only `PYTHONIOENCODING` sets another; characters that it lacks become escapes.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

from assbkg.errors import AssbkgError
from assbkg.printable import printable

__all__ = ["OutputClosed", "OutputLost", "bare", "open_descriptors", "standard_streams"]
__all__ += ["write_data"]

_UTF8: Final = "utf-8"


class OutputLost(AssbkgError):
    """Results could not be written to standard output."""


class OutputClosed(OutputLost):
    """The reader of the results closed the pipe."""


class _Text(io.TextIOWrapper):
    """Text for people, over the buffer of another stream.

    A `lossy` stream drops what can't be written; any other raises `OutputLost`.
    """

    def __init__(self, below: io.TextIOWrapper | None, encoding: str, lossy: bool) -> None:
        self.below = below
        self._lossy = lossy
        # ASCII is UTF-8 without other characters; click would go around a stream in ASCII.
        self._ascii = codecs.lookup(encoding).name == "ascii"
        target: object = _Nowhere(lossy) if below is None else below.buffer
        # Without a buffer (PYTHONUNBUFFERED) the system may write only a part, unnoticed.
        self._ours = io.BufferedWriter(target) if isinstance(target, io.RawIOBase) else None
        buffer: Any = self._ours or target
        super().__init__(
            buffer,
            encoding=_UTF8 if self._ascii else encoding,
            errors="backslashreplace",
            line_buffering=lossy or buffer.isatty(),
        )

    def write(self, text: str) -> int:
        shown = printable(text)
        if self._ascii:
            shown = shown.encode("ascii", "backslashreplace").decode()
        with self._failing():
            super().write(shown)
        return len(text)

    def flush(self) -> None:
        with self._failing():
            super().flush()

    def write_data(self, data: bytes) -> None:
        """Write bytes unchanged, after the text so far."""
        self.flush()
        with self._failing():
            self.buffer.write(data)

    def leave(self) -> None:
        """Detach from the stream below."""
        with suppress(OutputLost):
            self.flush()
        self.detach()
        if self._ours is not None:
            self._ours.detach()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._drop()
            if self._lossy:
                return
            if error.errno == errno.EPIPE:
                raise OutputClosed("standard output was closed by its reader") from error
            reason = error.strerror or str(error)
            raise OutputLost(
                f"the results can't be written to standard output: {reason}"
            ) from error

    def _drop(self) -> None:
        """Send what is still buffered nowhere, or Python would fail on it at exit."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.buffer.fileno())
            os.close(nowhere)


class _Nowhere(io.RawIOBase):
    """A stand-in for a stream that was closed before the command began."""

    def __init__(self, lossy: bool) -> None:
        super().__init__()
        self._lossy = lossy

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        if self._lossy:
            return len(memoryview(data))  # type: ignore[arg-type]
        self._lossy = True  # once is enough: a buffer tries again until it is empty
        raise OSError(errno.EBADF, "it is closed")


@contextmanager
def standard_streams() -> Iterator[None]:
    """Put our streams over standard output and error, and flush them at the end.

    Raises `OutputLost` when not all of the results could be written.
    """
    before = sys.stdout, sys.stderr
    if any(isinstance(stream, _Text) for stream in before):
        yield
        return
    output, errors = _before(before[0], lossy=False), _before(before[1], lossy=True)
    sys.stdout, sys.stderr = output, errors
    try:
        yield
        output.flush()
    finally:
        sys.stdout, sys.stderr = before
        for stream in (output, errors):
            if isinstance(stream, _Text):
                stream.leave()


def _before(stream: TextIO | None, *, lossy: bool) -> TextIO:
    """Return our stream over another; one without bytes, as in a notebook, is returned as it is."""
    if stream is None:
        return _Text(None, _UTF8, lossy)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    with suppress(OSError):
        stream.flush()
    chosen = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    return _Text(stream, stream.encoding if chosen else _UTF8, lossy)


def write_data(data: str | bytes) -> None:
    """Write data for a program to standard output; text in UTF-8.

    On a terminal a person reads it, so there it is text for people.
    """
    output = sys.stdout
    if isinstance(output, _Text) and not output.isatty():
        output.write_data(data.encode(_UTF8, "surrogatepass") if isinstance(data, str) else data)
    else:
        text = data.decode(_UTF8, "replace") if isinstance(data, bytes) else data
        output.write(text.replace("\r\n", "\n"))


def bare(stream: TextIO) -> TextIO:
    """Return the stream below one of ours: for bars, which move the cursor of a terminal."""
    return stream.below or stream if isinstance(stream, _Text) else stream


def open_descriptors() -> None:
    """Open the descriptors 0 to 2 where they were closed, so that no file gets their numbers.

    What a library writes to standard output would end up in it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, encoding=_UTF8, closefd=False)  # noqa: SIM115 - for as long as we run
