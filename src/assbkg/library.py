"""The query library: SPARQL files whose `#+` header lines are a TOML document."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Any, Final

from assbkg.errors import QueryError, UnknownName, UnreadableFile, quoted
from assbkg.files.opening import KIB, MIB, parse_toml, read_text
from assbkg.nearest import nearest
from assbkg.printable import in_brief
from assbkg.vocabulary import PREFIXES

__all__ = [
    "IGNORED",
    "MOST_QUERIES",
    "MOST_QUERY_BYTES",
    "QUALITY",
    "Library",
    "NamedQuery",
    "Parameter",
    "parse_query",
    "read_library",
    "slots",
]

_MARK = "#+"
_WHERE = re.compile(r"\bWHERE\s*\{(?!\s*SELECT\b)")
#: The topic of the rules that must return nothing.
QUALITY = "quality"
#: Parameter types that are not classes of the ontology.
PLAIN_TYPES = frozenset({"class", "decimal", "integer", "property", "text", "thing"})
#: A slot of this name takes a number that makes no difference.
IGNORED: Final = "ignored"

#: What a library may hold: queries, bytes in one and in all together.
MOST_QUERIES: Final = 5_000
MOST_QUERY_BYTES: Final = 256 * KIB
_MOST_IN_ALL: Final = 64 * MIB
#: What a query may have: ways to ask it, parameters, and slots in one way, which multiply.
_MOST_ASKS: Final = 100
_MOST_PARAMETERS: Final = 20
_MOST_COLUMNS: Final = 100
_MOST_SLOTS: Final = 4
#: The most characters of a text in a header.
_LONGEST: Final = 1_000

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}", re.ASCII)
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)
_CLASS: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}", re.ASCII)
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_SLOT: Final = re.compile(r"\{([A-Za-z0-9_]+(?:,[A-Za-z0-9_]+)*)\}", re.ASCII)


@dataclass(frozen=True)
class Parameter:
    """One thing that a query asks for.

    `type` is `integer`, `decimal`, `text`, `class`, `property`, `thing`, or the name of
    an ontology class of which an individual is meant. A `class` may have to be `under`
    another one; a `narrower` one is a class below that, as a plain question names it. Without a
    default the value must be given, unless it is `optional`: then any value fits.
    """

    name: str
    type: str
    about: str
    default: str | None = None
    under: str = ""
    optional: bool = False
    narrower: bool = False


@dataclass(frozen=True, repr=False)
class NamedQuery:
    """One query of the library.

    `asks` are ways to ask it in plain language, with parameters in braces: `{from,to}` is one
    value for two of them, `{ignored}` a number that makes no difference. The rows of an `absence`
    say what the graph does not have, which holds as far as its papers are read.
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
    absence: bool = False

    def __repr__(self) -> str:
        return in_brief(self, f"{self.name}({', '.join(p.name for p in self.parameters)})")

    def asked(self, values: Mapping[str, str]) -> str:
        """Return the question in plain words, with values in the place of parameters."""
        shown = {p.name: values.get(p.name, p.default or p.name) for p in self.parameters}
        return _PLACEHOLDER.sub(lambda found: shown.get(found[1], found[0]), self.question)

    def filled(self, values: Mapping[str, str]) -> str:
        """The query to be run anywhere: prefixes declared, each parameter with its value.

        Values are terms as N-Triples writes them. They are bound by VALUES at the beginning of
        each WHERE that is no mere frame, and so no value can become anything else than a value.
        """
        body = "\n".join(line for line in _lines(self.text) if not line.startswith(_MARK))
        if values:
            names = " ".join(f"?{name}" for name in values)
            bound = f"VALUES ({names}) {{ ({' '.join(values.values())}) }}"
            body = _WHERE.sub(lambda found: f"{found[0]} {bound}", body)
        used = [prefix for prefix in PREFIXES if re.search(rf"\b{prefix}:", body)]
        heads = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used]
        return "\n".join([*heads, body.strip("\n")]) + "\n"


