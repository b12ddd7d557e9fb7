"""What the tables may speak of: the ontology as plain names, without RDF.

The graph room fills a `Schema` from the ontology; this room only asks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Schema", "Signature"]


@dataclass(frozen=True)
class Signature:
    """Domain and range of an object property; `derived` ones are never claimed."""

    domain: str
    range: str
    derived: bool = False


@dataclass(frozen=True)
class Schema:
    """Class, property, unit and shared-individual names of the ontology.

    `ancestors` maps each class to itself and all its superclasses, `shared` each
    individual of the ontology to its class, `units` each quantity kind to the unit
    symbols that it allows. `part_roots` are the classes whose instances belong to one
    system each.
    """

    ancestors: Mapping[str, frozenset[str]]
    properties: Mapping[str, Signature]
    shared: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    part_roots: frozenset[str]

    def is_a(self, class_name: str, ancestor: str) -> bool:
        """Tell whether a class is `ancestor` or stands below it."""
        return ancestor in self.ancestors.get(class_name, frozenset())

    def is_part(self, class_name: str) -> bool:
        """Tell whether instances of a class belong to one system each."""
        return not self.part_roots.isdisjoint(self.ancestors.get(class_name, frozenset()))
