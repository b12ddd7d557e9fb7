"""What brings about what, read out of a graph and put together by kinds of mechanism."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from assbkg.drawing.web.causal import CausalMap, Effect, Kind, Relation, Thing, reached
from assbkg.drawing.web.choice import EVERYTHING, Choice
from assbkg.drawing.web.designs import Designs, Tie, Ties, read_ties
from assbkg.drawing.web.narrowing import chosen, narrowed
from assbkg.drawing.web.projection import gather_evidence
from assbkg.reasoning.grades import WEAK, strongest
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["read_causal_map"]

#: What each effect leads from and to.
_ENDS: Final[Mapping[Relation, tuple[Kind, Kind]]] = {
    "leadsTo": ("mechanism", "mechanism"),
    "promotes": ("mechanism", "benefit"),
    "mitigates": ("mechanism", "bottleneck"),
    "limits": ("bottleneck", "benefit"),
    "causes": ("bottleneck", "bottleneck"),
}


def read_causal_map(graph: KnowledgeGraph, choice: Choice = EVERYTHING) -> CausalMap:
    """Put mechanisms together by their kinds, with what they do to bottlenecks and benefits.

    What bottlenecks cause and limit is there too: of a component, from those on that its
    mechanisms mitigate. A focus that is on the map leaves what brings it about and what
    comes of it; any other narrows the designs. Raises as `narrowed` does.
    """
    parts, focus = chosen(graph, replace(choice, focus="")), choice.focus
    told: dict[Relation, Ties] = {
        relation: tuple(
            tie
            for tie in read_ties(graph, ASSB + relation, contested=choice.contested)
            if tie.grade in choice.grades
        )
        for relation in ("leadsTo", "limits", "causes")
    }
    whole = _map(parts, told, downstream=bool(choice.component))
    if not focus:
        return whole
    iri = parts.explainer.entities.resolve(focus).value
    kind = parts.kinds.get(iri, iri)
    ids = {t.id for t in whole.things if kind in (t.id, parts.families.get(t.id))}
    if ids:
        return whole.around(frozenset(ids))
    return _map(narrowed(parts, Choice(focus=focus)), told, downstream=True)


def _map(designs: Designs, told: Mapping[Relation, Ties], *, downstream: bool) -> CausalMap:
    kinds = designs.kinds
    leading = (t for t in told["leadsTo"] if t.start in kinds and t.end in kinds)
    ties: dict[Relation, Iterable[Tie]] = {
        "leadsTo": leading,
        "promotes": designs.promotes,
        "mitigates": designs.mitigates,
        "limits": told["limits"],
        "causes": told["causes"],
    }
    if downstream:
        onwards: dict[str, set[str]] = defaultdict(set)
        for tie in told["causes"]:
            onwards[tie.start].add(tie.end)
        here = reached((tie.end for tie in designs.mitigates), onwards)
        for relation in ("limits", "causes"):
            ties[relation] = [tie for tie in told[relation] if tie.start in here]
    effects = tuple(_effects(ties, designs))
    places: dict[str, Kind] = {}
    for effect in effects:
        places[effect.source], places[effect.target] = _ENDS[effect.relation]
    families = designs.families
    return CausalMap(
        tuple(
            Thing(
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
