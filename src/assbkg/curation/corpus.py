"""All curated tables together: one `Paper` a folder, a `Corpus` of papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from assbkg.curation.records import (
    TABLES,
    Assessment,
    Claim,
    Contradiction,
    Coverage,
    Entity,
    Measurement,
    Record,
    Reference,
    Step,
)
from assbkg.curation.source import SOURCE, SourceInfo, read_source
from assbkg.curation.tables import Row, read_table
from assbkg.errors import CurationError, Problem
from assbkg.nearest import nearest

__all__ = ["Corpus", "Paper", "SaidRow", "read_corpus", "source_folders"]

R = TypeVar("R", bound=Record)

SaidRow = Row[Claim] | Row[Measurement] | Row[Step]
_FILES = tuple(f"{kind.table}.csv" for kind in TABLES)
#: How many files that are no tables are listed.
_LISTED: Final = 100


@dataclass(frozen=True)
class Paper:
    """The tables of one source."""

    folder: Path
    info: SourceInfo
    references: tuple[Row[Reference], ...]
    entities: tuple[Row[Entity], ...]
    claims: tuple[Row[Claim], ...]
    measurements: tuple[Row[Measurement], ...]
    steps: tuple[Row[Step], ...]
    assessments: tuple[Row[Assessment], ...]
    contradictions: tuple[Row[Contradiction], ...]
    coverage: tuple[Row[Coverage], ...]

    def assertions(self) -> tuple[Row[Claim] | Row[Measurement], ...]:
        """Claims and figures: what can be contested."""
        return (*self.claims, *self.measurements)

    def said(self) -> Iterator[tuple[str, SaidRow]]:
        """Every record that says something of the world, with its id."""
        rows: tuple[SaidRow, ...] = (*self.claims, *self.measurements, *self.steps)
        for row in rows:
            yield row.record.id, row

    def places(self) -> Iterator[tuple[str, int]]:
        """The id of every record with each sentence that it comes from."""
        for record_id, row in self.said():
            for sentence in row.record.sentence:
                yield record_id, sentence
        for reference in self.references:
            yield reference.record.id, reference.record.sentence


@dataclass(frozen=True)
class Corpus:
    """All sources, sorted by id."""

    papers: tuple[Paper, ...]

    def entities(self) -> dict[str, str]:
        """Id and class of every entity of every source."""
        return {
            row.record.id: row.record.class_name for paper in self.papers for row in paper.entities
        }

    def owner(self, paper: Paper, name: str) -> tuple[Paper, str]:
        """Return the paper and the id of the record that `name` means in the tables of `paper`.

        `wang-2022.s112a` is the record `s112a` of the paper `wang-2022`; any other name is one
        of `paper` itself, whether there is such a record or not.
        """
        source, _, record = name.partition(".")
        other = self._by_id.get(source)
        return (paper, name) if other is None or not record else (other, record)

    @cached_property
    def _by_id(self) -> dict[str, Paper]:
        return {paper.info.id: paper for paper in self.papers}


def source_folders(graphs: Path) -> tuple[Path, ...]:
    """The folders of `graphs` that hold a source or any of its tables, sorted by name."""
    found = {path.parent for name in (SOURCE, *_FILES) for path in graphs.glob(f"*/{name}")}
    return tuple(sorted(found))


def read_corpus(graphs: Path) -> Corpus:
    """Read the tables of every source below `graphs`.

    Raises `CurationError` with all problems of all files, when there is any.
    """
    folders = source_folders(graphs)
    if not folders:
        message = f"holds no source; expected <source>/{SOURCE}"
        if not graphs.is_dir():
            message = f"is not a folder; expected one that holds <source>/{SOURCE}"
        raise CurationError([Problem(graphs, 0, "", message)])
    problems: list[Problem] = []
    papers = [_read_paper(folder, problems) for folder in folders]
    if problems:
        raise CurationError(problems)
    return Corpus(tuple(paper for paper in papers if paper is not None))


def _read_paper(folder: Path, problems: list[Problem]) -> Paper | None:
    def rows(kind: type[R]) -> tuple[Row[R], ...]:
        found, faults = read_table(folder / f"{kind.table}.csv", kind)
        problems.extend(faults)
        return found

    info, faults = read_source(folder)
    problems += [*faults, *_check_files(folder)]
    tables = (
        rows(Reference),
        rows(Entity),
        rows(Claim),
        rows(Measurement),
        rows(Step),
        rows(Assessment),
        rows(Contradiction),
        rows(Coverage),
    )
    return Paper(folder, info, *tables) if info else None


def _check_files(folder: Path) -> Iterator[Problem]:
    others = (path for path in folder.glob("*.csv") if path.name not in _FILES)
    for path in islice(others, _LISTED):
        near = nearest(path.name, _FILES, 1)
        meant = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(_FILES)}"
        yield Problem(path, 0, "", f"is none of the tables{meant}")
