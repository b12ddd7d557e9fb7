"""All curated tables together: one `Paper` a folder, a `Corpus` of papers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assbkg.curation.records import (
    Assessment,
    Claim,
    Contradiction,
    Coverage,
    Entity,
    Measurement,
    Record,
    Reference,
    SourceInfo,
    Step,
)
from assbkg.curation.tables import Row, read_table
from assbkg.errors import CurationError, Problem

__all__ = ["Corpus", "Paper", "read_corpus", "source_folders"]


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

    def said(self) -> Iterator[tuple[str, Row[Claim] | Row[Measurement] | Row[Step]]]:
        """Every record that says something of the world, with its id."""
        for claim in self.claims:
            yield claim.record.id, claim
        for measurement in self.measurements:
            yield measurement.record.id, measurement
        for step in self.steps:
            yield step.record.id, step

    def places(self) -> Iterator[tuple[str, int]]:
        """The id of every record with each sentence that it comes from."""
        for record_id, row in self.said():
            for sentence in row.record.sentence:
                yield record_id, sentence
        for reference in self.references:
            yield f"ref-{reference.record.number}", reference.record.sentence


@dataclass(frozen=True)
class Corpus:
    """All sources, sorted by id."""

    papers: tuple[Paper, ...]

    def entities(self) -> dict[str, str]:
        """Id and class of every entity of every source."""
        return {
            row.record.id: row.record.class_name for paper in self.papers for row in paper.entities
        }


def source_folders(graphs: Path) -> tuple[Path, ...]:
    """The folders of `graphs/` that hold a source, sorted by name."""
    return tuple(sorted(path.parent for path in graphs.glob("*/source.toml")))


def read_corpus(graphs: Path) -> Corpus:
    """Read the tables of every source below `graphs`.

    Raises `CurationError` with all problems of all files, when there is any.
    """
    folders = source_folders(graphs)
    if not folders:
        problem = Problem(graphs, 0, "", "holds no source; expected <source>/source.toml")
        raise CurationError([problem])
    problems: list[Problem] = []
    papers = [_read_paper(folder, problems) for folder in folders]
    if problems:
        raise CurationError(problems)
    return Corpus(tuple(paper for paper in papers if paper is not None))


def _read_paper(folder: Path, problems: list[Problem]) -> Paper | None:
    def rows(kind: type[Record]) -> tuple[Row[Record], ...]:
        found, faults = read_table(folder / f"{kind.table}.csv", kind)
        problems.extend(faults)
        return found

    info = _read_info(folder / "source.toml", problems)
    tables = {
        kind.table: rows(kind)
        for kind in (
            Reference,
            Entity,
            Claim,
            Measurement,
            Step,
            Assessment,
            Contradiction,
            Coverage,
        )
    }
    if info is None:
        return None
    if info.id != folder.name:
        message = f"id is {info.id!r}, the folder is {folder.name!r}; they are the same"
        problems.append(Problem(folder / "source.toml", 0, "id", message))
    return Paper(folder, info, **tables)  # type: ignore[arg-type]


def _read_info(path: Path, problems: list[Problem]) -> SourceInfo | None:
    try:
        return SourceInfo.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(path, 0, "", f"is no TOML: {error}"))
    except ValidationError as error:
        for fault in error.errors():
            key = str(fault["loc"][0]) if fault["loc"] else ""
            problems.append(Problem(path, 0, key, fault["msg"]))
    return None