@dataclass(frozen=True, repr=False)
class Library:
    """All named queries, sorted by topic and name."""

    queries: Mapping[str, NamedQuery]

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.queries)} queries")

    def __getitem__(self, name: str) -> NamedQuery:
        """Find a query; raises `UnknownName` with the nearest names."""
        if name not in self.queries:
            raise UnknownName("query", name, nearest(name, self.queries))
        return self.queries[name]


def parse_query(text: str, name: str, topic: str, place: str) -> NamedQuery:
    """Read a query and its header. Raises `QueryError` that names the place."""
    marked = [line for line in _lines(text) if line.startswith(_MARK)]
    header = "\n".join(line[len(_MARK) :].strip() for line in marked)
    try:
        return _query(_Table(parse_toml(header, Path(place))), text, name, topic)
    except UnreadableFile as error:
        raise QueryError(f"{place}: the '#+' header {error.reason}") from error
    except _Fault as error:
        raise QueryError(f"{place}: the '#+' header {error}") from error


def read_library(folder: Path) -> Library:
    """Read every `<topic>/<name>.rq` below `folder`.

    Raises `QueryError` or `UnreadableFile`, which name the file that can't be taken.
    """
    paths = sorted(islice(folder.glob("*/*.rq"), MOST_QUERIES + 1))
    if not paths:
        raise QueryError(f"{folder}: holds no query; expected <topic>/<name>.rq")
    if len(paths) > MOST_QUERIES:
        raise QueryError(f"{folder}: holds more than {MOST_QUERIES:,} queries")
    queries: dict[str, NamedQuery] = {}
    size = 0
    for path in paths:
        for part in (path.parent.name, path.stem):
            if not _FILE_NAME.fullmatch(part):
                expected = "letters, digits, '-', '_' and '.', 100 at most"
                raise QueryError(
                    f"{folder}: {quoted(part)} is not a name for a query or topic; expected "
                    f"{expected}"
                )
        if path.stem in queries:
            raise QueryError(f"{path}: the name {path.stem!r} is taken by another topic")
        text = read_text(path, MOST_QUERY_BYTES, folder)
        size += len(text)
        if size > _MOST_IN_ALL:
            raise QueryError(f"{folder}: holds more than {_MOST_IN_ALL // MIB} MiB of queries")
        queries[path.stem] = parse_query(text, path.stem, path.parent.name, str(path))
    return Library(queries)


def slots(ask: str) -> tuple[tuple[str, ...], ...]:
    """Return the parameters that each slot of a wording fills, in order.

    >>> slots("what was found from {from,to} on {topic}")
    (('from', 'to'), ('topic',))
    """
    return tuple(tuple(found.split(",")) for found in _SLOT.findall(ask))


def _lines(text: str) -> list[str]:
    """Return the lines of a query; its strings may hold other marks that Python splits at."""
    return text.replace("\r\n", "\n").split("\n")


class _Fault(Exception):
    """What is wrong with a header, without its place."""


