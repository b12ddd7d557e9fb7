"""Check with SHACL that the quads of the tables have the shape that queries rely on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.confined import Bounds, run_confined
from assbkg.errors import BuildError, UnreadableFile
from assbkg.files.opening import MIB, read_text
from assbkg.graph.nesting import nests_deep
from assbkg.graph.quad_table import Quads
from assbkg.graph.serialise import n_triples
from assbkg.vocabulary import PREFIXES, expand, shorten

__all__ = ["ShapeViolation", "check_shapes", "inverse_paths"]


#: Memory for the validator: a base, and more for each byte of data; twice what it needs.
_MOST_BYTES: Final = 4 * MIB
_MEMORY_BYTES: Final = 2048 * MIB
_MEMORY_A_BYTE: Final = 16
_SECONDS: Final = 30.0
_BYTES_A_SECOND: Final = 1_000_000

#: Quads that are validated together if the shapes allow it; they take about 250 MB.
_PART: Final = 100_000

_TYPE: Final = NamedNode(expand("rdf:type"))


@dataclass(frozen=True, order=True)
class ShapeViolation:
    """A node that violates a shape, with the property and the reason."""

    node: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.node} {self.path}: {self.message}"


def check_shapes(
    quads: Iterable[Quad], shapes: Path, many: Quads | None = None
) -> tuple[ShapeViolation, ...]:
    """Validate quads, all graphs together, against the shapes in a Turtle file.

    Classes are taken as the quads give them, so subclass links belong to `quads`. What else
    there is may be in `many`: it is looked at part by part where the shapes allow it. Raises
    `BuildError` for what is no shapes graph, and `Confined` for shapes that take too long.
    """
    try:
        text = read_text(shapes, _MOST_BYTES)
    except UnreadableFile as error:
        raise BuildError(str(error)) from error
    if many is None or len(many) <= _PART:
        return _sorted(_violations(chain(quads, many or ()), text, shapes))
    inverse = inverse_paths(text)
    if inverse is None:
        return _sorted(_violations(chain(quads, many), text, shapes))
    common = list(quads)
    return _sorted(
        violation
        for part in _parts(common, many, inverse)
        for violation in _violations(chain(common, part.quads), text, shapes)
        if violation.node in part.nodes
    )


class _Part(NamedTuple):
    """Quads with everything that shapes ask of some nodes; other nodes may be incomplete."""

    quads: Iterable[Quad]
    nodes: Container[str]


def _parts(common: list[Quad], many: Quads, inverse: frozenset[NamedNode]) -> Iterator[_Part]:
    """Divide quads so that each node is validated once, with everything shapes may ask of it.

    That is what is said of it, the links to it, and the types of what it is linked to.
    """
    types, links = many.with_predicates({_TYPE}), many.with_predicates(inverse)
    shared = {quad.subject for quad in common}
    for run in many.parts(_PART):
        own = {quad.subject for quad in run} - shared
        yield _Part(chain(run, types.of_objects(run), links.to_subjects(run)), _names(own))
    # What the common quads speak of stands in all parts, and is judged here.
    said = many.about(shared)
    yield _Part(chain(said, types.of_objects(said), links.to(shared)), _names(shared))


def _names(nodes: Iterable[object]) -> frozenset[str]:
    return frozenset(shorten(str(node).strip("<>")) for node in nodes)


def _sorted(violations: Iterable[ShapeViolation]) -> tuple[ShapeViolation, ...]:
    return tuple(sorted(violations))


def _violations(quads: Iterable[Quad], shapes: str, path: Path) -> list[ShapeViolation]:
    data = n_triples(quads)
    try:
        found = run_confined(
            "assbkg.graph.validating:violations",
            data,
            shapes,
            returns=list,
            bounds=Bounds(
                _SECONDS + len(data) / _BYTES_A_SECOND, _MEMORY_BYTES + _MEMORY_A_BYTE * len(data)
            ),
            about=path,
        )
    except BuildError as error:
        raise BuildError(f"{path}: {error}") from error
    return [
        ShapeViolation(shorten(node.strip("<>")), shorten(at.strip("<>")), message)
        for node, at, message in found
    ]


_SH: Final = PREFIXES["sh"]
_PATH, _INVERSE = NamedNode(_SH + "path"), NamedNode(_SH + "inversePath")
_PROPERTY, _CLASS = NamedNode(_SH + "property"), NamedNode(_SH + "class")
#: The constraints that look at a node, at what it is linked to, and at the types of that.
_LOCAL: Final = frozenset(
    NamedNode(_SH + name)
    for name in (
        *("targetClass", "property", "path", "inversePath", "message", "severity", "name"),
        *("minCount", "maxCount", "nodeKind", "class", "datatype", "in", "pattern", "flags"),
        *("hasValue", "minLength", "maxLength", "uniqueLang", "languageIn", "description"),
    )
)


def inverse_paths(shapes: str) -> frozenset[NamedNode] | None:
    """Return the properties that shapes in Turtle follow backwards.

    None where some shape looks further than one link, is aimed otherwise than at a class, asks
    for the class of what links to a node, or where the text is no Turtle of RDF 1.1.
    """
    if nests_deep(shapes.encode()):
        return None
    try:
        triples = [
            Triple(quad.subject, quad.predicate, quad.object)
            for quad in parse(shapes, format=RdfFormat.TURTLE)
        ]
    except (SyntaxError, ValueError):
        return None
    of_shacl = [t for t in triples if t.predicate.value.startswith(_SH)]
    paths = {t.subject: t.object for t in of_shacl if t.predicate == _PATH}
    inverse = {t.subject: t.object for t in of_shacl if t.predicate == _INVERSE}
    for triple in of_shacl:
        nested = triple.predicate == _PROPERTY and triple.subject in paths
        backwards = triple.predicate == _CLASS and paths.get(triple.subject) in inverse
        if triple.predicate not in _LOCAL or nested or backwards:
            return None
    if any(isinstance(path, BlankNode) and path not in inverse for path in paths.values()):
        return None
    found = [end for end in inverse.values() if isinstance(end, NamedNode)]
    return frozenset(found) if len(found) == len(inverse) else None
