"""Open a published graph."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyoxigraph import RdfFormat, Store

from assbkg.errors import BuildError, UnreadableFile
from assbkg.files.locking import reading
from assbkg.files.opening import MIB, read_bytes
from assbkg.graph.nesting import DEEPEST, nests_deep
from assbkg.graph.publish import MANIFEST, outputs, read_manifest, sha256
from assbkg.printable import in_brief

__all__ = ["FORMAT", "MOST_BYTES", "QUADS", "ROUNDS", "Release", "open_release"]

#: The file of a release that holds all four named graphs.
QUADS = "assbkg.nq"

#: The file that holds subject, property, object, grade and round of each derived fact.
ROUNDS = "rounds.csv"

#: The format of release that this version writes and reads.
FORMAT = 2

#: The longest file of a release, in bytes: all of it is read into memory.
MOST_BYTES: Final = 4_096 * MIB

#: How often to read again if the files don't fit together: where a folder can't be locked, a
#: build may have replaced it meanwhile. A damaged release stays damaged.
_ATTEMPTS = 5
_PAUSE_SECONDS = 0.02


@dataclass(frozen=True, repr=False)
class Release:
    """A published graph: its folder, its manifest and its quads in memory.

    `without` are the ids of sources that are left out of it, and `made` are then the files that
    differ from those in the folder, by their names.
    """

    folder: Path
    manifest: dict[str, Any]
    store: Store
    without: tuple[str, ...] = ()
    made: Mapping[str, bytes] = field(default_factory=dict)

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.store):,} quads in {self.folder}")

    @property
    def ontology_version(self) -> str:
        """The version of the ontology. Raises `BuildError` if the manifest has none."""
        found = self.manifest.get("ontology_version")
        if not isinstance(found, str):
            raise self._lacks("ontology_version")
        return found

    @property
    def sources(self) -> list[str]:
        """The ids of the papers. Raises `BuildError` if the manifest has none."""
        found = self.manifest.get("sources")
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise self._lacks("sources")
        return found

    def read(self, name: str) -> bytes:
        """Return the bytes of one of its files. Raises `BuildError` if they were altered."""
        if name in self.made:
            return self.made[name]
        return _read(self.folder, name, self.manifest["outputs"].get(name))

    def _lacks(self, key: str) -> BuildError:
        return BuildError(f"{self.folder / MANIFEST}: {key!r} is missing or wrong; build it again")


def open_release(folder: Path) -> Release:
    """Load a release after checking its quads against the manifest.

    A build may publish meanwhile: then it is the old release or the new one. Raises
    `BuildError` when it is missing, cut short or altered.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            with reading(folder, MANIFEST) as found:
                return _open(folder, found)
        except BuildError:
            time.sleep(_PAUSE_SECONDS)
    with reading(folder, MANIFEST) as found:
        return _open(folder, found)


def _open(folder: Path, found: Path) -> Release:
    if not (found / MANIFEST).is_file():
        raise BuildError(f"{folder}: holds no release; `assbkg build --out {folder}` makes one")
    try:
        manifest = read_manifest(found / MANIFEST)
        form = manifest["format"]
    except (UnreadableFile, KeyError) as error:
        raise _damaged(found, error) from error
    if form != FORMAT:
        shown = ascii(form)[:40]
        raise BuildError(f"{found}: is a release of format {shown}, expected {FORMAT}; build again")
    try:
        expected = outputs(manifest, found / MANIFEST)[QUADS]
    except (BuildError, KeyError) as error:
        raise _damaged(found, error) from error
    data = _read(found, QUADS, expected)
    if nests_deep(data):
        raise BuildError(f"{found / QUADS}: holds triples within triples, in over {DEEPEST} levels")
    store = Store()
    try:
        store.bulk_load(data, format=RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise BuildError(
            f"{found / QUADS}: is not valid N-Quads: {error}; build it again"
        ) from error
    return Release(found, manifest, store)


def _read(folder: Path, name: str, expected: object) -> bytes:
    try:
        data = read_bytes(folder / name, MOST_BYTES, folder)
    except UnreadableFile as error:
        raise _damaged(folder, error) from error
    if sha256(data) != expected:
        raise BuildError(
            f"{folder / name}: does not match the manifest: it was altered or truncated; "
            "build it again"
        )
    return data


def _damaged(folder: Path, error: Exception) -> BuildError:
    return BuildError(f"{folder}: the release is damaged ({error}); build it again")
