"""Names in tables: entities, shared individuals, and the parts of a system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from assbkg.curation.schema import Schema
from assbkg.curation.tally import Hints

__all__ = ["Names", "Node"]


@dataclass(frozen=True)
class Node:
    """What a name stands for: an individual with its class.

    `part_of` is the id of the system whose part it is, and then `id` is its class; for
    everything else `part_of` is empty.
    """

    id: str
    class_name: str
    part_of: str = ""

    @property
    def system(self) -> str:
        """The system that a part named by class alone, beside this node, belongs to."""
        return self.part_of or self.id


@dataclass(frozen=True)
class Names:
    """Resolves names against the ontology and the entities of all sources."""

    schema: Schema
    entities: Mapping[str, str]
    hints: Hints = field(default_factory=Hints, compare=False)

    def resolve(self, name: str, beside: Node | None = None) -> Node:
        """Find what `name` stands for; a class alone is a part of the system `beside`.

        Raises `UnknownName` with the nearest known names.
        """
        system, slash, class_name = name.partition("/")
        if slash:
            return self._part(system, class_name)
        if name in self.entities:
            return Node(name, self.entities[name])
        if name in self.schema.shared:
            return Node(name, self.schema.shared[name])
        if beside is not None and self.schema.is_part(name):
            return Node(name, name, beside.system)
        known: Iterable[str] = chain(self.entities, self.schema.shared)
        if beside is not None:
            known = chain(known, filter(self.schema.is_part, self.schema.ancestors))
        raise self.hints.unknown("entity", name, known)

    def _part(self, system: str, class_name: str) -> Node:
        if system not in self.entities:
            raise self.hints.unknown("entity", system, self.entities)
        if not self.schema.is_part(class_name):
            kind = "strategy, mechanism, nanostructure or component class"
            parts = filter(self.schema.is_part, self.schema.ancestors)
            raise self.hints.unknown(kind, class_name, parts)
        return Node(class_name, class_name, system)
