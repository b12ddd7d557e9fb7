"""The list of named queries, as plain text."""

from __future__ import annotations

from assbkg.asking.results.text import new_table, plain_cell, table_lines
from assbkg.library import QUALITY, Library

__all__ = ["list_queries"]


def list_queries(library: Library) -> str:
    """All queries as a table of name, summary and parameters, grouped by topic."""
    table = new_table()
    table.add_column("query", no_wrap=True)
    table.add_column("answers")
    table.add_column("parameters")
    topics = sorted({query.topic for query in library.queries.values()} - {QUALITY})
    for topic in topics:
        table.add_row(plain_cell(topic), "", "")
        for query in library.queries.values():
            if query.topic == topic:
                parameters = ", ".join(
                    f"{p.name}={p.default}"
                    if p.default is not None
                    else f"[{p.name}]"
                    if p.optional
                    else p.name
                    for p in query.parameters
                )
                cells = (f"  {query.name}", query.summary, parameters)
                table.add_row(*map(plain_cell, cells))
    rules = sum(query.topic == QUALITY for query in library.queries.values())
    return (
        "\n".join([*table_lines(table), f"and {rules} quality rules, which `assbkg check` runs"])
        + "\n"
    )
