"""Opening a published graph."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store

from assbkg.errors import BuildError
from assbkg.graph.publish import MANIFEST, locate, sha256

__all__ = ["QUADS", "Release", "open_release"]

#: The file of a release that holds all four named graphs.
QUADS = "assbkg.nq"


@dataclass(frozen=True)
class Release:
    """A published graph: its folder, its manifest and its quads in memory."""

    folder: Path
    manifest: dict[str, Any]
    store: Store


def open_release(folder: Path) -> Release:
    """Load a release after holding its quads against the manifest.

    Raises `BuildError` when it is missing, cut short or altered.
    """
    found = locate(folder)
    if not (found / MANIFEST).is_file():
        raise BuildError(f"{folder}: holds no release; `assbkg build --out {folder}` makes one")
    try:
        manifest = json.loads((found / MANIFEST).read_text(encoding="utf-8"))
        expected = manifest["outputs"][QUADS]
        data = (found / QUADS).read_bytes()
    except (OSError, ValueError, KeyError) as error:
        raise BuildError(f"{found}: the release is damaged ({error}); build it again") from error
    if sha256(data) != expected:
        raise BuildError(
            f"{found / QUADS}: is not what the manifest says; it was altered or cut short. "
            "Build it again"
        )
    store = Store()
    store.bulk_load(data, format=RdfFormat.N_QUADS)
    return Release(found, manifest, store)
