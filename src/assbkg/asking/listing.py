"""The list of named queries, as plain text."""

from __future__ import annotations

import sys

from assbkg.asking.results.result import PIPE_WIDTH
from assbkg.library import QUALITY, Library

__all__ = ["list_queries"]


def list_queries(library: Library) -> str:
    """All queries as a table of name, summary and parameters, grouped by topic."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("query", no_wrap=True)
    table.add_column("answers")
    table.add_column("parameters")
    topics = sorted({query.topic for query in library.queries.values()} - {QUALITY})
    for topic in topics:
        table.add_row(f"[b]{topic}[/b]", "", "")
        for query in library.queries.values():
            if query.topic == topic:
                parameters = ", ".join(
                    f"{p.name}={p.default}" if p.default is not None else p.name
                    for p in query.parameters
                )
                table.add_row(f"  {query.name}", query.summary, parameters.replace("[", "\\["))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    with console.capture() as capture:
        console.print(table)
    lines = [line.rstrip() for line in capture.get().splitlines()]
    rules = sum(query.topic == QUALITY for query in library.queries.values())
    return "\n".join([*lines, f"and {rules} quality rules, which `assbkg check` runs"]) + "\n"
