"""Describe the tables of a source for other tools: as a Data Package and in CSVW.

Both come from the definitions of the records: columns, types, patterns, allowed values and
keys. <https://datapackage.org/standard/>, <https://www.w3.org/TR/tabular-metadata/>
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from assbkg.curation.cells import Like
from assbkg.curation.corpus import Paper, SourceInfo
from assbkg.curation.records import TABLES, Record
from assbkg.curation.tables import read_cells

__all__ = ["CSVW", "PACKAGE", "stale_metadata", "table_metadata"]

#: The file that describes the tables beside it as a Data Package, and the one in CSVW.
PACKAGE: Final = "datapackage.json"
CSVW: Final = "csv-metadata.json"

_BETWEEN: Final = "; "
_CREATIVE_COMMONS: Final = "https://creativecommons.org/licenses/"


@dataclass(frozen=True)
class _Column:
    """What one column holds; with `many`, a cell has several values, separated by `; `."""

    name: str
    about: str
    kind: Literal["string", "integer", "number"]
    many: bool
    required: bool
    least: int | None
    most: int | None
    pattern: str
    values: tuple[str, ...]


#: The columns of each table, in order.
_Tables = Mapping[type[Record], list[_Column]]


def table_metadata(paper: Paper) -> dict[str, bytes]:
    """Return the metadata of a source's tables, by the names of their files.

    Optional columns that a table leaves out are not described.
    """
    tables: _Tables = {kind: _columns(kind, _header(paper.folder, kind)) for kind in TABLES}
    return {
        PACKAGE: _json(_package(paper.info, tables)),
        CSVW: _json(_table_group(paper.info, tables)),
    }


def stale_metadata(paper: Paper) -> Iterator[Path]:
    """Yield the metadata files beside a source's tables that are out of date."""
    for name, expected in table_metadata(paper).items():
        path = paper.folder / name
        if path.is_file() and path.read_bytes() != expected:
            yield path


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


# ── from records to columns ───────────────────────────────────────────────────


def _header(folder: Path, kind: type[Record]) -> frozenset[str]:
    lines, _ = read_cells(folder / f"{kind.table}.csv")
    return frozenset(next(lines, ()))


def _columns(kind: type[Record], header: frozenset[str]) -> list[_Column]:
    return [
        _column(field.alias or name, field)
        for name, field in kind.model_fields.items()
        if field.is_required() or (field.alias or name) in header
    ]


def _column(name: str, field: FieldInfo) -> _Column:
    kind, metadata = field.annotation, [*field.metadata]
    optional = get_origin(kind) in (Union, UnionType)
    if optional:
        kind = next(part for part in get_args(kind) if part is not type(None))
    many = get_origin(kind) is tuple
    least_many = _bound(metadata, MinLen)
    if many:
        kind, metadata = _item(get_args(kind)[0])
    values = tuple(map(str, get_args(kind))) if get_origin(kind) is Literal else ()
    pattern = next((one for one in map(_pattern, metadata) if one), "")
    required = bool(least_many) if many else not optional and (kind is not str or _filled(metadata))
    return _Column(
        name=name,
        about=field.description or "",
        kind="integer" if kind is int else "number" if kind is Decimal else "string",
        many=many,
        required=required,
        least=_bound(metadata, Ge),
        most=_bound(metadata, Le),
        pattern=pattern,
        values=values,
    )


def _item(kind: Any) -> tuple[Any, list[Any]]:  # noqa: ANN401 - an annotation
    """Return the type of the values in a cell with several, and its metadata."""
    if not hasattr(kind, "__metadata__"):
        return kind, []
    metadata: list[Any] = []
    for one in kind.__metadata__:
        metadata += one.metadata if isinstance(one, FieldInfo) else [one]
    return kind.__origin__, metadata


def _filled(metadata: list[Any]) -> bool:
    return bool(_bound(metadata, MinLen))


def _bound(metadata: list[Any], kind: type[Ge | Le | MinLen]) -> int | None:
    name = {Ge: "ge", Le: "le", MinLen: "min_length"}[kind]
    return next((getattr(one, name) for one in metadata if isinstance(one, kind)), None)


