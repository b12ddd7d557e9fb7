"""Rows of a template as tables of a database in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, get_type_hints

if TYPE_CHECKING:
    import duckdb

from assbkg.literature.template import Template

__all__ = ["create_tables", "opened"]

_COLUMNS: Final = {
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    str: "VARCHAR",
    tuple[int, ...]: "INTEGER[]",
    tuple[str, ...]: "VARCHAR[]",
}


class _Given(NamedTuple):
    """A fact that holds whatever papers say."""

    subject: int
    property: int
    object: int


def opened(spill: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory; what does not fit goes to the folder `spill`."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={"threads": 2, "memory_limit": "1500MB", "temp_directory": str(spill)},
    )


def create_tables(template: Template, database: duckdb.DuckDBPyConnection) -> None:
    """Put all rows of a template into tables."""
    tables: dict[str, Sequence[tuple[object, ...]]] = {
        "common": template.commons,
        "given": [_Given(*fact) for fact in template.facts],
        "block": template.studies,
        "section": template.sections,
        "strength": template.strengths,
        "own_slot": template.own,
        "free_slot": template.free,
        "link": template.links,
        "form": template.claims,
        "pattern": template.patterns,
    }
    for name, rows in tables.items():
        _create(name, rows, database)


def _create(
    name: str, rows: Sequence[tuple[object, ...]], database: duckdb.DuckDBPyConnection
) -> None:
    columns = get_type_hints(type(rows[0]))
    picked = ", ".join(f"unnest(?::{_COLUMNS[t]}[]) AS {c}" for c, t in columns.items())
    values = [[_plain(value) for value in column] for column in zip(*rows, strict=True)]
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
