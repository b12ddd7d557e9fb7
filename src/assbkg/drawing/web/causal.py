"""The causal map: kinds of mechanism, bottlenecks and benefits, and effects between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from assbkg.drawing.web.designs import (
    EVERYTHING,
    Choice,
    Designs,
    Tie,
    Ties,
    chosen,
    narrowed,
    read_ties,
)
from assbkg.drawing.web.model import Column, Evidence, Node, group_families
from assbkg.drawing.web.projection import gather_evidence
from assbkg.reasoning.grades import GRADES, WEAK, strongest
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "CausalMap",
    "Effect",
    "Relation",
    "families_together",
    "read_causal_map",
    "without_consequences",
]


Relation = Literal["leadsTo", "promotes", "mitigates", "impairs", "aggravates", "limits", "causes"]


@dataclass(frozen=True)
class Effect:
    """What one thing does to another, and how many claims state it; without any it is inferred.

    Without contested claims, a `contested` effect would not hold, or less strongly. All claims
    of a `weak` one are headings, hedged or expected; a curator calls one of an `anomalous` effect
    anomalous. `grade` is the strongest of what is grouped in it.
    """

    source: str
    target: str
    relation: Relation
    claims: int
    contested: bool = False
    weak: bool = False
    anomalous: bool = False
    grade: str = GRADES[-1]
    evidence: tuple[Evidence, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether no claim states it: it follows by reasoning only."""
        return self.claims == 0


