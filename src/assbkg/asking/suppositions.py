"""What a user supposes, as links: names are resolved, and new parts of systems get IRIs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode

from assbkg.asking.explaining import Explainer
from assbkg.curation.names import part_label, read_number
from assbkg.errors import AmbiguousName, QueryError, UnknownName
from assbkg.graph.terms import ASSERTED, EVIDENCE
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.vocabulary import (
    ASSB,
    KG,
    PartIri,
    part_iri,
    part_name,
    read_part,
    shorten,
)

__all__ = [
    "Link",
    "Suppositions",
]

#: Subject, property and object, by any of their names.
Link = tuple[str, str, str]


@dataclass
class Suppositions:
    """Links that are supposed to hold, or not to, beside those of a graph.

    As in the tables, the name of a class of parts means that part of the system that the
    other end belongs to, in the same paper if that is a part too; `system/Class` means that
    of another, and `#2` after a class the second of that class. `labels` are those of parts
    that the graph has not; `readings` say how what was asked is understood where that
    isn't plain.
    """

    explainer: Explainer
    added: dict[Fact, None] = field(default_factory=dict)
    removed: dict[Fact, None] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    readings: list[str] = field(default_factory=list)

    def add(self, link: Link) -> None:
        """Suppose a link.

        Raises `UnknownName`, `AmbiguousName`, or `QueryError` when it holds already.
        """
        subject, name, target = link
        if name in ("a", "is a", "rdf:type"):
            start = self._part(subject, "") or self.explainer.entities.resolve(subject).value
            end = self.explainer.entities.resolve(target, "class").value
            self._suppose(Fact(TYPE, start, end))
            return
        predicate = self.explainer.entities.resolve(name, "property").value
        domain, range_ = self.explainer.ends(predicate)
        start = self._part(subject, "") or self.explainer.entities.resolve(subject, domain).value
        end = self._end(start, target, range_)
        self._suppose(Fact(predicate, start, end))

    def remove(self, link: Link) -> None:
        """Suppose that a stated link does not hold.

        Raises `UnknownName`, `AmbiguousName`, or `QueryError` when nobody states it.
        """
        subject, name, target = link
        owner = self.explainer.entities.resolve(subject).value
        part = self._part(target, owner) if name not in ("a", "is a", "rdf:type") else None
        fact = self.explainer.resolve(subject, name, part or target)
        if self.explainer.reasoned.facts.asserted(fact) is None:
            held = fact in self.explainer.reasoned.facts
            why = "it follows from others; remove one of those" if held else "it does not hold"
            sentence = self.explainer.sentence(fact)
            raise QueryError(f"no source states that {sentence}: {why} (`explain` shows more)")
        self.removed[fact] = None

    def _suppose(self, fact: Fact) -> None:
        if self.explainer.reasoned.facts.asserted(fact) is not None:
            raise QueryError(f"it is stated already that {self.explainer.sentence(fact)}")
        self.added[fact] = None

    def _end(self, start: str, name: str, range_: str) -> str:
        part = self._part(name, start)
        if part is None:
            return self.explainer.entities.resolve(name, range_).value
        kind = self._class(name.rpartition("/")[2].partition("#")[0])
        if range_ == "Strategy" and kind and "Mechanism" in self._above[kind]:
            return self._strategy_through(start, part)
        if kind and range_ not in self._above[kind]:
            label = self.explainer.entities.label
            fitting = sorted(c for c, line in self._above.items() if range_ in line)
            raise UnknownName(
                label(ASSB + range_), name, fitting[:3], f"{label(ASSB + self._root(kind))} class"
            )
        return part

    def _strategy_through(self, system: str, mechanism: str) -> str:
        """Return a strategy of a system that only operates through a mechanism of it."""
        strategy = self._mint(read_part(system), "Strategy", 1)
        self.added[Fact(ASSB + "operatesThrough", strategy, mechanism)] = None
        label = self.labels.get(mechanism) or self.explainer.entities.label(mechanism)
        self.readings.append(
            f"a system employs strategies: read as one that operates through {label}"
        )
        return strategy

    def _part(self, name: str, beside: str) -> str | None:
        """Return the part that a class stands for, alone or after a system and a slash."""
        system, slash, part = name.rpartition("/")
        class_name, mark, _ = part.partition("#")
        kind = self._class(class_name)
        if kind is None or not (slash or beside):
            return None
        owner = read_part(self.explainer.entities.resolve(system).value if slash else beside)
        number = read_number(part)
        known = [
            iri
            for iri in self._parts(owner, kind)
            if not mark or read_part(iri).name == part_name(kind, number)
        ]
        if len(known) > 1:
            raise AmbiguousName(name, tuple(map(shorten, known)))
        return self._known(known[0], kind) if known else self._mint(owner, kind, number)

    def _parts(self, owner: PartIri, kind: str) -> list[str]:
        """Return the parts of a class, known or supposed, of a system or of one in a paper."""
        store, wanted = self.explainer.reasoned.release.store, NamedNode(ASSB + kind)
        typed = {
            quad.subject.value
            for graph in (ASSERTED, EVIDENCE)
            for quad in store.quads_for_pattern(None, NamedNode(TYPE), wanted, graph)
            if isinstance(quad.subject, NamedNode)
        }
        typed |= {f.subject for f in self.added if (f.predicate, f.object) == (TYPE, ASSB + kind)}
        whose = owner[:2] if owner.paper else owner[:1]
        return sorted(iri for iri in typed if _is_part_of(iri, whose))

    def _known(self, iri: str, kind: str) -> str:
        """Return a known part, which is supposed as well if only contested claims name it."""
        if not self.explainer.reasoned.facts.objects(TYPE, iri):
            self.added[Fact(TYPE, iri, ASSB + kind)] = None
            self.labels.setdefault(iri, self.explainer.entities.label(iri))
        return iri

    def _mint(self, owner: PartIri, kind: str, number: int) -> str:
        """Return a new part of a system, or of one in the paper of a part."""
        iri = part_iri(owner.system, owner.paper, kind, number)
        label = self.explainer.entities.label
        others = owner.paper and self._parts(PartIri(owner.system, "", ""), kind)
        paper = self.explainer.evidence.records.papers.get(KG + owner.paper)
        key = paper.key if paper and others else ""
        self.added[Fact(TYPE, iri, ASSB + kind)] = None
        self.labels[iri] = part_label(label(ASSB + kind), label(KG + owner.system), number, key)
        return iri

    def _class(self, name: str) -> str | None:
        """Return the class of parts that a name means, without its namespace, or None."""
        try:
            iri = self.explainer.entities.resolve(name, "class").value
        except UnknownName:
            return None
        kind = iri.removeprefix(ASSB)
        return kind if self._root(kind) else None

    def _root(self, kind: str) -> str:
        """Return the class of parts that a class is under, or an empty text."""
        return next(iter(sorted(self._owned & self._above.get(kind, set()))), "")

    @cached_property
    def _owned(self) -> frozenset[str]:
        marked = self.explainer.entities.terms.marked("ownedBySystem")
        return frozenset(kind.removeprefix(ASSB) for kind in marked)

    @cached_property
    def _above(self) -> dict[str, set[str]]:
        """Each class with itself and all classes above it."""
        terms = self.explainer.entities.terms
        kinds = {kind for link in terms.pairs("rdfs:subClassOf") for kind in link}
        return {
            kind.removeprefix(ASSB): {one.removeprefix(ASSB) for one in terms.above(kind)}
            for kind in kinds
        }


def _is_part_of(iri: str, whose: tuple[str, ...]) -> bool:
    """Tell whether a part is one of a system, or of a system in a paper."""
    return iri.startswith(KG) and read_part(iri)[: len(whose)] == whose
