"""Fuzz target: any bytes as one table of a paper are accepted, or refused by a `CurationError`."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from tests.hostile_tables import paper_files

from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus
from assbkg.curation.names import Schema
from assbkg.errors import CurationError
from assbkg.graph.ontology import read_ontology
from assbkg.places import shipped

__all__ = ["SEEDS", "one_input"]

#: The files that an input may stand for; its first byte chooses.
_FILES: Final = tuple(sorted(paper_files()))

SEEDS: Final = (
    *(bytes([number]) + paper_files()[name].encode() for number, name in enumerate(_FILES)),
    b'\x02id,class,label,alt_labels,formula,sentence\nx,InertGas,"a\n,,,1\n',
    b"\x00\xff\xfei\x00d\x00",
    b"\x06sep=;\n",
)


@cache
def _schema() -> Schema:
    return read_ontology(shipped("ontology")).schema


def one_input(data: bytes) -> None:
    """Put the bytes in the place of one file, read all, and check all."""
    name = _FILES[data[0] % len(_FILES)] if data else _FILES[0]
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "voids"
        paper.mkdir()
        for other, text in paper_files().items():
            (paper / other).write_text(text, encoding="utf-8", newline="")
        (paper / name).write_bytes(data[1:])
        try:
            check_corpus(read_corpus(Path(folder)), _schema())
        except CurationError as error:
            if not error.problems or len(str(error)) > 100_000:
                raise AssertionError("a refusal says what is wrong, and no more") from error
