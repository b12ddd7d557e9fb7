"""Names in tables: entities, shared individuals, and the parts of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assbkg.curation.schema import Schema
from assbkg.errors import UnknownName
from assbkg.nearest import nearest

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
        known = [*self.entities, *self.schema.shared]
        if beside is not None:
            known += [c for c in self.schema.ancestors if self.schema.is_part(c)]
        raise UnknownName("entity", name, nearest(name, known))

    def _part(self, system: str, class_name: str) -> Node:
        if system not in self.entities:
            raise UnknownName("entity", system, nearest(system, self.entities))
        if not self.schema.is_part(class_name):
            parts = [c for c in self.schema.ancestors if self.schema.is_part(c)]
            raise UnknownName(
                "strategy, mechanism, nanostructure or component class",
                class_name,
                nearest(class_name, parts),
            )
        return Node(class_name, class_name, system)
