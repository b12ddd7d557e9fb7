"""What designs do, link by link: from systems over strategies and mechanisms to outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assbkg.asking.components import Components
from assbkg.asking.explaining import Explainer
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.record.claims import ClaimEvidence
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Designs", "Tie", "Ties", "read_designs", "read_ties"]


@dataclass(frozen=True)
class Tie:
    """A link of the graph: its fact, its grade, and the claims that state it, strongest first.

    Without a claim it follows by reasoning alone. A `contested` one would not hold, or not
    so strongly, if contested claims did not stand.
    """

    fact: Fact
    grade: str
    claims: tuple[ClaimEvidence, ...] = ()
    contested: bool = False

    @property
    def start(self) -> str:
        """Where it leads from."""
        return self.fact.subject

    @property
    def end(self) -> str:
        """Where it leads to."""
        return self.fact.object


Ties = tuple[Tie, ...]

#: The names of the links, and the properties that they are.
_PROPERTIES: Final[Mapping[str, str]] = {
    "employs": ASSB + "employs",
    "operates": ASSB + "operatesThrough",
    "contributed": ASSB + "contributedBy",
    "promotes": ASSB + "promotes",
    "mitigates": ASSB + "mitigates",
}


@dataclass(frozen=True)
class Designs:
    """Systems employ strategies, these operate through mechanisms; what follows from that.

    Mechanisms are contributed by materials, promote benefits and mitigate bottlenecks.
    Strategies and mechanisms are those of one system each; `kinds` gives their classes, and
    `families` the class right below Strategy or Mechanism under which such a class stands,
    where that has several kinds; `users` gives the systems that employ a strategy, or in which
    a mechanism acts, however strongly that is said. All ties are in the order of their facts.
    """

    explainer: Explainer
    families: Mapping[str, str]
    users: Mapping[str, frozenset[str]]
    employs: Ties
    operates: Ties
    contributed: Ties
    promotes: Ties
    mitigates: Ties

    def label(self, thing: str) -> str:
        """What a thing or a class is called."""
        return self.explainer.label(thing)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The class of every strategy and mechanism, as its table tells."""
        parts = {tie.end for tie in (*self.employs, *self.operates)}
        parts |= {tie.start for tie in (*self.contributed, *self.promotes, *self.mitigates)}
        return {part: self.components.classes_of(part)[0] for part in sorted(parts)}

    @cached_property
    def components(self) -> Components:
        """Which systems serve as what."""
        return Components(self.explainer.reasoned.instances.facts, self.explainer.entities)

    @property
    def systems(self) -> tuple[str, ...]:
        """Every system that employs a strategy."""
        return tuple(sorted({tie.start for tie in self.employs}))

    def paths(self) -> Iterator[Ties]:
        """Every way on from a system: what it employs, that acts through, and what comes of it.

        It ends at a mechanism of which nothing is told to come.
        """
        outcomes = _by_start((*self.promotes, *self.mitigates))
        mechanisms = _by_start(self.operates)
        for employs in self.employs:
            for operates in mechanisms[employs.end]:
                for outcome in outcomes[operates.end]:
                    yield employs, operates, outcome
                if not outcomes[operates.end]:
                    yield employs, operates

    def keeping(self, kept: Iterable[Tie]) -> Designs:
        """These designs with some of their ties alone."""
        wanted = frozenset(kept)

        def left(ties: Ties) -> Ties:
            return tuple(tie for tie in ties if tie in wanted)

        return replace(
            self,
            employs=left(self.employs),
            operates=left(self.operates),
            contributed=left(self.contributed),
            promotes=left(self.promotes),
            mitigates=left(self.mitigates),
        )


def _by_start(ties: Ties) -> Mapping[str, list[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        found[tie.start].append(tie)
    return found


def read_designs(graph: KnowledgeGraph, *, contested: bool = False) -> Designs:
    """Read what designs do out of a graph, as if contested claims stood or as it is."""
    explainer = graph.contested_explainer if contested else graph.explainer
    families = {
        kind.value: family.value
        for name in ("strategy-families", "mechanism-families")
        for kind, family in graph.query(name).rows
        if kind is not None and family is not None
    }
    ties = {name: read_ties(graph, prop, contested=contested) for name, prop in _PROPERTIES.items()}
    return Designs(explainer, families, _users(ties["employs"], ties["operates"]), **ties)


def _users(employs: Ties, operates: Ties) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tie in employs:
        found[tie.end].add(tie.start)
    for tie in operates:
        found[tie.end] |= found[tie.start]
    return {part: frozenset(systems) for part, systems in found.items()}


def read_ties(graph: KnowledgeGraph, predicate: str, *, contested: bool = False) -> Ties:
    """Read all links by a property, as if contested claims stood or as it is."""
    explainer = graph.contested_explainer if contested else graph.explainer
    facts, without = explainer.reasoned.instances.facts, graph.explainer.reasoned.facts
    found = []
    for subject, target in sorted(facts.pairs(predicate)):
        fact = Fact(predicate, subject, target)
        rank, before = facts.rank(fact), without.rank(fact)
        assert rank is not None
        contested = before is None or rank.level < before.level
        found.append(Tie(fact, GRADES[rank.level], explainer.evidence.of(fact), contested))
    return tuple(found)
