"""Named queries: what their parameters are bound to, and how they are listed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode

from assbkg.asking.results.answers import Rows
from assbkg.document.model import Cell, Column, Document, Group, Table
from assbkg.document.model import plain as words
from assbkg.document.text import write_text
from assbkg.errors import QueryError, UnknownName, quoted
from assbkg.graph.terms import decimal, integer, plain
from assbkg.library import QUALITY, Library, NamedQuery, Parameter
from assbkg.nearest import nearest
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB

__all__ = ["bind", "list_queries", "query_rows"]


#: The most digits before or behind the point; `1e999999999` has a billion.
_MOST_DIGITS: Final = 100


def bind(
    query: NamedQuery, given: Mapping[str, object], entities: Entities
) -> dict[str, NamedNode | Literal]:
    """Return the term for each parameter of a query, from what is given or its default.

    An optional parameter that is not given stays free.

    Raises `UnknownName` for a parameter or entity that there is not, `QueryError` for a
    missing or ill-formed value.
    """
    known = [parameter.name for parameter in query.parameters]
    for key in given:
        if key not in known:
            raise UnknownName(f"parameter of {query.name!r}", key, nearest(key, known) or known)
    return {
        p.name: _value(query, p, given.get(p.name), entities)
        for p in query.parameters
        if not p.optional or given.get(p.name) is not None
    }


def _value(
    query: NamedQuery, parameter: Parameter, given: object, entities: Entities
) -> NamedNode | Literal:
    text = str(given) if given is not None else parameter.default
    if text is None:
        raise QueryError(f"{query.name!r} needs {parameter.name}: {parameter.about}")
    try:
        if parameter.type == "integer":
            return integer(int(_in_digits(text)))
        if parameter.type == "decimal":
            return decimal(_decimal(text))
        if parameter.type == "text":
            return plain(text)  # which is a `ValueError` for half a character
    except (ValueError, InvalidOperation) as error:
        raise QueryError(
            f"{parameter.name} of {query.name!r} is {quoted(text)}, expected {parameter.type}"
        ) from error
    kind = "" if parameter.type == "thing" else parameter.type
    found = entities.resolve(text, kind)
    if parameter.under and not entities.is_under(found.value, parameter.under):
        wanted = entities.label(ASSB + parameter.under)
        raise QueryError(
            f"{parameter.name} of {query.name!r} is {entities.label(found.value)!r}, "
            f"expected {wanted} or a kind of it"
        )
    return found


def _in_digits(text: str) -> str:
    """Return a text. Raises `ValueError` for digits that Python alone takes: `1_000`, `٣`."""
    if not text.isascii() or "_" in text:
        raise ValueError(text)
    return text


def _decimal(text: str) -> Decimal:
    """Read a decimal. Raises `ValueError` or `InvalidOperation` unless it is one to write out."""
    value = Decimal(_in_digits(text))
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError(text)
    return value


def query_rows(library: Library) -> Rows:
    """Return all queries but the quality rules as rows of an answer, by topic and name.

    A parameter is written with its default, if it has one; several are separated by semicolons.
    """
    asked = [query for query in library.queries.values() if query.topic != QUALITY]
    ordered = sorted(asked, key=lambda query: (query.topic, query.name))
    rows = tuple(tuple(map(Literal, _cells(query))) for query in ordered)
    return Rows(("topic", "query", "answers", "question", "parameters"), rows)


def _cells(query: NamedQuery) -> tuple[str, ...]:
    question = query.asked({})
    return query.topic, query.name, query.summary, question, "; ".join(_parameters(query))


def _parameters(query: NamedQuery) -> list[str]:
    """Return the parameters of a query with their defaults, optional ones in brackets."""
    return [
        f"{p.name}={p.default}"
        if p.default is not None
        else f"[{p.name}]"
        if p.optional
        else p.name
        for p in query.parameters
    ]


def list_queries(library: Library) -> str:
    """Return all queries as a table of name, summary and parameters, grouped by topic."""
    queries = library.queries.values()
    groups = tuple(
        Group(
            tuple(
                tuple(Cell(words(text)) for text in _line(query))
                for query in queries
                if query.topic == topic
            ),
            topic,
        )
        for topic in sorted({query.topic for query in queries} - {QUALITY})
    )
    rules = sum(query.topic == QUALITY for query in queries)
    note = f"and {rules} quality rules, which `assbkg check` runs" if rules else ""
    columns = tuple(map(Column, ("query", "answers", "parameters")))
    return write_text(Document((Table(columns, groups, note=note),)))


def _line(query: NamedQuery) -> tuple[str, str, str]:
    return query.name, query.summary, ", ".join(_parameters(query))
