"""Whether shapes look no further than one link, so that data can be validated part by part."""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from assbkg.vocabulary import PREFIXES

__all__ = ["inverse_paths"]

_SH: Final = PREFIXES["sh"]
_PATH, _INVERSE = NamedNode(_SH + "path"), NamedNode(_SH + "inversePath")
_PROPERTY, _CLASS = NamedNode(_SH + "property"), NamedNode(_SH + "class")
#: What asks nothing but of a node, of what it is linked to, and of the types of that.
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
    for the class of what links to a node, or where the text is no Turtle.
    """
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
