"""Answers as frames of pandas, polars and Arrow: the same columns, types and gaps in all three.

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
because a frame is there to be reckoned and plotted with: a figure of up to 15 digits is the
same when written again. Whoever needs each digit of more has them in `Result.values()`.
Moments are in UTC where they tell their time zone. A gap is null; among pandas' floats, NaN.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from assbkg.asking.results.columns import Column, Kind
from assbkg.errors import QueryError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["to_arrow", "to_pandas", "to_polars"]

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
    """A `pandas.DataFrame`. Raises `QueryError` when pandas is not installed."""
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
    """A `polars.DataFrame`. Raises `QueryError` when polars is not installed."""
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
    """A `pyarrow.Table`. Raises `QueryError` when pyarrow is not installed."""
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