@dataclass(frozen=True)
class CausalMap:
    """All things in order of id, and all effects in order of source, target and relation.

    `consequences` counts effects left out because they follow from those here, `within` those
    left out between kinds of one family. `together` says whether kinds are grouped by family.
    """

    things: tuple[Node, ...]
    effects: tuple[Effect, ...]
    consequences: int = 0
    within: int = 0
    together: bool = False

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Each thing under its id."""
        return {thing.id: thing for thing in self.things}

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """The number of claims of the effects of each thing."""
        found = dict.fromkeys(self.by_id, 0)
        for effect in self.effects:
            found[effect.source] += effect.claims
            found[effect.target] += effect.claims
        return found

    def keeping(self, effects: Iterable[Effect]) -> CausalMap:
        """Return the map with some of its effects, and the things that have any."""
        kept = tuple(effects)
        ends = {end for effect in kept for end in (effect.source, effect.target)}
        return replace(self, things=tuple(t for t in self.things if t.id in ends), effects=kept)

    def around(self, ids: frozenset[str]) -> CausalMap:
        """Return the map with only the causes and effects of some things."""
        up, down = self._reached(ids, 1), self._reached(ids, 0)
        return self.keeping(
            effect
            for effect in self.effects
            if any(effect.source in side and effect.target in side for side in (up, down))
        )

    def _reached(self, ids: frozenset[str], end: int) -> frozenset[str]:
        """Return where effects lead from some things or, from their other end, back to."""
        onwards: dict[str, set[str]] = defaultdict(set)
        for effect in self.effects:
            ends = effect.source, effect.target
            onwards[ends[end]].add(ends[1 - end])
        return _reached(ids, onwards)


def _reached(start: Iterable[str], onwards: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return some things and all that they lead to over any number of steps."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        if (thing := waiting.pop()) not in found:
            found.add(thing)
            waiting += onwards.get(thing, ())
    return frozenset(found)


def without_consequences(whole: CausalMap) -> CausalMap:
    """Return a map without inferred effects that follow from others over several steps."""
    onwards: dict[str, set[str]] = defaultdict(set)
    for effect in whole.effects:
        if not effect.inferred:
            onwards[effect.source].add(effect.target)
    kept = [
        effect
        for effect in whole.effects
        if not effect.inferred or effect.target not in _reached(onwards[effect.source], onwards)
    ]
    return replace(whole.keeping(kept), consequences=len(whole.effects) - len(kept))


def families_together(whole: CausalMap) -> CausalMap:
    """Return a map with kinds of mechanism grouped by family; one without a family stays."""
    place, things = group_families(whole.things)
    found: dict[tuple[str, str, Relation], list[Effect]] = defaultdict(list)
    within = 0
    for effect in whole.effects:
        source, target = place[effect.source], place[effect.target]
        within += source == target
        if source != target:
            found[source, target, effect.relation].append(effect)
    effects = (
        Effect(
            *key,
            sum(e.claims for e in parts),
            all(e.contested for e in parts),
            all(e.weak or e.inferred for e in parts) and any(e.weak for e in parts),
            any(e.anomalous for e in parts),
            strongest(e.grade for e in parts),
            tuple(dict.fromkeys(claim for e in parts for claim in e.evidence)),
        )
        for key, parts in sorted(found.items())
    )
    grouped = replace(whole, things=things, within=whole.within + within, together=True)
    return grouped.keeping(effects)


#: The columns between which effects lead.
_ENDS: Final[Mapping[Relation, tuple[Column, Column]]] = {
    "leadsTo": ("mechanism", "mechanism"),
    "promotes": ("mechanism", "benefit"),
    "mitigates": ("mechanism", "bottleneck"),
    "impairs": ("mechanism", "benefit"),
    "aggravates": ("mechanism", "bottleneck"),
    "limits": ("bottleneck", "benefit"),
    "causes": ("bottleneck", "bottleneck"),
}


def read_causal_map(graph: KnowledgeGraph, choice: Choice = EVERYTHING) -> CausalMap:
    """Return what kinds of mechanism do to bottlenecks and benefits, and what bottlenecks do.

    For a component, the effects of bottlenecks start from those that its mechanisms mitigate.
    A focus on the map keeps its causes and effects; any other narrows the designs. Raises as
    `narrowed` does.
    """
    parts, focus = chosen(graph, replace(choice, focus="")), choice.focus
    stated: dict[Relation, Ties] = {
        relation: tuple(
            tie
            for tie in read_ties(graph, ASSB + relation, contested=choice.contested)
            if tie.grade in choice.grades
        )
        for relation in _STATED
    }
    whole = _map(parts, stated, downstream=bool(choice.component))
    if not focus:
        return whole
    iri = parts.explainer.entities.resolve(focus).value
    wanted = {parts.kinds.get(iri, iri), *parts.cases(iri)}
    ids = {t.id for t in whole.things if wanted & {t.id, parts.families.get(t.id)}}
    if ids:
        return whole.around(frozenset(ids))
    return _map(narrowed(parts, Choice(focus=focus)), stated, downstream=True)


#: The relations that are read from the graph itself; designs have the others.
_STATED: Final[tuple[Relation, ...]] = ("leadsTo", "impairs", "aggravates", "limits", "causes")


def _map(designs: Designs, stated: Mapping[Relation, Ties], *, downstream: bool) -> CausalMap:
    kinds = designs.kinds
    leading = (t for t in stated["leadsTo"] if t.start in kinds and t.end in kinds)
    ties: dict[Relation, Iterable[Tie]] = {
        "leadsTo": leading,
        "promotes": designs.promotes,
        "mitigates": designs.mitigates,
        "impairs": (t for t in stated["impairs"] if t.start in kinds),
        "aggravates": (t for t in stated["aggravates"] if t.start in kinds),
        "limits": stated["limits"],
        "causes": stated["causes"],
    }
    if downstream:
        onwards: dict[str, set[str]] = defaultdict(set)
        for tie in stated["causes"]:
            onwards[tie.start].add(tie.end)
        here = _reached((tie.end for tie in designs.mitigates), onwards)
        for relation in ("limits", "causes"):
            ties[relation] = [tie for tie in stated[relation] if tie.start in here]
    effects = tuple(_effects(ties, designs))
    places: dict[str, Column] = {}
    for effect in effects:
        places[effect.source], places[effect.target] = _ENDS[effect.relation]
    families = designs.families
    return CausalMap(
        tuple(
            Node(
                id_,
                designs.label(id_),
                kind,
                designs.label(families[id_]) if id_ in families else "",
            )
            for id_, kind in sorted(places.items())
        ),
        effects,
    )


def _effects(ties: Mapping[Relation, Iterable[Tie]], designs: Designs) -> Iterator[Effect]:
    kinds, users = designs.kinds, designs.users
    together: dict[tuple[str, str, Relation], list[Tie]] = defaultdict(list)
    for relation, found in ties.items():
        for tie in found:
            ends = kinds.get(tie.start, tie.start), kinds.get(tie.end, tie.end)
            if ends[0] != ends[1]:
                together[*ends, relation].append(tie)
    for (source, target, relation), parts in sorted(together.items()):
        claims = {claim for tie in parts for claim in tie.claims}
        yield Effect(
            source,
            target,
            relation,
            len(claims),
            all(t.contested for t in parts),
            bool(claims) and all(claim.grade in WEAK for claim in claims),
            any(claim.status == "anomalous" for claim in claims),
            strongest(tie.grade for tie in parts),
            tuple(
                gather_evidence(
                    ((tie, users.get(tie.start, frozenset())) for tie in parts), designs.label
                )
            ),
        )
