"""The data of the explorer: individuals and the facts between them, which the browser groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, get_args

from assbkg.asking.explaining import Explainer
from assbkg.drawing.layering.ordering import arrange, members
from assbkg.drawing.web.designs import Designs, Tie, Ties, read_designs, read_ties
from assbkg.drawing.web.model import TITLE, Outcomes, Rows
from assbkg.drawing.web.projection import project
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, weakest
from assbkg.reasoning.proofs import Proof, best_proof
from assbkg.record.claims import Claim
from assbkg.record.disagreements import Disagreement, Side
from assbkg.vocabulary import ASSB, shorten

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["LINKS", "make_payload"]


#: The name of each network, such as `strategy>benefit`, with the ids in its columns from the top.
_Orders = dict[str, list[list[str]]]
#: With more links the search for few crossings would take minutes.
_SEARCHED: Final = 400


def _orders(designs: Designs) -> _Orders:
    """Return orders with few crossings, for networks that are not too large to search for one.

    The page draws parts of these networks in these orders. It finds heights itself, because
    they depend on the reader's window and fonts; and also the orders of larger networks, of
    which it shows families first.
    """
    found: _Orders = {}
    for rows in get_args(Rows):
        for outcomes in get_args(Outcomes):
            network = project(designs, rows, outcomes)
            if len(network.links) <= _SEARCHED:
                columns = arrange(network.families, network.weights)
                found[f"{rows}>{outcomes}"] = [list(members(column)) for column in columns]
    return found


#: A thing of the payload, ready for JSON.
Entry = dict[str, Any]


class _Record:
    """The steps, claims, works and papers of proofs; places are those in its lists.

    `steps` are the facts of all proofs: a step with an axiom follows from the steps in its
    `premises`; one without is stated by its `claims` or by a table. If contested claims change
    a proof, both proofs are in the list and share what is the same.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.claims: list[Entry] = []
        self.steps: list[Entry] = []
        self._claim_places: dict[str, int] = {}
        self._step_places: dict[tuple[object, ...], int] = {}
        self._references: dict[tuple[str, int], str] = {}
        self._sources: set[str] = set()

    def proof(self, explainer: Explainer, fact: Fact) -> int:
        """Return the place of the last step of a fact's best proof. Raises `ReasoningError`."""
        return self._step(explainer, best_proof(fact, explainer.reasoned.instances))

    def places(self, claims: Iterable[Claim]) -> list[int]:
        """Return the places of some claims."""
        return [self._claim(claim) for claim in claims]

    def _step(self, explainer: Explainer, proof: Proof) -> int:
        fact, axiom = proof.fact, proof.rule.axiom if proof.rule else ""
        premises = [self._step(explainer, premise) for premise in proof.premises]
        claims = [] if axiom else self.places(explainer.evidence.of(fact))
        grade = (
            weakest(GRADES[self.steps[premise]["grade"]] for premise in premises)
            if axiom
            else explainer.evidence.grade(fact)
        )
        key = (fact, axiom, grade, *premises, -1, *claims)
        if key not in self._step_places:
            self._step_places[key] = len(self.steps)
            words = {
                "subject": explainer.label(fact.subject),
                "phrase": explainer.phrase(fact.predicate),
                "object": explainer.label(fact.object),
            }
            given = {"axiom": axiom, "premises": premises} if axiom else {"claims": claims}
            self.steps.append({**words, "grade": GRADES.index(grade), **given})
        return self._step_places[key]

    def _claim(self, claim: Claim) -> int:
        if claim.claim not in self._claim_places:
            self._claim_places[claim.claim] = len(self.claims)
            works = ((claim.source, number) for number in claim.cites)
            self._references |= dict(zip(works, claim.marks, strict=True))
            self._sources.add(claim.source)
            self.claims.append(
                {
                    "id": shorten(claim.claim),
                    "statement": claim.statement,
                    "modality": claim.modality,
                    "status": claim.status,
                    "grade": GRADES.index(claim.grade),
                    "place": claim.place,
                    "source": shorten(claim.source),
                    "cites": [_reference(claim.source, number) for number in claim.cites],
                    "assessments": self._assessments(claim.claim),
                    "disagreements": [
                        {"against": _said(one.against([claim.claim])), **_verdict(one)}
                        for one in self.graph.records.disagreements.of([claim.claim])
                    ],
                }
            )
        return self._claim_places[claim.claim]

    @property
    def references(self) -> list[Entry]:
        """The works that collected claims cite, by source and number."""
        return [self._work(*work, self._references[work]) for work in sorted(self._references)]

    @property
    def sources(self) -> list[Entry]:
        """The papers that collected claims come from."""
        label = self.graph.entities.label
        return [{"id": shorten(source), "label": label(source)} for source in sorted(self._sources)]

    def _work(self, source: str, number: int, mark: str) -> Entry:
        iri = f"{source}.ref-{number}"
        known = self._works.get(mark, {"title": self.graph.entities.label(iri)})
        return {
            "id": _reference(source, number),
            "number": mark,
            "source": shorten(source),
            **known,
            "notes": self._assessments(iri),
        }

    @cached_property
    def _works(self) -> Mapping[str, Entry]:
        """What is known of every work, by the mark that cites it."""
        return {
            mark: {
                "authors": authors,
                "title": title,
                "journal": journal,
                "year": year,
            }
            for mark, authors, title, journal, year, _ in self.graph.query("references").texts()
        }

    def _assessments(self, iri: str) -> list[Entry]:
        """Return curators' assessments of a claim or work."""
        known = self.graph.records.assessments.get(iri, ())
        return [{"kind": one.kind, "reason": one.reason} for one in known]


