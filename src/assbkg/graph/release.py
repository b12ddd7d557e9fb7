"""Opening a published graph."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store

from assbkg.errors import BuildError
from assbkg.graph.publish import MANIFEST, sha256
from assbkg.graph.replacing import locate

__all__ = ["FORMAT", "QUADS", "ROUNDS", "Release", "open_release"]

#: The file of a release that holds all four named graphs.
QUADS = "assbkg.nq"

#: The file that holds subject, property, object, grade and round of each derived fact.
ROUNDS = "rounds.csv"

#: The format of release that this version writes and reads.
FORMAT = 2

#: How often to look again when the files don't fit together. A build that publishes
#: swaps folders in far less than this; a damaged release stays damaged.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True)
class Release:
    """A published graph: its folder, its manifest and its quads in memory."""

    folder: Path
    manifest: dict[str, Any]
    store: Store

    def read(self, name: str) -> bytes:
        """The bytes of one of its files. Raises `BuildError` when they were altered."""
        return _read(self.folder, name, self.manifest["outputs"].get(name))


def open_release(folder: Path) -> Release:
    """Load a release after holding its quads against the manifest.

    A build may publish meanwhile: then it is the old release or the new one. Raises
    `BuildError` when it is missing, cut short or altered.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return _open(folder)
        except BuildError:
            time.sleep(_PAUSE_SECONDS)
    return _open(folder)


def _open(folder: Path) -> Release:
    found = locate(folder, MANIFEST)
    if not (found / MANIFEST).is_file():
        raise BuildError(f"{folder}: holds no release; `assbkg build --out {folder}` makes one")
    try:
        manifest = json.loads((found / MANIFEST).read_text(encoding="utf-8"))
        form, expected = manifest["format"], manifest["outputs"][QUADS]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildError(f"{found}: the release is damaged ({error}); build it again") from error
    if form != FORMAT:
        raise BuildError(f"{found}: is a release of format {form}, expected {FORMAT}; build again")
    data = _read(found, QUADS, expected)
    store = Store()
    try:
        store.bulk_load(data, format=RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise BuildError(f"{found / QUADS}: is no N-Quads: {error}; build it again") from error
    return Release(found, manifest, store)


def _read(folder: Path, name: str, expected: object) -> bytes:
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise BuildError(f"{folder}: the release is damaged ({error}); build it again") from error
    if sha256(data) != expected:
        raise BuildError(
            f"{folder / name}: is not what the manifest says; it was altered or cut short. "
            "Build it again"
        )
    return data
