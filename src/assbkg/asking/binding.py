"""What the parameters of a named query are bound to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from assbkg.errors import QueryError, UnknownName, quoted
from assbkg.graph.terms import decimal, integer, plain
from assbkg.library import NamedQuery, Parameter
from assbkg.nearest import nearest
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

__all__ = ["bind"]

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