def _said(side: Side) -> list[Entry]:
    return [
        {"statement": one.statement, "modality": one.modality, "place": one.place} for one in side
    ]


def _verdict(one: Disagreement) -> Entry:
    explained = "; ".join(one.explained_by or one.may_explain)
    return {"verdict": one.verdict, "explained": explained}


def _reference(source: str, number: int) -> str:
    return shorten(f"{source}.ref-{number}")


#: The properties between individuals that the page shows. The first five make the network;
#: the others are shown for a thing.
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
    """Return the data of the page of a graph, ready for JSON; IRIs are shortened to CURIEs.

    It always includes contested claims; `contested` says whether the page counts them at first.
    """
    designs, without = (read_designs(graph, contested=one) for one in (True, False))
    record = _Record(graph)
    ties = [
        entry
        for name in LINKS
        for entry in _ties(
            graph, _links(graph, designs, name), _links(graph, without, name), record
        )
    ]
    addressed = {tie.end for tie in _links(graph, designs, "addresses")}
    things = [_thing(graph, designs, iri, columns) for iri, columns in _columns(designs, addressed)]
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
            for name, columns in _orders(designs).items()
        },
    }


def _links(graph: KnowledgeGraph, designs: Designs, name: str) -> Ties:
    """Return all links by a property that are drawn: those of designs, or any between things."""
    contested = designs.explainer is graph.contested_explainer
    of_designs = {
        "employs": designs.employs,
        "operatesThrough": designs.operates,
        "contributedBy": designs.contributed,
        "promotes": designs.promotes,
        "mitigates": designs.mitigates,
    }
    if name in of_designs:
        return of_designs[name]
    ties = read_ties(graph, ASSB + name, contested=contested)
    if name == "addresses":  # of strategies that a system employs
        ties = tuple(tie for tie in ties if tie.start in designs.users)
    return ties


def _ties(
    graph: KnowledgeGraph, every: Ties, uncontested: Ties, record: _Record
) -> Iterator[Entry]:
    """Yield links by one property, each with its state with and without contested claims."""
    without = {tie.fact: tie for tie in uncontested}
    for tie in every:
        before = without.get(tie.fact)
        entry: Entry = {
            "property": tie.fact.predicate.removeprefix(ASSB),
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


def _columns(designs: Designs, addressed: Iterable[str]) -> Iterable[tuple[str, list[str]]]:
    """Return every thing in a column of some network or matrix, with the names of its columns.

    The matrix has a column for bottlenecks `addressed` without a stated mechanism, too.
    """
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
    note("bottleneck", addressed)
    return [(thing, sorted(columns)) for thing, columns in sorted(found.items())]


def _thing(graph: KnowledgeGraph, designs: Designs, iri: str, columns: list[str]) -> Entry:
    entity = graph.entity(iri)
    serves, place = _components(designs, iri) if "system" in columns else ([], "")
    facts = designs.explainer.reasoned.instances.facts
    return {
        "id": shorten(iri),
        "columns": columns,
        "label": entity.label,
        "family": place or _family(designs, iri, entity.kind),
        "alternatives": entity.alternative_labels,
        "formula": entity.formula,
        "definition": entity.definition,
        "serves": serves,
        "materials": [
            {"id": shorten(material), "label": designs.label(material)}
            for material in facts.objects(_CONSTITUENT, iri)
        ],
        "disagreements": [
            {"first": _said(one.first), "against": _said(one.second), **_verdict(one)}
            for one in graph.records.disagreements.on(iri)
        ],
    }


def _family(designs: Designs, iri: str, kind: str) -> str:
    """Return the family of a thing, else the kind of an individual, else nothing."""
    family = designs.families.get(iri)
    if family:
        return designs.label(family)
    return "" if kind == "class" else kind


def _components(designs: Designs, system: str) -> tuple[list[str], str]:
    """Return the components that a system serves as, from the widest class, and their words."""
    known = designs.components
    serves = [
        shorten(component)
        for component in known.all
        if not known.is_region(component) and known.serves(system, component)
    ]
    _, place = known.place(system, "")
    return serves, ", ".join(place.serves_as) or place.doubt
