"""Every shape finds the defect that it is for, and pyshacl finds the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from tests.shipped_work import shipped_build

from assbkg.errors import BuildError
from assbkg.graph.ontology import read_triples
from assbkg.graph.quad_table import sort_quads
from assbkg.graph.serialise import n_triples
from assbkg.graph.shapes import check_shapes, inverse_paths
from assbkg.graph.terms import EVIDENCE, INFERRED, ONTOLOGY_GRAPH
from assbkg.places import shipped
from assbkg.vocabulary import PREFIXES, expand, shorten

SHAPES: Final = shipped("ontology") / "shapes.ttl"
SH: Final = PREFIXES["sh"]
HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

#: The least that every shape is content with.
GOOD: Final = """
assb:employs a owl:ObjectProperty . assb:VoidEngineering rdfs:subClassOf assb:Strategy .
assb:Annealing rdfs:subClassOf assb:ProcessStep . assb:Sentence rdfs:subClassOf assb:Place .
assb:Stated a assb:Modality . assb:Accepted a assb:ClaimStatus .
assb:Affirmed a assb:Polarity . assb:CitedWork a assb:Origin .
assb:ResultRole a assb:MeasurementRole . assb:ControlRole a assb:MeasurementRole .
assb:Capacity a assb:QuantityKind . assb:Gram a assb:Unit .

kg:paper a assb:Source .
kg:place a assb:Sentence ; assb:sentenceNumber 1 ; assb:sectionNumber "2.1" ;
    assb:fingerprint "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" ;
    assb:inSource kg:paper .
kg:textbook a assb:Background .
kg:chapter a assb:Chapter ; assb:sectionNumber "Doe 2004, ch. 1" ; assb:inSource kg:textbook .
kg:claim a assb:Claim ; assb:claimSubject kg:si ; assb:claimProperty assb:employs ;
    assb:hasPolarity assb:Affirmed ; assb:hasOrigin assb:CitedWork ;
    assb:claimObject kg:voids ; assb:statement "Voids are left."@en ; assb:evidencedBy kg:place ;
    assb:hasModality assb:Stated ; assb:hasStatus assb:Accepted ; prov:hadPrimarySource kg:paper .
kg:figure a assb:Measurement ; assb:hasQuantityKind assb:Capacity ; assb:hasUnit assb:Gram ;
    assb:asWritten "1 g" ; assb:comparator "equal" ; assb:standardValue 1.0 ;
    assb:hasRole assb:ResultRole .
kg:process assb:hasStep kg:step .
kg:step a assb:Annealing ; assb:stepNumber 1 ; assb:evidencedBy kg:place .
kg:reference a assb:Reference ; assb:referenceNumber 1 ; dcterms:title "A title"@en ;
    assb:citedBy kg:paper .
kg:remark a assb:Assessment ; assb:assesses kg:claim ; assb:reason "Too bold" ;
    assb:assessmentKind "scope" .
