"""The data of the page: individuals and the facts between them, which the browser puts together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.web.designs import Designs, Tie, Ties, read_designs, read_ties
from assbkg.drawing.web.model import TITLE
from assbkg.pages.explorer.orders import orders
from assbkg.pages.explorer.record import Record
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB, shorten

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["LINKS", "make_payload"]

Entry = dict[str, Any]

#: The properties between individuals that the page shows. The first five make the network;
#: the others stand in what it tells of a thing.
LINKS: Final = (
    "employs",
    "operatesThrough",
    "contributedBy",
    "promotes",
    "mitigates",
    "addresses",
    "mayBenefit",
    "expectedGain",
    "reportedGain",
)
_CONSTITUENT: Final = ASSB + "hasConstituent"


def make_payload(graph: KnowledgeGraph, *, contested: bool = False) -> Entry:
    """All that the page shows of a graph, ready for JSON. IRIs are shortened to CURIEs.

    Contested claims are always in it; `contested` says whether the page counts them before
    anybody asks it to.
    """
    designs = read_designs(graph, contested=True)
    record = Record(graph)
    ties = [entry for name in LINKS for entry in _ties(graph, name, record)]
    things = [_thing(graph, designs, iri, columns) for iri, columns in _columns(designs)]
    components = sorted({component for thing in things for component in thing["serves"]})
    return {
        "title": TITLE,
        "version": version("assbkg"),
        "contested": contested,
        "grades": GRADES,
        "things": things,
        "parts": [
            {"id": shorten(part), "kind": shorten(kind), "label": designs.label(part)}
            for part, kind in designs.kinds.items()
        ],
        "components": [
            {"id": shorten(iri), "label": designs.label(iri)}
            for iri in designs.components.all
            if shorten(iri) in components
        ],
        "ties": ties,
        "steps": record.steps,
        "claims": record.claims,
        "references": record.references,
        "sources": record.sources,
        "orders": {
            name: [[shorten(iri) for iri in column] for column in columns]
            for name, columns in orders(designs).items()
        },
    }


def _ties(graph: KnowledgeGraph, name: str, record: Record) -> Iterator[Entry]:
    """All links by a property. Where contested claims change one, it tells both states."""
    without = {tie.fact: tie for tie in read_ties(graph, ASSB + name)}
    for tie in read_ties(graph, ASSB + name, contested=True):
        before = without.get(tie.fact)
        entry: Entry = {
            "property": name,
            "start": shorten(tie.start),
            "end": shorten(tie.end),
            "claims": record.places(tie.claims),
            "with": _state(tie, record.proof(graph.contested_explainer, tie.fact)),
        }
        if before:
            entry["without"] = _state(before, record.proof(graph.explainer, tie.fact))
        yield entry


def _state(tie: Tie, proof: int) -> Entry:
    return {"grade": GRADES.index(tie.grade), "proof": proof}


def _columns(designs: Designs) -> Iterable[tuple[str, list[str]]]:
    """Every thing that a column of some network holds, and the names of these columns."""
    found: defaultdict[str, set[str]] = defaultdict(set)

    def note(column: str, things: Iterable[str]) -> None:
        for thing in things:
            found[thing].add(column)

    def ends(ties: Ties) -> Iterable[str]:
        return (tie.end for tie in ties)

    kinds: Mapping[str, str] = designs.kinds
    note("strategy", (kinds[tie.start] for tie in designs.operates))
    note("strategy", (kinds[tie.end] for tie in designs.employs))
    note("system", designs.systems)
    note("material", ends(designs.contributed))
    note("mechanism", (kinds[tie.end] for tie in designs.operates))
    note("mechanism", (kinds[tie.start] for tie in (*designs.promotes, *designs.mitigates)))
    note("benefit", ends(designs.promotes))
    note("bottleneck", ends(designs.mitigates))
    return [(thing, sorted(columns)) for thing, columns in sorted(found.items())]


def _thing(graph: KnowledgeGraph, designs: Designs, iri: str, columns: list[str]) -> Entry:
    entity = graph.entity(iri)
    serves, told = _components(designs, iri) if "system" in columns else ([], "")
    facts = designs.explainer.reasoned.instances.facts
    return {
        "id": shorten(iri),
        "columns": columns,
        "label": entity.label,
        "family": told or _family(designs, iri, entity.kind),
        "alternatives": entity.alternative_labels,
        "formula": entity.formula,
        "definition": entity.definition,
        "serves": serves,
        "materials": [
            {"id": shorten(material), "label": designs.label(material)}
            for material in facts.objects(_CONSTITUENT, iri)
        ],
    }


def _family(designs: Designs, iri: str, kind: str) -> str:
    """What a thing stands under: its family, else the kind of an individual, else nothing."""
    family = designs.families.get(iri)
    if family:
        return designs.label(family)
    return "" if kind == "class" else kind


def _components(designs: Designs, system: str) -> tuple[list[str], str]:
    """The components that a system serves as, from the widest class, and that in words."""
    known = designs.components
    serves = [
        shorten(component)
        for component in known.all
        if not known.is_region(component) and known.serves(system, component)
    ]
    _, told = known.place(system, "")
    return serves, ", ".join(told.serves_as) or told.doubt
