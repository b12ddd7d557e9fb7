"""What may stand in for what: individuals of one class, classes of one family."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from assbkg.curation.corpus import Paper
from assbkg.curation.names import Node, Schema
from assbkg.vocabulary import KG

__all__ = ["families", "kin", "own_entities", "part_classes", "studies"]

#: What a paper makes or frames itself. Everything else is common to the field.
_OWN: Final = ("MaterialSystem", "Sample", "SynthesisProcess")

#: How many classes may stand in for that of a strategy or mechanism.
_STAND_INS: Final = 2


def own_entities(paper: Paper, schema: Schema) -> frozenset[str]:
    """The entities that belong to the paper and not to the whole field."""
    return frozenset(
        row.record.id
        for row in paper.entities
        if any(schema.is_a(row.record.class_name, root) for root in _OWN)
    )


def studies(own: Iterable[str], linked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The study of each own entity: entities that are linked are of one study.

    A study is called by the first of its entities in the alphabet.
    """
    study = {entity: entity for entity in sorted(own)}
    for one, other in sorted(linked):
        if one in study and other in study and study[one] != study[other]:
            kept, gone = sorted((study[one], study[other]))
            study = {e: kept if s == gone else s for e, s in study.items()}
    return study


def kin(paper: Paper, schema: Schema, own: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """For each common individual, by IRI, the others of its class, sorted."""
    classes = dict(schema.shared)
    classes |= {row.record.id: row.record.class_name for row in paper.entities}
    common = {name: c for name, c in classes.items() if name not in own}
    return {
        KG + name: tuple(KG + n for n, other in sorted(common.items()) if other == c and n != name)
        for name, c in common.items()
    }


def families(schema: Schema) -> dict[str, tuple[str, ...]]:
    """For each class without subclasses, the other such classes right below its parents."""
    above = {name: line - {name} for name, line in schema.ancestors.items()}
    parents = set().union(*above.values())
    by_line: dict[frozenset[str], list[str]] = {}
    for name in sorted(above.keys() - parents):
        by_line.setdefault(above[name], []).append(name)
    return {
        name: tuple(other for other in names if other != name)
        for names in by_line.values()
        for name in names
    }


def part_classes(
    parts: Iterable[Node], family: Mapping[str, tuple[str, ...]]
) -> dict[Node, tuple[str, ...]]:
    """The classes that each part of a system may have, its own one first.

    No class is offered to two parts of one system, so that none gets a second part of a class.
    """
    found: dict[Node, tuple[str, ...]] = {}
    ordered = sorted(parts, key=lambda part: (part.part_of, part.class_name, part.number))
    taken = {(part.part_of, part.class_name) for part in ordered}
    for part in ordered:
        free = [c for c in family.get(part.class_name, ()) if (part.part_of, c) not in taken]
        taken.update((part.part_of, c) for c in free[:_STAND_INS])
        found[part] = (part.class_name, *free[:_STAND_INS])
    return found
