"""Fuzz manifests: any of them is understood, or refused in one sentence."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from tests.fuzzing.targets import require_one_line, scratch_folder

from assbkg.errors import AssbkgError
from assbkg.graph.verifying import MARKS, verify

_DIGEST: Final = "0" * 64

SEEDS: Final = tuple(
    text.encode()
    for text in (
        f'{{"format": 2, "outputs": {{"assbkg.nq": "{_DIGEST}"}}, "ontology_version": "0.1.0"}}',
        f'{{"format": "assbkg report 1", "outputs": {{"a/b": "{_DIGEST}"}}, "tools": {{"a": ""}}}}',
        f'{{"format": 2, "files": {{"terms.parquet": {{"bytes": 1, "sha256": "{_DIGEST}"}}}}}}',
        f'{{"format": 2, "outputs": {{"../a": "{_DIGEST}", "/a": "{_DIGEST}", "a": "{_DIGEST}"}}}}',
        '{"format": 2, "format": 3, "outputs": {"\\u0000\\ud800": null}}',
    )
)


def one_input(data: bytes) -> None:
    """Verify a folder that holds the data as its manifest, or as its `facts.json`."""
    for folder, mark in zip(_folders(), MARKS, strict=True):
        (folder / mark).write_bytes(data)
        try:
            found = verify(folder / mark)
        except AssbkgError as error:
            require_one_line(error)
        else:
            assert len(found.problems) >= found.files, "no listed file is there"


@cache
def _folders() -> list[Path]:
    return [scratch_folder() for _ in MARKS]
