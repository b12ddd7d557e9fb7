"""Writing a file whole: beside its place first, then renamed, so that no half of it remains."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from assbkg.errors import DrawingError
from assbkg.nearest import nearest

__all__ = ["check_target", "ending_of", "write_whole"]


def ending_of(path: Path, endings: Collection[str]) -> str:
    """Return the ending of a file's name, in lower case.

    Raises `DrawingError`, with the nearest one, when it is none of `endings`.
    """
    ending = path.suffix.lower()
    if ending not in endings:
        said = f"{ending!r} is no ending" if ending else "without an ending it's no name"
        near = nearest(ending, endings, 1) if ending else ()
        meant = f"did you mean {near[0]}? " if near else ""
        raise DrawingError(f"{path}: {said} for it; {meant}there are {', '.join(endings)}")
    return ending


def check_target(path: Path) -> None:
    """Raise `DrawingError` when no file can be put at `path`, before any work is done."""
    with _told(path):
        if path.is_dir():
            raise DrawingError(f"{path}: is a folder; expected the name of a file")
        if path.exists() and not path.is_file():
            raise DrawingError(f"{path}: is not an ordinary file, and won't be replaced")
        place = _place(path)
        if place.is_symlink():
            raise DrawingError(f"{path}: is a link that leads back to itself; name a file")
        if not place.parent.is_dir():
            raise DrawingError(f"{path}: there is no folder {place.parent}; make it first")


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`; whatever goes wrong, an older file there stays as it was.

    Raises `DrawingError` when it can't be written.
    """
    check_target(path)
    with _told(path):
        place = _place(path)
        # Without the name of the file, which may be as long as names can be.
        beside = place.with_name(f".assbkg-{secrets.token_hex(4)}")
        with beside.open("xb") as handle:
            try:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
                handle.close()
                beside.replace(place)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise


def _place(path: Path) -> Path:
    """Where a file really is: a link to it stays a link, and what it leads to is replaced."""
    return Path(os.path.realpath(path))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DrawingError(f"{path}: can't be written: {reason}") from error
