"""Who states something, where, how strongly, and with which grade, as quads and as words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import NamedNode, Quad

from assbkg.graph.terms import EVIDENCE, INFERRED, assb, integer, kg, link, text
from assbkg.vocabulary import ASSB, sentence_iri

if TYPE_CHECKING:  # the records of tables take long to import, and queries read words alone
    from assbkg.curation.records import Claim, Measurement, Origin, Step

__all__ = [
    "DERIVED_TERMS",
    "GRADE_TERMS",
    "LABELS",
    "ORIGIN_TERMS",
    "REASONED",
    "WORDS",
    "GradedLink",
    "derived_quads",
    "graded_node",
    "graded_quads",
    "placed_quads",
    "said_quads",
    "standing_words",
]


#: The statuses of claims and measurements whose links are reasoned over.
REASONED = frozenset({"accepted", "anomalous"})


def said_quads(
    source: str, record: NamedNode, said: Claim | Measurement, origin: Origin
) -> Iterator[Quad]:
    """Yield statement, strength, origin, place and citations of a claim or measurement."""
    yield link(record, "assb:hasModality", assb(said.modality.capitalize()), EVIDENCE)
    yield link(record, "assb:hasStatus", assb(said.status.capitalize()), EVIDENCE)
    yield link(record, "assb:hasOrigin", NamedNode(ORIGIN_TERMS[origin]), EVIDENCE)
    yield from placed_quads(source, record, said)


def placed_quads(
    source: str, record: NamedNode, said: Claim | Measurement | Step
) -> Iterator[Quad]:
    """Yield the statement, place and citations of a claim, measurement or step."""
    yield link(record, "assb:statement", text(said.statement), EVIDENCE)
    yield link(record, "prov:hadPrimarySource", kg(source), EVIDENCE)
    for sentence in said.sentence:
        place = NamedNode(sentence_iri(source, sentence))
        yield link(record, "assb:evidencedBy", place, EVIDENCE)
    for number in said.cites:
        yield link(record, "cito:citesAsEvidence", kg(f"{source}.ref-{number}"), EVIDENCE)
    if said.note:
        yield link(record, "skos:editorialNote", text(said.note), EVIDENCE)


#: The ontology's individual for each grade; the grade of structural facts has none.
GRADE_TERMS: Final[Mapping[str, str]] = {
    "measured": f"{ASSB}MeasuredGrade",
    "stated, cited": f"{ASSB}CitedGrade",
    "stated": f"{ASSB}StatedGrade",
    "heading": f"{ASSB}HeadingGrade",
    "hedged": f"{ASSB}HedgedGrade",
    "expected": f"{ASSB}ExpectedGrade",
}

#: The ontology's individual for the standing of a derived link, by its grade.
DERIVED_TERMS: Final[Mapping[str, str]] = {
    grade: iri.replace(ASSB, f"{ASSB}Derived") for grade, iri in GRADE_TERMS.items()
}


def standing_words(grade: str, derived: bool) -> str:
    """Return the standing of a link in words: those of a derived link are never a claim's.

    >>> standing_words("stated, cited", derived=True), standing_words("hedged", derived=False)
    ('derived (stated, cited)', 'hedged')
    """
    return f"derived ({grade})" if derived else grade


#: The ontology's individual for each origin of a claim or measurement.
ORIGIN_TERMS: Final[Mapping[str, str]] = {
    "own-result": f"{ASSB}OwnResult",
    "cited": f"{ASSB}CitedWork",
    "unsourced": f"{ASSB}Unsourced",
    "heading": f"{ASSB}SectionHeading",
    "background": f"{ASSB}BackgroundKnowledge",
}

#: Repeated here, because the records of tables take long to import.
_STRENGTHS: Final = ("measured", "stated", "hedged", "expected")
_STATUSES: Final = ("accepted", "contested", "anomalous", "retracted")

#: The word for each strength, status, grade and origin, by IRI.
WORDS: Final[Mapping[str, str]] = {
    **{ASSB + word.capitalize(): word for word in (*_STRENGTHS, *_STATUSES)},
    **{iri: grade for grade, iri in GRADE_TERMS.items()},
    **{iri: standing_words(grade, derived=True) for grade, iri in DERIVED_TERMS.items()},
    **{iri: origin for origin, iri in ORIGIN_TERMS.items()},
}

#: The same for readers: a grade is marked as one, because strengths have the same words.
LABELS: Final[Mapping[str, str]] = {
    **WORDS,
    **{iri: f"{grade} (grade)" for grade, iri in GRADE_TERMS.items()},
}


#: A link between two things, by the IRIs of subject, property and object.
Ends = tuple[str, str, str]


class GradedLink(NamedTuple):
    """A link between two things, by their IRIs, with its grade and standing.

    `steps` is 0 for a link that a source claims; a derived one has the `weakest` of the premises
    of its best proof. `against` are the IRIs of claims that contest or deny the link or a premise,
    and `opposites` the links that say the opposite.
    """

    subject: str
    property: str
    object: str
    grade: str
    steps: int = 0
    weakest: Ends | None = None
    against: tuple[str, ...] = ()
    opposites: tuple[Ends, ...] = ()


def graded_quads(links: Iterable[GradedLink]) -> Iterator[Quad]:
    """Yield a node for each link that rests on a claim, with its grade and standing.

    They are in the graph `inferred`, because no source states a grade.
    """
    for one in links:
        if one.grade not in GRADE_TERMS:
            continue
        ends = (one.subject, one.property, one.object)
        node = _node(*ends)
        yield link(node, "rdf:type", assb("GradedLink"), INFERRED)
        for part, end in zip(("linkSubject", "linkProperty", "linkObject"), ends, strict=True):
            yield link(node, f"assb:{part}", NamedNode(end), INFERRED)
        yield link(node, "assb:hasGrade", NamedNode(GRADE_TERMS[one.grade]), INFERRED)
        terms = DERIVED_TERMS if one.steps else GRADE_TERMS
        yield link(node, "assb:hasStanding", NamedNode(terms[one.grade]), INFERRED)
        if one.steps:
            yield link(node, "assb:derivationSteps", integer(one.steps), INFERRED)
        if one.weakest:
            yield link(node, "assb:weakestPremise", _node(*one.weakest), INFERRED)
        for claim in one.against:
            yield link(node, "assb:contestedBy", NamedNode(claim), INFERRED)
        for opposite in one.opposites:
            yield link(node, "assb:contestedBy", _node(*opposite), INFERRED)


def graded_node(subject: str, predicate: str, target: str) -> NamedNode | None:
    """Return the node of a link's grade, or None if the link's IRIs give no valid IRI."""
    try:
        return _node(subject, predicate, target)
    except ValueError:
        return None


def _node(*ends: str) -> NamedNode:
    return kg("..".join(map(_local, ends)))


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def derived_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield what follows: the quads of `inferred` that describe no grade and no disagreement."""
    for quad in quads:
        described = quad.predicate in _PARTS or quad.object in _CLASSES
        if quad.graph_name == INFERRED and not described:
            yield quad


_CLASSES = {assb(name) for name in ("GradedLink", "Disagreement")}
_PARTS = {
    assb(name)
    for name in (
        *("linkSubject", "linkProperty", "linkObject", "hasGrade", "hasStanding"),
        *("derivationSteps", "weakestPremise", "contestedBy"),
        *("byRule", "firstSide", "secondSide", "disagreementOn", "inDispute", "verdict"),
        *("explainedBy", "mayBeExplainedBy"),
    )
}
