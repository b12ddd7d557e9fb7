"""The query library: SPARQL files whose `#+` header lines are a TOML document."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assbkg.errors import QueryError, UnknownName
from assbkg.nearest import nearest
from assbkg.vocabulary import PREFIXES

__all__ = ["QUALITY", "Library", "NamedQuery", "Parameter", "parse_query", "read_library"]

_MARK = "#+"
_WHERE = re.compile(r"\bWHERE\s*\{(?!\s*SELECT\b)")
#: The topic of the rules that must return nothing.
QUALITY = "quality"
#: Parameter types that are not classes of the ontology.
PLAIN_TYPES = frozenset({"class", "decimal", "integer", "property", "text", "thing"})


@dataclass(frozen=True)
class Parameter:
    """One thing that a query asks for.

    `type` is `integer`, `decimal`, `text`, `class`, `property`, `thing`, or the name of
    an ontology class of which an individual is meant. A `class` may have to be `under`
    another one. Without a default the value must be given.
    """

    name: str
    type: str
    about: str
    default: str | None = None
    under: str = ""


@dataclass(frozen=True)
class NamedQuery:
    """One query of the library.

    `asks` are ways to ask it in plain language, with parameters in braces: `{from,to}` is one
    value for two of them, `{ignored}` a number that makes no difference.
    """

    name: str
    topic: str
    summary: str
    question: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    asks: tuple[str, ...] = ()
    severity: str = ""

    def asked(self, values: Mapping[str, str]) -> str:
        """The question in plain words, with values in the place of parameters."""
        question = self.question
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default or parameter.name)
            question = question.replace("{" + parameter.name + "}", value)
        return question

    def filled(self, values: Mapping[str, str]) -> str:
        """The query to be run anywhere: prefixes declared, each parameter with its value.

        Values are terms as N-Triples writes them. They are bound by VALUES at the beginning of
        each WHERE that is no mere frame, and so no value can become anything else than a value.
        """
        body = "\n".join(line for line in self.text.splitlines() if not line.startswith(_MARK))
        if values:
            names = " ".join(f"?{name}" for name in values)
            bound = f"VALUES ({names}) {{ ({' '.join(values.values())}) }}"
            body = _WHERE.sub(lambda found: f"{found[0]} {bound}", body)
        used = [prefix for prefix in PREFIXES if re.search(rf"\b{prefix}:", body)]
        heads = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used]
        return "\n".join([*heads, body.strip("\n")]) + "\n"


@dataclass(frozen=True)
class Library:
    """All named queries, sorted by topic and name."""

    queries: Mapping[str, NamedQuery]

    def __getitem__(self, name: str) -> NamedQuery:
        """Find a query; raises `UnknownName` with the nearest names."""
        if name not in self.queries:
            raise UnknownName("query", name, nearest(name, self.queries))
        return self.queries[name]


def parse_query(text: str, name: str, topic: str, place: str) -> NamedQuery:
    """Read a query and its header. Raises `QueryError` that names the place."""
    lines = text.splitlines()
    header = "\n".join(line[len(_MARK) :].strip() for line in lines if line.startswith(_MARK))
    try:
        said: dict[str, Any] = tomllib.loads(header)
        parameters = tuple(
            Parameter(
                key,
                value["type"],
                value["about"],
                _text(value.get("default")),
                value.get("under", ""),
            )
            for key, value in said.get("parameters", {}).items()
        )
        return NamedQuery(
            name=name,
            topic=topic,
            summary=said["summary"],
            question=said["question"],
            columns=tuple(said["columns"]),
            parameters=parameters,
            text=text,
            asks=tuple(said.get("asks", ())),
            severity=said.get("severity", ""),
        )
    except tomllib.TOMLDecodeError as error:
        raise QueryError(f"{place}: the '#+' header is no TOML: {error}") from error
    except KeyError as error:
        raise QueryError(f"{place}: the '#+' header lacks {error}") from error


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def read_library(folder: Path) -> Library:
    """Read every `<topic>/<name>.rq` below `folder`."""
    paths = sorted(folder.glob("*/*.rq"))
    if not paths:
        raise QueryError(f"{folder}: holds no query; expected <topic>/<name>.rq")
    queries: dict[str, NamedQuery] = {}
    for path in paths:
        if path.stem in queries:
            raise QueryError(f"{path}: the name {path.stem!r} is taken by another topic")
        text = path.read_text(encoding="utf-8")
        queries[path.stem] = parse_query(text, path.stem, path.parent.name, str(path))
    return Library(queries)