kg:si a assb:MaterialSystem ; rdfs:label "Si"@en .
kg:voids a assb:VoidEngineering ; rdfs:label "voids in Si"@en .
kg:buffering a assb:Mechanism ; rdfs:label "buffering in Si"@en .
kg:sheet a assb:Nanostructure ; rdfs:label "sheet in Si"@en .
kg:swelling a assb:Bottleneck ; rdfs:label "swelling"@en .
kg:life a assb:PerformanceDimension ; rdfs:label "cycle life"@en .
"""


#: A change to the good data: what is taken out, and what is put in its place or behind.
Change = tuple[str, str]

#: Whom each message is about, and changes each of which must bring it forth.
DEFECTS: Final[dict[str, tuple[str, list[Change]]]] = {
    "a claim has one subject": (
        "kg:claim",
        [("assb:claimSubject kg:si ;", ""), ("", "kg:claim assb:claimSubject kg:voids .")],
    ),
    "a claim has one property, an object property": (
        "kg:claim",
        [("assb:claimProperty assb:employs ;", ""), ("assb:employs a owl:ObjectProperty .", "")],
    ),
    "a claim is scoped to one case of its object": (
        "kg:claim",
        [("", "kg:claim assb:scopedTo kg:case-one , kg:case-two .")],
    ),
    "a claim has one object": (
        "kg:claim",
        [
            ("assb:claimObject kg:voids ;", ""),
            ("assb:claimObject kg:voids", 'assb:claimObject "x"'),
        ],
    ),
    "a claim has one statement": (
        "kg:claim",
        [
            ('assb:statement "Voids are left."@en ;', ""),
            ("", "kg:claim assb:statement 'More'@en ."),
        ],
    ),
    "a claim comes from a sentence, or from a chapter": (
        "kg:claim",
        [
            ("@en ; assb:evidencedBy kg:place ;", "@en ;"),
            ("", "kg:claim assb:evidencedBy kg:paper ."),
        ],
    ),
    "a claim is affirmed or denied": (
        "kg:claim",
        [
            ("assb:hasPolarity assb:Affirmed ;", ""),
            ("", "kg:claim assb:hasPolarity assb:Denied . assb:Denied a assb:Polarity ."),
        ],
    ),
    "a claim has one origin": (
        "kg:claim",
        [("assb:hasOrigin assb:CitedWork ;", ""), ("assb:CitedWork a assb:Origin .", "")],
    ),
    "a claim has one modality": (
        "kg:claim",
        [("assb:hasModality assb:Stated ;", ""), ("assb:Stated a assb:Modality .", "")],
    ),
    "a claim has one status": (
        "kg:claim",
        [
            ("assb:hasStatus assb:Accepted ;", ""),
            ("", "kg:claim assb:hasStatus assb:Odd . assb:Odd a assb:ClaimStatus ."),
        ],
    ),
    "a claim has one source": (
        "kg:claim",
        [("; prov:hadPrimarySource kg:paper", ""), ("", "kg:claim prov:hadPrimarySource kg:si .")],
    ),
    "a measurement has one quantity kind": (
        "kg:figure",
        [("assb:hasQuantityKind assb:Capacity ;", ""), ("assb:Capacity a assb:QuantityKind .", "")],
    ),
    "a measurement has one unit": (
        "kg:figure",
        [("assb:hasUnit assb:Gram ;", ""), ("assb:Gram a assb:Unit .", "")],
    ),
    "a measurement has one text as written": (
        "kg:figure",
        [('assb:asWritten "1 g" ;', ""), ('assb:asWritten "1 g"', "assb:asWritten 1")],
    ),
    "a measurement has one known comparator": (
        "kg:figure",
        [('assb:comparator "equal" ;', ""), ('assb:comparator "equal"', 'assb:comparator "="')],
    ),
    "a measurement has at most one role": (
        "kg:figure",
        [
            ("hasRole assb:ResultRole", "hasRole assb:ResultRole , assb:ControlRole"),
            ("hasRole assb:ResultRole", "hasRole assb:Stated"),
        ],
    ),
    "a measurement has at most one standard value, a decimal": (
        "kg:figure",
        [
            ("standardValue 1.0", "standardValue 1.0 , 2.0"),
            ("standardValue 1.0", "standardValue 1e0"),
        ],
    ),
    "a chapter has one name": (
        "kg:chapter",
        [
            ('assb:sectionNumber "Doe 2004, ch. 1" ;', ""),
            ("", 'kg:chapter assb:sectionNumber "Doe 2004, ch. 2" .'),
        ],
    ),
    "a chapter is no sentence and has no number": (
        "kg:chapter",
        [("", "kg:chapter assb:sentenceNumber 3 .")],
    ),
    "a chapter belongs to background": (
        "kg:chapter",
        [("; assb:inSource kg:textbook", ""), ("inSource kg:textbook", "inSource kg:paper")],
    ),
    "a step has one number": (
        "kg:step",
        [("assb:stepNumber 1 ;", ""), ("assb:stepNumber 1", 'assb:stepNumber "1"')],
    ),
    "a step belongs to one process": (
        "kg:step",
        [("kg:process assb:hasStep kg:step .", ""), ("", "kg:other assb:hasStep kg:step .")],
    ),
    "a step comes from a sentence": (
        "kg:step",
        [
            ("1 ; assb:evidencedBy kg:place .", "1 ."),
            ("1 ; assb:evidencedBy kg:place .", "1 ; assb:evidencedBy kg:paper ."),
        ],
    ),
    "a sentence has one number": (
        "kg:place",
        [("assb:sentenceNumber 1 ;", ""), ("assb:sentenceNumber 1", "assb:sentenceNumber 1 , 2")],
    ),
    "a sentence is in one section": (
        "kg:place",
        [('assb:sectionNumber "2.1" ;', ""), ('"2.1"', '"2.1" , "2.2"')],
    ),
    "a sentence has one fingerprint of 64 hexadecimal digits": (
        "kg:place",
        [("0123456789abcdef0123456789abcdef0", ""), ('fingerprint "0', 'fingerprint "A')],
    ),
    "a sentence is in one source": (
        "kg:place",
        [
            ("inSource kg:paper", "inSource kg:si"),
            ("", "kg:place assb:inSource kg:other . kg:other a assb:Source ."),
        ],
    ),
    "a reference has one number": (
        "kg:reference",
        [("assb:referenceNumber 1 ;", ""), ("referenceNumber 1", "referenceNumber 1.0")],
    ),
    "a reference has one title": (
        "kg:reference",
        [('dcterms:title "A title"@en ;', ""), ('"A title"@en', '"A title"@en , "Another"@en')],
    ),
    "a reference is cited by a source": (
        "kg:reference",
        [("citedBy kg:paper", "citedBy kg:si"), ("@en ;\n    assb:citedBy kg:paper .", "@en .")],
    ),
    "an assessment is about something": (
        "kg:remark",
        [("assb:assesses kg:claim ;", ""), ("assesses kg:claim", 'assesses "claim"')],
    ),
    "an assessment has one reason": (
        "kg:remark",
        [('assb:reason "Too bold" ;', ""), ('"Too bold"', '"Too bold" , "Too short"')],
    ),
    "an assessment has a known kind": (
        "kg:remark",
        [(' ;\n    assb:assessmentKind "scope"', ""), ('"scope"', '"mood"')],
    ),
    "a thing has one label": (
        "kg:si",
        [('; rdfs:label "Si"@en', ""), ('"Si"@en', '"Si"@en , "silicon"@en')],
    ),
}

#: Whatever a link of design logic speaks of needs a label.
LABELLED: Final = {
    "kg:voids": '; rdfs:label "voids in Si"@en',
    "kg:buffering": '; rdfs:label "buffering in Si"@en',
    "kg:sheet": '; rdfs:label "sheet in Si"@en',
    "kg:swelling": '; rdfs:label "swelling"@en',
    "kg:life": '; rdfs:label "cycle life"@en',
}

CASES: Final = [
    *((node, message, *change) for message, (node, all_) in DEFECTS.items() for change in all_),
    *((node, "a thing has one label", label, "") for node, label in LABELLED.items()),
]


def changed(old: str, new: str) -> str:
    """The good data with a change."""
    if not old:
        return GOOD + new
    assert GOOD.count(old) == 1, f"not once in the good data: {old}"
    return GOOD.replace(old, new)


def quads_of(turtle: str) -> list[Quad]:
    triples = parse(HEAD + turtle, format=RdfFormat.TURTLE)
    return [Quad(t.subject, t.predicate, t.object, EVIDENCE) for t in triples]


def ours(quads: list[Quad]) -> set[tuple[str, str]]:
    """Whom our check names, and what it says."""
    return {(found.node, found.message) for found in check_shapes(quads, SHAPES)}


@cache
def shapes_for_pyshacl() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES, format="turtle")


def theirs(quads: list[Quad]) -> set[tuple[str, str]]:
    """Whom pyshacl names, and what it says."""
    data = rdflib.Graph().parse(data=n_triples(quads).decode(), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_for_pyshacl())
    focus, message = (rdflib.URIRef(SH + name) for name in ("focusNode", "resultMessage"))
    results = report.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    return {(shorten(str(report.value(r, focus))), str(report.value(r, message))) for r in results}


@cache
def shipped_quads() -> list[Quad]:
    return [quad for quad in shipped_build().quads if quad.graph_name != INFERRED]


def test_good_data_breaks_no_shape() -> None:
    assert set() == ours(quads_of(GOOD))


def test_every_message_of_the_shapes_has_a_defect_that_brings_it_forth() -> None:
    message = NamedNode(SH + "message")
    said = {str(t.object).strip('"') for t in read_triples(SHAPES) if t.predicate == message}
    assert said == DEFECTS.keys()


@pytest.mark.parametrize(("node", "message", "old", "new"), CASES)
def test_a_defect_is_found_and_nothing_else(node: str, message: str, old: str, new: str) -> None:
    assert {(node, message)} == ours(quads_of(changed(old, new)))


@pytest.mark.parametrize(("node", "message", "old", "new"), CASES)
def test_pyshacl_finds_the_same_defect(node: str, message: str, old: str, new: str) -> None:
    quads = quads_of(changed(old, new))
    assert theirs(quads) == ours(quads)


def test_the_shipped_graph_breaks_no_shape() -> None:
    assert set() == ours(shipped_quads())


def test_pyshacl_agrees_that_the_shipped_graph_breaks_no_shape() -> None:
    assert set() == theirs(shipped_quads())


@pytest.mark.parametrize("name", ["statement", "hasModality", "fingerprint", "stepNumber"])
def test_both_name_the_same_nodes_of_the_shipped_graph_when_a_property_is_lost(name: str) -> None:
    lost = NamedNode(PREFIXES["assb"] + name)
    quads = [quad for quad in shipped_quads() if quad.predicate != lost]
    assert len(ours(quads)) > 10
    assert theirs(quads) == ours(quads)


def test_a_violation_reads_as_a_sentence() -> None:
    quads = quads_of(changed("assb:claimSubject kg:si ;", ""))
    told = [str(violation) for violation in check_shapes(quads, SHAPES)]
    assert ["kg:claim assb:claimSubject: a claim has one subject"] == told


def test_a_subclass_is_held_to_the_shape_of_its_superclass() -> None:
    quads = quads_of(GOOD + "assb:Deep rdfs:subClassOf assb:VoidEngineering . kg:x a assb:Deep .")
    assert {("kg:x", "a thing has one label")} == ours(quads)


def test_the_graph_of_a_quad_makes_no_difference() -> None:
    apart = [
        Quad(q.subject, q.predicate, q.object, NamedNode(f"https://example.org/{i}"))
        for i, q in enumerate(quads_of(GOOD))
    ]
    assert set() == ours(apart)


@pytest.mark.parametrize("lost", ["assb:statement", "rdf:type", "assb:hasStep", "rdfs:label"])
def test_data_in_parts_breaks_the_shapes_that_it_breaks_as_a_whole(
    lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quads = shipped_quads()
    ontology = [quad for quad in quads if quad.graph_name == ONTOLOGY_GRAPH]
    rest = [quad for quad in quads if quad.graph_name != ONTOLOGY_GRAPH]
    many = sort_quads(q for n, q in enumerate(rest) if n % 3 or q.predicate.value != expand(lost))
    whole = check_shapes([*ontology, *many], SHAPES)
    monkeypatch.setattr("assbkg.graph.shapes._PART", len(many) // 3)
    assert whole
    assert whole == check_shapes(ontology, SHAPES, many)


@pytest.mark.parametrize(
    "further",
    [
        "sh:property [ sh:path ( assb:a assb:b ) ; sh:minCount 1 ]",
        "sh:property [ sh:path [ sh:oneOrMorePath assb:a ] ; sh:minCount 1 ]",
        "sh:property [ sh:path assb:a ; sh:property [ sh:path assb:b ; sh:minCount 1 ] ]",
        "sh:property [ sh:path assb:a ; sh:node assb:Other ]",
        "sh:property [ sh:path [ sh:inversePath assb:a ] ; sh:class assb:Claim ]",
        "sh:targetSubjectsOf assb:a",
    ],
)
def test_shapes_that_look_further_than_a_link_have_the_whole(further: str) -> None:
    head = f"@prefix sh: <{SH}> . @prefix assb: <{PREFIXES['assb']}> . assb:S a sh:NodeShape"
    assert frozenset() == inverse_paths(f"{head} ; sh:targetClass assb:Claim .")
    assert inverse_paths(f"{head} ; {further} .") is None


def test_the_shipped_shapes_look_no_further_than_a_link() -> None:
    shapes = SHAPES.read_text(encoding="utf-8")
    assert frozenset({NamedNode(PREFIXES["assb"] + "hasStep")}) == inverse_paths(shapes)


def test_missing_shapes_are_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"none\.ttl: is missing"):
        check_shapes(quads_of(GOOD), tmp_path / "none.ttl")


def test_shapes_with_a_syntax_error_are_named(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text("a shape", encoding="utf-8")
    with pytest.raises(BuildError, match=r"shapes\.ttl: .*line 1"):
        check_shapes(quads_of(GOOD), tmp_path / "shapes.ttl")
