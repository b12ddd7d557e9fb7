"""What the parameters of a named query are bound to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from assbkg.asking.entities import Entities
from assbkg.errors import QueryError, UnknownName
from assbkg.graph.terms import decimal, integer, plain
from assbkg.library import NamedQuery, Parameter
from assbkg.nearest import nearest
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

__all__ = ["bind"]


def bind(
    query: NamedQuery, given: Mapping[str, object], entities: Entities
) -> dict[str, NamedNode | Literal]:
    """The term for each parameter of a query, from what is given or its default.

    Raises `UnknownName` for a parameter or entity that there is not, `QueryError` for a
    missing or ill-formed value.
    """
    known = [parameter.name for parameter in query.parameters]
    for key in given:
        if key not in known:
            raise UnknownName(f"parameter of {query.name!r}", key, nearest(key, known) or known)
    return {p.name: _value(query, p, given.get(p.name), entities) for p in query.parameters}


def _value(
    query: NamedQuery, parameter: Parameter, given: object, entities: Entities
) -> NamedNode | Literal:
    text = str(given) if given is not None else parameter.default
    if text is None:
        raise QueryError(f"{query.name!r} needs {parameter.name}: {parameter.about}")
    try:
        if parameter.type == "integer":
            return integer(int(text))
        if parameter.type == "decimal":
            return decimal(Decimal(text))
    except (ValueError, InvalidOperation) as error:
        message = f"{parameter.name} of {query.name!r} is {text!r}, expected {parameter.type}"
        raise QueryError(message) from error
    if parameter.type == "text":
        return plain(text)
    kind = "" if parameter.type == "thing" else parameter.type
    found = entities.resolve(text, kind)
    if parameter.under and not entities.is_under(found.value, parameter.under):
        wanted = entities.label(ASSB + parameter.under)
        raise QueryError(
            f"{parameter.name} of {query.name!r} is {entities.label(found.value)!r}, "
            f"expected {wanted} or a kind of it"
        )
    return found
