"""The list of named queries, as plain text and as rows."""

from __future__ import annotations

import json

from assbkg.asking.results.text import new_table, plain_cell, table_lines
from assbkg.library import QUALITY, Library, NamedQuery

__all__ = ["list_queries", "queries_as_json"]


def queries_as_json(library: Library) -> bytes:
    """All queries but the quality rules as SPARQL 1.1 Results JSON, a row each.

    A parameter is written with its default, if it has one; several are separated by semicolons.
    """
    columns = ("topic", "query", "answers", "question", "parameters")
    asked = [query for query in library.queries.values() if query.topic != QUALITY]
    bindings = [
        {
            name: {"type": "literal", "value": value}
            for name, value in zip(columns, _cells(query), strict=True)
        }
        for query in sorted(asked, key=lambda query: (query.topic, query.name))
    ]
    said = {"head": {"vars": columns}, "results": {"bindings": bindings}}
    return json.dumps(said, ensure_ascii=False).encode()


def _cells(query: NamedQuery) -> tuple[str, ...]:
    question = query.asked({})
    return query.topic, query.name, query.summary, question, "; ".join(_parameters(query))


def _parameters(query: NamedQuery) -> list[str]:
    """The parameters of a query, with their defaults, in brackets where they can be left out."""
    return [
        f"{p.name}={p.default}"
        if p.default is not None
        else f"[{p.name}]"
        if p.optional
        else p.name
        for p in query.parameters
    ]


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
                cells = (f"  {query.name}", query.summary, ", ".join(_parameters(query)))
                table.add_row(*map(plain_cell, cells))
    rules = sum(query.topic == QUALITY for query in library.queries.values())
    last = [f"and {rules} quality rules, which `assbkg check` runs"] * bool(rules)
    return "\n".join([*table_lines(table), *last]) + "\n"
