"""Answers as typed columns, and as frames of pandas, polars and Arrow, which are alike.

| in the answer | kind | pandas | polars | Arrow |
|---|---|---|---|---|
| whole numbers, years | `integer` | `Int64` | `Int64` | `int64` |
| decimals, doubles, or whole numbers among these | `number` | `float64` | `Float64` | `double` |
| booleans | `boolean` | `boolean` | `Boolean` | `bool` |
| dates | `date` | `datetime64[s]` | `Date` | `date32` |
| moments | `time` | `datetime64[us]` | `Datetime("us")` | `timestamp("us")` |
| things | `text`, with labels | `string` | `String` | `string` |
| anything else | `text` | `string` | `String` | `string` |

A column of things is followed by one with their IRIs, `<name>_iri`. Decimals become floats,
because a frame is for computing and plotting: a number of up to 15 digits is the same when
written again. `Result.values()` has all digits of longer ones. Moments are in UTC if they have a
time zone. A gap is null; among pandas' floats, NaN.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from assbkg.errors import QueryError
from assbkg.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = [
    "IRI_SUFFIX",
    "Cell",
    "Column",
    "Value",
    "free_name",
    "records",
    "to_arrow",
    "to_pandas",
    "to_polars",
    "typed_columns",
]


Kind = Literal["integer", "number", "boolean", "date", "time", "text"]
Value = int | float | bool | date | datetime | str
#: What stands in a cell of an answer, one of pyoxigraph's terms, or None.
Cell = object

#: Stands behind the name of a column of things, for the column with their IRIs.
IRI_SUFFIX: Final = "_iri"

_XSD: Final = PREFIXES["xsd"]
_BITS_64: Final = range(-(2**63), 2**63)
# No longer than Python takes: what has more digits is larger than 64 bits anyhow.
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,4000}")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
_DOUBLE: Final = re.compile(_DECIMAL.pattern + r"([eE][+-]?[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(
    _DATE.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


@dataclass(frozen=True)
class Column:
    """One column: its name, the one kind of its values, and the values with None for gaps.

    The kinds are `integer` (64 bits), `number` (a float of 64 bits), `boolean`, `date`,
    `time` (a moment; all have a time zone, or none has) and `text`.
    """

    name: str
    kind: Kind
    values: tuple[Value | None, ...]


def typed_columns(
    names: Sequence[str], rows: Sequence[Sequence[Cell]], label: Callable[[str], str]
) -> tuple[Column, ...]:
    """Return the columns of an answer, in its order.

    A column gets a kind other than text when all of its values are of that kind and well
    formed; whole numbers among others become numbers. Where a value is a thing, the column
    has labels as text, and a column with the IRIs follows it, named by `IRI_SUFFIX`: labels
    are what a person reads, IRIs what a join needs. A column without any value is text.
    """
    taken = set(names)
    columns: list[Column] = []
    for number, name in enumerate(names):
        cells = [row[number] for row in rows]
        columns.append(_column(name, cells, label))
        if any(isinstance(cell, NamedNode) for cell in cells):
            iris = (cell.value if isinstance(cell, NamedNode) else None for cell in cells)
            columns.append(Column(free_name(name + IRI_SUFFIX, taken), "text", tuple(iris)))
    return tuple(columns)


def free_name(name: str, taken: set[str]) -> str:
    """Return a name that no column has, and take it."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _column(name: str, cells: Sequence[Cell], label: Callable[[str], str]) -> Column:
    there = [cell for cell in cells if cell is not None]
    for kind, read in _READERS.items():
        values = [read(cell) for cell in there]
        if values and None not in values and _agree(values):
            rest = iter(values)
            filled = tuple(None if cell is None else next(rest) for cell in cells)
            return Column(name, kind, filled)
    return Column(name, "text", tuple(_text(cell, label) for cell in cells))


def _agree(values: Sequence[Value | None]) -> bool:
    """Tell whether moments, if these are moments, all have a time zone or none has."""
    return len({value.tzinfo for value in values if isinstance(value, datetime)}) <= 1


def _text(cell: Cell, label: Callable[[str], str]) -> str | None:
    if cell is None:
        return None
    if isinstance(cell, NamedNode):
        return label(cell.value)
    return cell.value if isinstance(cell, RdfLiteral) else str(cell)


