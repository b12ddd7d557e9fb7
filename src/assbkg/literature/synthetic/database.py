"""Rows of a template as tables of a database in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_type_hints

if TYPE_CHECKING:
    import duckdb

from assbkg.literature.synthetic.template import (
    Block,
    ClaimForm,
    Common,
    Free,
    Given,
    Link,
    Own,
    Pattern,
    Section,
    Strength,
    Template,
)
from assbkg.stopping import stoppable

__all__ = ["create_tables", "opened"]

_COLUMNS: Final = {
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    str: "VARCHAR",
    tuple[int, ...]: "INTEGER[]",
    tuple[str, ...]: "VARCHAR[]",
}


def opened(spill: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory; what does not fit goes to the folder `spill`."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": "1500MB",
        "temp_directory": str(spill),
    }
    return stoppable(duckdb.connect(":memory:", config=config))


def create_tables(template: Template, database: duckdb.DuckDBPyConnection) -> None:
    """Put all rows of a template into tables."""
    tables: tuple[tuple[str, type, Sequence[tuple[object, ...]]], ...] = (
        ("common", Common, template.commons),
        ("given", Given, template.given),
        ("block", Block, template.blocks),
        ("section", Section, template.sections),
        ("strength", Strength, template.strengths),
        ("own_slot", Own, template.own),
        ("free_slot", Free, template.free),
        ("link", Link, template.links),
        ("form", ClaimForm, template.claims),
        ("pattern", Pattern, template.patterns),
    )
    for name, form, rows in tables:
        columns = get_type_hints(form)
        picked = ", ".join(f"unnest(?::{_COLUMNS[t]}[]) AS {c}" for c, t in columns.items())
        values = [[_plain(row[n]) for row in rows] for n in range(len(columns))]
        database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