def _pattern(metadata: object) -> str:
    check = metadata.func if isinstance(metadata, AfterValidator) else None
    return check.pattern if isinstance(check, Like) else ""


# ── Data Package ──────────────────────────────────────────────────────────────


def _package(info: SourceInfo, tables: _Tables) -> dict[str, Any]:
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": info.id,
        "title": f"What is stated in: {info.title}",
        "keywords": list(info.keywords),
        "licenses": [_licence(info.tables_licence)] if info.tables_licence else [],
        "sources": [_source(info)],
        "contributors": [{"title": name, "role": "contributor"} for name in info.curated_by],
        "resources": [_resource(kind, columns) for kind, columns in tables.items()],
    }
    return {name: value for name, value in package.items() if value}


def _licence(name: str) -> dict[str, str]:
    path = _licence_page(name)
    return {"name": name, **({"path": path} if path else {})}


def _licence_page(name: str) -> str:
    """Return the address of a Creative Commons licence, or an empty text for any other."""
    parts = name.lower().split("-")
    if parts[0] == "cc0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if parts[0] == "cc" and len(parts) > 2:  # noqa: PLR2004 - as in CC-BY-4.0
        return f"{_CREATIVE_COMMONS}{'-'.join(parts[1:-1])}/{parts[-1]}/"
    return ""


def _source(info: SourceInfo) -> dict[str, str]:
    return {"title": info.title, **({"path": f"https://doi.org/{info.doi}"} if info.doi else {})}


def _resource(kind: type[Record], columns: list[_Column]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": kind.table,
        "path": f"{kind.table}.csv",
        "description": _about(kind),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True},
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
            "primaryKey": list(kind.key),
        },
    }


def _field(column: _Column) -> dict[str, Any]:
    """Return a field; several values in a cell are described as one text with a pattern."""
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.many:
        one = column.pattern or ("[1-9][0-9]*" if column.kind == "integer" else "[^;]+")
        constraints["pattern"] = f"({one})({_BETWEEN}({one}))*"
    else:
        known = {"minimum": column.least, "maximum": column.most, "pattern": column.pattern}
        constraints |= {name: value for name, value in known.items() if value not in (None, "")}
        if column.values:
            constraints["enum"] = list(column.values)
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.many else column.kind,
        "description": column.about,
    }
    return {**field, "constraints": constraints} if constraints else field


# ── CSVW ──────────────────────────────────────────────────────────────────────


def _table_group(info: SourceInfo, tables: _Tables) -> dict[str, Any]:
    group: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": f"What is stated in: {info.title}",
        "dc:subject": list(info.keywords),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\n"]},
        "tables": [_table(kind, columns) for kind, columns in tables.items()],
    }
    if info.tables_licence:
        group["dc:license"] = _licence_page(info.tables_licence) or info.tables_licence
    return {name: value for name, value in group.items() if value}


def _table(kind: type[Record], columns: list[_Column]) -> dict[str, Any]:
    return {
        "url": f"{kind.table}.csv",
        "dc:description": _about(kind),
        "tableSchema": {
            "columns": [_csvw_column(column) for column in columns],
            "primaryKey": list(kind.key),
        },
    }


def _csvw_column(column: _Column) -> dict[str, Any]:
    datatype: dict[str, Any] = {"base": "decimal" if column.kind == "number" else column.kind}
    if column.kind == "string":
        pattern = column.pattern or "|".join(map(re.escape, column.values))
        datatype |= {"format": pattern} if pattern else {}
    else:
        bounds = {"minimum": column.least, "maximum": column.most}
        datatype |= {name: value for name, value in bounds.items() if value is not None}
    made: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.about,
        "datatype": datatype if len(datatype) > 1 else datatype["base"],
    }
    if column.many:
        made["separator"] = _BETWEEN
    if column.required:
        made["required"] = True
    return made


def _about(kind: type[Record]) -> str:
    return (kind.__doc__ or "").partition("\n")[0]
