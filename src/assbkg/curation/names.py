"""Resolve names in tables: entities, shared individuals, and the parts of a system in a paper.

A `Schema` is the ontology as plain names, without RDF; the graph room fills it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from assbkg.errors import UnknownName
from assbkg.nearest import nearest
from assbkg.quantity import convertible

__all__ = ["Names", "Node", "Schema", "Signature", "case_label", "part_label"]
__all__ += ["read_number"]


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
    symbols that it allows, and `symbols` are those of all units. `kinds` maps each quantity kind
    to itself and the more general ones, `needs` to the conditions, by column, without which its
    values say little. `part_roots` are the classes whose instances belong to one
    system each, `case_roots` those whose shared individuals have a case for each bearer.
    `outcome_forms` maps a property to the one that says the same of an outcome of the field.
    """

    ancestors: Mapping[str, frozenset[str]]
    properties: Mapping[str, Signature]
    shared: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    part_roots: frozenset[str]
    case_roots: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    needs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    outcome_forms: Mapping[str, str] = field(default_factory=dict)

    def units_of(self, kind: str) -> tuple[str, ...]:
        """Return the units of a kind: those that it allows, and those convertible to them."""
        allowed = self.units[kind]
        others = {
            unit
            for unit in self.symbols.difference(allowed)
            if any(convertible(unit, one) for one in allowed)
        }
        return (*allowed, *sorted(others))

    def is_a(self, class_name: str, ancestor: str) -> bool:
        """Tell whether a class is `ancestor` or stands below it."""
        return ancestor in self.ancestors.get(class_name, frozenset())

    def is_part(self, class_name: str) -> bool:
        """Tell whether instances of a class belong to one system each."""
        return not self.part_roots.isdisjoint(self.ancestors.get(class_name, frozenset()))

    def has_cases(self, class_name: str) -> bool:
        """Tell whether each bearer has its own case of the individuals of a class."""
        return not self.case_roots.isdisjoint(self.ancestors.get(class_name, frozenset()))


#: Maximum number of names compared to find near ones, for all unknown names together.
_LOOKED_AT: Final = 500_000

#: The number after the class of a part; the first part of a class has none.
_NUMBER: Final = re.compile("[2-9]|[1-9][0-9]{1,2}")
_NUMBERED: Final = "part, numbered '#2' and on after the first of its class,"


class Hints:
    """Suggests which known names an unknown one may mean, until the budget is used up."""

    def __init__(self) -> None:
        self._left = _LOOKED_AT

    def unknown(self, kind: str, name: str, known: Iterable[str]) -> UnknownName:
        """Return the error for an unknown name, with near names as long as the budget lasts."""
        if self._left <= 0:
            return UnknownName(kind, name)
        names = list(known)
        self._left -= len(names) + 1
        return UnknownName(kind, name, nearest(name, names))


@dataclass(frozen=True)
class Node:
    """What a name stands for: an individual with its class.

    `part_of` is the id of the system whose part it is, in the `paper` of that id, and then
    `id` is its class and `number` counts the parts of that class; for everything else
    `part_of` and `paper` are empty. A case of a bottleneck belongs to its bearer in the same
    way; `case_of` is the id of the bottleneck in general. The case of a paper has no bearer.
    """

    id: str
    class_name: str
    part_of: str = ""
    paper: str = ""
    number: int = 1
    case_of: str = ""

    @property
    def system(self) -> str:
        """The system that a part named by class alone, beside this node, belongs to."""
        return self.part_of or self.id


@dataclass(frozen=True)
class Names:
    """Resolves names in a paper's tables against the ontology and the entities of all sources.

    An entity is one thing in all papers; a part is one of a system in the `paper` of that id.
    """

    schema: Schema
    entities: Mapping[str, str]
    paper: str = ""
    hints: Hints = field(default_factory=Hints, compare=False)

    def within(self, paper: str) -> Names:
        """Return what resolves the names in the tables of a paper, given by its id."""
        return replace(self, paper=paper)

    def resolve(self, name: str, beside: Node | None = None) -> Node:
        """Return what `name` stands for; a class alone is a part of the system `beside`.

        `#2` after a class means the second part of that class which the system has, and
        `silicon/volume-expansion` the volume expansion of silicon.

        Raises `UnknownName` with the nearest known names.
        """
        system, slash, part = name.partition("/")
        if slash and system not in self.entities:
            raise self.hints.unknown("entity", system, self.entities)
        if slash:
            return self._part(system, part)
        if name in self.entities:
            return Node(name, self.entities[name])
        if name in self.schema.shared:
            return Node(name, self.schema.shared[name])
        if beside is not None and self.schema.is_part(name.partition("#")[0]):
            return self._part(beside.system, name)
        known: Iterable[str] = chain(self.entities, self.schema.shared)
        if beside is not None:
            known = chain(known, filter(self.schema.is_part, self.schema.ancestors))
        raise self.hints.unknown("entity", name, known)

    def _part(self, system: str, part: str) -> Node:
        class_name = part.partition("#")[0]
        general = self.entities.get(part) or self.schema.shared.get(part, "")
        if self.schema.has_cases(general):
            return Node(part, general, system, self.paper, case_of=part)
        if not self.schema.is_part(class_name):
            kind = "strategy, mechanism, nanostructure or component class, or bottleneck"
            parts = filter(self.schema.is_part, self.schema.ancestors)
            shared = chain(self.schema.shared.items(), self.entities.items())
            cases = (name for name, found in shared if self.schema.has_cases(found))
            raise self.hints.unknown(kind, class_name, chain(parts, cases))
        return Node(class_name, class_name, system, self.paper, read_number(part))


def read_number(part: str) -> int:
    """Return the number of a part from its class with or without `#` and a number.

    Raises `UnknownName` for a number that is not written as whole and above 1.

    >>> read_number("VoidEngineering"), read_number("VoidEngineering#2")
    (1, 2)
    """
    class_name, mark, number = part.partition("#")
    if not mark:
        return 1
    if _NUMBER.fullmatch(number):
        return int(number)
    digits = unicodedata.normalize("NFKC", number).strip().lstrip("0")
    if _NUMBER.fullmatch(digits):
        meant: tuple[str, ...] = (f"{class_name}#{digits}",)
    elif digits in ("", "1"):
        meant = (class_name,)
    else:
        meant = (class_name, f"{class_name}#2")
    raise UnknownName(_NUMBERED, part, meant)


def part_label(class_label: str, system_label: str, number: int = 1, key: str = "") -> str:
    """Return the label of a part; `key` is the short name of its paper where others have it too.

    >>> part_label("void engineering", "SiNPs@MXenes")
    'void engineering in SiNPs@MXenes'
    >>> part_label("void engineering", "SiNPs@MXenes", 2, "Wang 2022")
    'void engineering 2 in SiNPs@MXenes (Wang 2022)'
    """
    counted = f"{class_label} {number}" if number > 1 else class_label
    return f"{counted} in {system_label}" + (f" ({key})" if key else "")


def case_label(bottleneck: str, bearer: str = "", key: str = "") -> str:
    """Return the label of a bottleneck's case; `key` is as for `part_label`.

    >>> case_label("volume expansion", "silicon"), case_label("volume expansion", key="Deng")
    ('volume expansion of silicon', 'volume expansion (Deng)')
    """
    whose = f" of {bearer}" if bearer else ""
    return f"{bottleneck}{whose}" + (f" ({key})" if key else "")