@dataclass(frozen=True)
class _Table:
    """A table of a header, not trusted. Its methods raise `_Fault`."""

    values: Mapping[str, Any]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text of one line, which must be there unless it has a default."""
        found = self.values.get(key, default)
        if found is None:
            raise _Fault(f"lacks {key!r}")
        return _require_text(found, key)

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """Return a list of texts up to a maximum length."""
        found = self.values.get(key)
        if found is None:
            raise _Fault(f"lacks {key!r}")
        if not isinstance(found, list) or len(found) > most:
            raise _Fault(f"has {_shown(found)} as {key!r}, expected a list of {most} texts at most")
        return tuple(_require_text(text, key) for text in found)

    def tables(self, key: str, most: int) -> dict[str, _Table]:
        """Return the tables in a table, up to a maximum number."""
        found = self.values.get(key, {})
        are_tables = isinstance(found, dict) and all(isinstance(t, dict) for t in found.values())
        if not are_tables or len(found) > most:
            expected = f"tables [{key}.<variable>], {most} at most"
            raise _Fault(f"has {_shown(found)} as {key!r}, expected {expected}")
        return {name: _Table(table) for name, table in found.items()}


def _query(header: _Table, text: str, name: str, topic: str) -> NamedQuery:
    summary, question = header.text("summary"), header.text("question")
    parameters = tuple(
        _parameter(key, table, text)
        for key, table in header.tables("parameters", _MOST_PARAMETERS).items()
    )
    columns = header.texts("columns", _MOST_COLUMNS)
    for column in columns:
        if not _VARIABLE.fullmatch(column):
            raise _Fault(f"has the column {quoted(column)}, expected the name of a variable")
    asks = header.texts("asks", _MOST_ASKS) if "asks" in header.values else ()
    for ask in asks:
        _require_wording(ask, {IGNORED, *(parameter.name for parameter in parameters)})
    absence = header.values.get("absence", False)
    if not isinstance(absence, bool):
        raise _Fault(f"has {_shown(absence)} as 'absence', expected true or false")
    return NamedQuery(
        name=name,
        topic=topic,
        summary=summary,
        question=question,
        columns=columns,
        parameters=parameters,
        text=text,
        asks=asks,
        severity=header.text("severity", ""),
        absence=absence,
    )


def _parameter(name: str, table: _Table, text: str) -> Parameter:
    if not _VARIABLE.fullmatch(name) or not re.search(rf"[?$]{name}\b", text):
        raise _Fault(f"has the parameter {quoted(name)}, expected a variable of the query")
    kind, under = table.text("type"), table.text("under", "")
    for one in (kind, under or kind):
        if not _CLASS.fullmatch(one):
            expected = f"{', '.join(sorted(PLAIN_TYPES))} or a class of the ontology"
            raise _Fault(f"has {quoted(one)} as a type of {name!r}, expected {expected}")
    default = table.values.get("default")
    if default is not None and not _fits(default, kind):
        raise _Fault(f"has {_shown(default)} as default of {name!r}, expected {kind}")
    optional = table.values.get("optional", False)
    if not isinstance(optional, bool) or (optional and default is not None):
        expected = "true, for a parameter without default, or false"
        raise _Fault(f"has {_shown(optional)} as 'optional' of {name!r}, expected {expected}")
    narrower = table.values.get("narrower", False)
    if not isinstance(narrower, bool) or (narrower and not under):
        expected = "true, for a class under another one, or false"
        raise _Fault(f"has {_shown(narrower)} as 'narrower' of {name!r}, expected {expected}")
    usual = None if default is None else str(default)
    return Parameter(name, kind, table.text("about"), usual, under, optional, narrower)


def _fits(value: object, kind: str) -> bool:
    """Tell whether a default is a value of its type."""
    if kind not in ("integer", "decimal"):
        return isinstance(value, str) and 0 < len(value) <= _LONGEST
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return False
    try:
        number = Decimal(str(value))
    except (ValueError, InvalidOperation):
        return False
    return number.is_finite() and (kind == "decimal" or number == number.to_integral_value())


def _require_wording(ask: str, known: Collection[str]) -> None:
    """Raise `_Fault` unless the slots of a wording are few and are parameters."""
    found = slots(ask)
    wrong = [name for slot in found for name in slot if name not in known]
    if wrong or set("{}") & set(_SLOT.sub("", ask)):
        expected = f"parameters in braces: {', '.join(sorted(known))}"
        raise _Fault(f"has {_shown(ask)} among 'asks', expected {expected}")
    if len(found) > _MOST_SLOTS:
        raise _Fault(f"has {_shown(ask)} among 'asks', expected {_MOST_SLOTS} slots at most")


def _require_text(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise _Fault(f"has {_shown(value)} as {key!r}, expected text")
    if len(value) > _LONGEST:
        raise _Fault(f"has {len(value):,} characters as {key!r}, expected at most {_LONGEST:,}")
    if not value.isprintable():
        raise _Fault(f"has {_shown(value)} as {key!r}, expected text of one line")
    return value


def _shown(value: object) -> str:
    """Return a value of a header as a message shows it."""
    if isinstance(value, (dict, list)):
        return f"{'a table' if isinstance(value, dict) else 'a list'} of {len(value):,}"
    return quoted(value) if isinstance(value, str) else f"the {type(value).__name__} {value}"[:100]