def _literal(cell: Cell, *types: str) -> str | None:
    """Return the characters of a literal of one of the types of XML Schema."""
    if isinstance(cell, RdfLiteral) and cell.datatype.value in {_XSD + name for name in types}:
        return cell.value.strip()
    return None


def _integer(cell: Cell) -> int | None:
    text = _literal(cell, *_INTEGERS) or ""
    return value if _WHOLE.fullmatch(text) and (value := int(text)) in _BITS_64 else None


def _number(cell: Cell) -> float | None:
    if (whole := _integer(cell)) is not None:
        return float(whole)
    if text := _literal(cell, "decimal"):
        # A decimal too large for a float is none, and stays text.
        return value if _DECIMAL.fullmatch(text) and isfinite(value := float(text)) else None
    text = _literal(cell, "double", "float") or ""
    return float(text) if _DOUBLE.fullmatch(text) else _SPECIAL.get(text)


def _boolean(cell: Cell) -> bool | None:
    return _BOOLEANS.get(_literal(cell, "boolean") or "")


def _date(cell: Cell) -> date | None:
    text = _literal(cell, "date")
    try:
        return date.fromisoformat(text) if text and _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _time(cell: Cell) -> datetime | None:
    text = _literal(cell, "dateTime", "dateTimeStamp")
    try:
        moment = datetime.fromisoformat(text) if text and _TIME.fullmatch(text) else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


_INTEGERS: Final = (
    *("integer", "int", "long", "short", "byte", "gYear"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
    *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_SPECIAL: Final = {
    "INF": float("inf"),
    "+INF": float("inf"),
    "-INF": float("-inf"),
    "NaN": float("nan"),
}
_READERS: Final[Mapping[Kind, Callable[[Cell], Value | None]]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
}


def records(columns: Sequence[Column]) -> Iterator[dict[str, Value | None]]:
    """Yield the rows, each as a mapping from the name of a column to its value."""
    names = [column.name for column in columns]
    for values in zip(*(column.values for column in columns), strict=True):
        yield dict(zip(names, values, strict=True))


_PANDAS: Final[dict[Kind, str]] = {
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "text": "string",
}
_POLARS: Final[dict[Kind, str]] = {
    "integer": "Int64",
    "number": "Float64",
    "boolean": "Boolean",
    "date": "Date",
    "text": "String",
}
_ARROW: Final[dict[Kind, str]] = {
    "integer": "int64",
    "number": "float64",
    "boolean": "bool_",
    "date": "date32",
    "text": "string",
}


def to_pandas(columns: Sequence[Column]) -> pd.DataFrame:
    """Return a `pandas.DataFrame`. Raises `QueryError` when pandas is not installed."""
    library = _library("pandas")
    frame = {
        number: library.Series(
            list(column.values),
            dtype=_PANDAS.get(column.kind) or f"datetime64[us{', UTC' * _zoned(column)}]",
        )
        for number, column in enumerate(columns)
    }
    made: pd.DataFrame = library.DataFrame(frame)
    made.columns = [column.name for column in columns]
    return made


def to_polars(columns: Sequence[Column]) -> pl.DataFrame:
    """Return a `polars.DataFrame`. Raises `QueryError` when polars is not installed."""
    library = _library("polars")
    moment = {zoned: library.Datetime("us", "UTC" if zoned else None) for zoned in (True, False)}
    made: pl.DataFrame = library.DataFrame(
        [
            library.Series(
                column.name,
                column.values,
                dtype=getattr(library, _POLARS[column.kind])
                if column.kind in _POLARS
                else moment[_zoned(column)],
            )
            for column in columns
        ]
    )
    return made


def to_arrow(columns: Sequence[Column]) -> pa.Table:
    """Return a `pyarrow.Table`. Raises `QueryError` when pyarrow is not installed."""
    library = _library("pyarrow")
    made: pa.Table = library.table(
        [
            library.array(
                column.values,
                type=getattr(library, _ARROW[column.kind])()
                if column.kind in _ARROW
                else library.timestamp("us", "UTC" if _zoned(column) else None),
            )
            for column in columns
        ],
        names=[column.name for column in columns],
    )
    return made


def _zoned(column: Column) -> bool:
    """Tell whether the moments of a column have a time zone."""
    return any(getattr(value, "tzinfo", None) is not None for value in column.values)


def _library(name: str) -> Any:  # noqa: ANN401 - the module of a library that may be missing
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise QueryError(
            f"a frame of {name} needs the package {name}; `pip install {name}` brings it"
        ) from error
