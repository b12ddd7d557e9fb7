"""Which systems serve as a component, which don't, and for which that is not stated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from assbkg.asking.advising.options import System
from assbkg.errors import UnknownName
from assbkg.nearest import nearest
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB

__all__ = ["Components", "Where"]

#: Whether a system serves as the component asked for: it does, that is open, or it serves as
#: something else.
Where = Literal["here", "open", "elsewhere"]

SERVES_AS = ASSB + "servesAs"
_COMPONENT, _REGION = ASSB + "CellComponent", ASSB + "CellRegion"


@dataclass(frozen=True)
class Components:
    """The parts of a cell, as classes, and the systems that serve as them.

    `contested` holds the systems of which a contested claim states what they serve as.
    """

    facts: Facts
    entities: Entities
    contested: frozenset[str] = frozenset()

    def resolve(self, name: str) -> str:
        """Return the class of component that a name means; for an individual, its class.

        Raises `UnknownName` with the nearest names of classes.
        """
        for kind in ("class", "CellComponent"):
            try:
                iri = self.entities.resolve(name, kind).value
            except UnknownName:
                continue
            for found in (iri, *self.classes_of(iri)):
                if _COMPONENT in self.above(found):
                    return found
        known = [self.entities.label(iri) for iri in self.all]
        raise UnknownName("component of a cell", name, nearest(name, known) or sorted(known))

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every class below `CellComponent`."""
        below = (iri for iri in self.entities.terms.parents if _COMPONENT in self.above(iri))
        return tuple(sorted(set(below) - {_COMPONENT}))

    def above(self, iri: str) -> set[str]:
        """Return a class and all classes above it."""
        return self.entities.terms.above(iri)

    def is_region(self, component: str) -> bool:
        """Return whether a component is a place where others meet; no system serves as one."""
        return _REGION in self.above(component)

    def classes_of(self, thing: str) -> tuple[str, ...]:
        """Return the classes that tables or ontology give a thing, without those that follow."""
        types = self.facts.objects(TYPE, thing)
        return tuple(t for t in types if self.facts.asserted(Fact(TYPE, thing, t)) is not None)

    def place(self, iri: str, component: str) -> tuple[Where, System]:
        """Return whether a system serves as a component, and the system.

        Where that is open, the system comes with the doubt. Without a component, or with a
        region, every system is here.
        """
        system = self._system(iri)
        if not component or self.is_region(component) or self.serves(iri, component):
            return "here", system
        wider = [kind for kind in self._served(iri) if kind in self.above(component)]
        if wider:
            # What serves as an electrode may or may not be a negative one.
            return "open", replace(system, doubt="no details stated")
        return ("elsewhere" if system.serves_as else "open"), system

    def serves(self, thing: str, component: str) -> bool:
        """Return whether a thing serves as a component, or is one itself."""
        parts = (thing, *self.facts.objects(SERVES_AS, thing))
        return any(Fact(TYPE, part, component) in self.facts for part in parts)

    def _system(self, iri: str) -> System:
        """Return a system with what it serves as, or why that is not known; each is made once."""
        known = self._known
        if iri not in known:
            known[iri] = self._made(iri)
        return known[iri]

    @cached_property
    def _known(self) -> dict[str, System]:
        return {}

    def _made(self, iri: str) -> System:
        label, served = self.entities.label, self._served(iri)
        kind: Literal["made", "general", "technology"] = "made"
        if Fact(TYPE, iri, ASSB + "GenericSystem") in self.facts:
            kind = "general"
        elif Fact(TYPE, iri, ASSB + "BatteryTechnology") in self.facts:
            kind = "technology"
        if served:
            doubt = ""
        elif kind == "technology":
            doubt = "a whole cell"
        else:
            doubt = "component contested" if iri in self.contested else "component not stated"
        return System(iri, label(iri), kind, tuple(map(label, served)), doubt)

    def _served(self, system: str) -> list[str]:
        """Return the classes of what a system serves as."""
        parts = self.facts.objects(SERVES_AS, system)
        return sorted({kind for part in parts for kind in self.classes_of(part)})
