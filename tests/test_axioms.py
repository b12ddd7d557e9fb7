"""What OWL says is read, or reported by name; nothing slips through."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from assbkg.errors import OntologyError
from assbkg.graph.blank_nodes import skolemise
from assbkg.reasoning.axioms import Axioms
from assbkg.reasoning.owl import read_axioms
from assbkg.vocabulary import PREFIXES

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

#: Declared properties and classes, so that each test can say just what it is about.
TERMS: Final = """
assb:p a owl:ObjectProperty . assb:q a owl:ObjectProperty . assb:r a owl:ObjectProperty .
assb:d a owl:DatatypeProperty . assb:e a owl:DatatypeProperty .
assb:n a owl:AnnotationProperty . assb:m a owl:AnnotationProperty .
assb:A a owl:Class . assb:B a owl:Class . assb:C a owl:Class .
"""


def read(turtle: str) -> Axioms:
    quads = parse(HEAD + TERMS + turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    triples = skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)
    ends = ((t.subject, t.predicate, t.object) for t in triples)
    texts = [[e.value if isinstance(e, NamedNode) else str(e) for e in row] for row in ends]
    return read_axioms((s, p, o) for s, p, o in texts)


def read_as(turtle: str) -> list[str]:
    """All axioms that are read, as description logic writes them."""
    found = read(turtle)
    axioms = (
        *(*found.sub_classes, *found.sub_properties, *found.inverses),
        *(*found.chains, *found.typings, *found.disjoint),
    )
    return [str(axiom) for axiom in axioms]


def reported(turtle: str, *names: str) -> bool:
    """Whether one report names all of these."""
    return any(all(name in entry for name in names) for entry in read(turtle).unsupported)


# ── what is read ──────────────────────────────────────────────────────────────

SOME: Final = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:someValuesFrom assb:B ]"
VALUE: Final = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:hasValue kg:a ]"
BOTH: Final = "[ a owl:Class ; owl:intersectionOf ( assb:B assb:C ) ]"
DEEP: Final = f"[ a owl:Class ; owl:intersectionOf ( assb:B {SOME} {BOTH} ) ]"


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("assb:A rdfs:subClassOf assb:B .", ["A ⊑ B"]),
        ("assb:A rdfs:subClassOf owl:Thing .", ["A ⊑ ⊤"]),
        ("assb:A owl:equivalentClass assb:B .", ["A ⊑ B", "B ⊑ A"]),
        (f"{SOME} rdfs:subClassOf assb:A .", ["∃p.B ⊑ A"]),
        (f"assb:A rdfs:subClassOf {SOME} .", ["A ⊑ ∃p.B"]),
        (f"{VALUE} rdfs:subClassOf assb:A .", ["∃p.{kg:a} ⊑ A"]),
        (f"assb:A rdfs:subClassOf {VALUE} .", ["A ⊑ ∃p.{kg:a}"]),
        (f"{BOTH} rdfs:subClassOf assb:A .", ["(B ⊓ C) ⊑ A"]),
        (f"assb:A owl:equivalentClass {BOTH} .", ["(B ⊓ C) ⊑ A", "A ⊑ (B ⊓ C)"]),
        (f"{DEEP} rdfs:subClassOf assb:A .", ["(B ⊓ ∃p.B ⊓ (B ⊓ C)) ⊑ A"]),
        ("assb:p rdfs:subPropertyOf assb:q .", ["p ⊑ q"]),
        ("assb:d rdfs:subPropertyOf assb:e .", ["d ⊑ e"]),
        ("assb:p owl:equivalentProperty assb:q .", ["p ⊑ q", "q ⊑ p"]),
        ("assb:p owl:inverseOf assb:q .", ["p = q⁻"]),
        ("assb:p a owl:SymmetricProperty .", ["p⁻ ⊑ p"]),
        ("assb:p a owl:TransitiveProperty .", ["p ∘ p ⊑ p"]),
        ("assb:r owl:propertyChainAxiom ( assb:p assb:q ) .", ["p ∘ q ⊑ r"]),
        ("assb:r owl:propertyChainAxiom ( assb:p assb:q assb:p ) .", ["p ∘ q ∘ p ⊑ r"]),
        (
            "assb:r owl:propertyChainAxiom ( assb:p assb:q ) , ( assb:q assb:p ) .",
            ["p ∘ q ⊑ r", "q ∘ p ⊑ r"],
        ),
        ("assb:p rdfs:domain assb:A .", ["domain(p) ⊑ A"]),
        ("assb:p rdfs:range assb:A .", ["range(p) ⊑ A"]),
        ("assb:d rdfs:domain assb:A .", ["domain(d) ⊑ A"]),
        (f"assb:p rdfs:range {BOTH} .", ["range(p) ⊑ (B ⊓ C)"]),
        ("assb:B owl:disjointWith assb:A .", ["A ⊓ B ⊑ ⊥"]),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( assb:C assb:B assb:A ) .",
            ["A ⊓ B ⊑ ⊥", "A ⊓ C ⊑ ⊥", "B ⊓ C ⊑ ⊥"],
        ),
        (
            "kg:x a owl:AllDisjointClasses ; owl:members ( assb:A assb:B ) .",
            ["A ⊓ B ⊑ ⊥"],
        ),
    ],
)
def test_a_supported_axiom_is_read_and_not_reported(turtle: str, expected: list[str]) -> None:
    assert (expected, ()) == (read_as(turtle), read(turtle).unsupported)


@pytest.mark.parametrize(
    "turtle",
    [
        "",
        'assb:A rdfs:label "a" ; rdfs:comment "b" ; owl:deprecated true .',
        '<https://w3id.org/assbkg/ontology> a owl:Ontology ; owl:versionInfo "1" ; '
        "owl:imports <https://example.org/x> ; owl:versionIRI <https://example.org/1> .",
        "kg:a a owl:NamedIndividual , assb:A , owl:Thing ; assb:p kg:b ; assb:d 1 .",
        "assb:d rdfs:range xsd:decimal . assb:e rdfs:range rdfs:Literal .",
        "assb:n rdfs:subPropertyOf assb:m ; rdfs:domain assb:A ; rdfs:range assb:B .",
        "[] a owl:Axiom ; owl:annotatedSource assb:A ; owl:annotatedProperty rdfs:subClassOf ; "
        'owl:annotatedTarget assb:B ; rdfs:comment "why" .',
    ],
)
def test_what_derives_no_link_is_neither_read_nor_reported(turtle: str) -> None:
    assert ([], ()) == (read_as(turtle), read(turtle).unsupported)


def test_an_axiom_that_stands_twice_is_read_once() -> None:
    assert ["A ⊑ B"] == read_as("assb:A rdfs:subClassOf assb:B . assb:A rdfs:subClassOf assb:B .")


def test_axioms_come_sorted_whatever_the_order_of_the_triples() -> None:
    one = read_as("assb:C rdfs:subClassOf assb:A . assb:A rdfs:subClassOf assb:B .")
    other = read_as("assb:A rdfs:subClassOf assb:B . assb:C rdfs:subClassOf assb:A .")
    assert ["A ⊑ B", "C ⊑ A"] == one == other


def test_an_individual_with_quotes_in_its_iri_is_no_literal() -> None:
    value = "[ owl:onProperty assb:p ; owl:hasValue <https://e.org/%22x%22> ]"
    assert ["∃p.{https://e.org/%22x%22} ⊑ A"] == read_as(f"{value} rdfs:subClassOf assb:A .")


# ── what is reported ──────────────────────────────────────────────────────────

RESTRICTION: Final = "[ a owl:Restriction ; owl:onProperty assb:p ; {} ]"
EXPRESSIONS: Final = {
    "owl:unionOf": "[ a owl:Class ; owl:unionOf ( assb:B assb:C ) ]",
    "owl:complementOf": "[ a owl:Class ; owl:complementOf assb:B ]",
    "owl:oneOf": "[ a owl:Class ; owl:oneOf ( kg:a kg:b ) ]",
    "owl:allValuesFrom": RESTRICTION.format("owl:allValuesFrom assb:B"),
    "owl:hasSelf": RESTRICTION.format("owl:hasSelf true"),
    "owl:minCardinality": RESTRICTION.format("owl:minCardinality 1"),
    "owl:maxCardinality": RESTRICTION.format("owl:maxCardinality 1"),
    "owl:cardinality": RESTRICTION.format("owl:cardinality 1"),
    "owl:minQualifiedCardinality": RESTRICTION.format(
        "owl:minQualifiedCardinality 1 ; owl:onClass assb:B"
    ),
    "owl:maxQualifiedCardinality": RESTRICTION.format(
        "owl:maxQualifiedCardinality 1 ; owl:onClass assb:B"
    ),
    "owl:qualifiedCardinality": RESTRICTION.format(
        "owl:qualifiedCardinality 1 ; owl:onClass assb:B"
    ),
    "owl:onProperties": "[ owl:onProperties ( assb:p assb:q ) ; owl:someValuesFrom assb:B ]",
    "owl:withRestrictions": "[ a rdfs:Datatype ; owl:onDatatype xsd:decimal ; "
    "owl:withRestrictions ( [ xsd:minInclusive 1 ] ) ]",
    "owl:datatypeComplementOf": "[ a rdfs:Datatype ; owl:datatypeComplementOf xsd:decimal ]",
    "owl:inverseOf": "[ owl:onProperty [ owl:inverseOf assb:p ] ; owl:someValuesFrom assb:B ]",
    "owl:hasValue": "[ owl:onProperty [ owl:inverseOf assb:p ] ; owl:hasValue kg:a ]",
    "owl:Nothing": RESTRICTION.format("owl:someValuesFrom owl:Nothing"),
    "xsd:decimal": RESTRICTION.format("owl:someValuesFrom xsd:decimal"),
    "owl:topObjectProperty": "[ owl:onProperty owl:topObjectProperty ; owl:hasValue kg:a ]",
    "d is a data property": "[ owl:onProperty assb:d ; owl:someValuesFrom assb:B ]",
    "n is an annotation property": "[ owl:onProperty assb:n ; owl:someValuesFrom assb:B ]",
    # constructs beside ones that are read
    "owl:allValuesFrom C; owl:onProperty p; owl:someValuesFrom B": "[ owl:onProperty assb:p ; "
    "owl:someValuesFrom assb:B ; owl:allValuesFrom assb:C ]",
    "owl:someValuesFrom B; owl:someValuesFrom C": RESTRICTION.format(
        "owl:someValuesFrom assb:B , assb:C"
    ),
    "owl:onProperty p; owl:onProperty q": "[ owl:onProperty assb:p , assb:q ; "
    "owl:someValuesFrom assb:B ]",
    "owl:hasValue kg:a; owl:onProperty p; owl:someValuesFrom B": RESTRICTION.format(
        "owl:hasValue kg:a ; owl:someValuesFrom assb:B"
    ),
    "owl:intersectionOf ( B C ); owl:unionOf ( B C )": "[ owl:intersectionOf ( assb:B assb:C ) ; "
    "owl:unionOf ( assb:B assb:C ) ]",
    # parts that are missing
    "[a owl:Class]": "[ a owl:Class ]",
    "[owl:someValuesFrom B]": "[ owl:someValuesFrom assb:B ]",
    "[a owl:Restriction; owl:onProperty p]": "[ a owl:Restriction ; owl:onProperty assb:p ]",
    "owl:intersectionOf rdf:nil": "[ owl:intersectionOf () ]",
    # literals where individuals belong
    'owl:hasValue "1"': RESTRICTION.format('owl:hasValue "1"'),
}
PLACES: Final = {
    "A: rdfs:subClassOf": "assb:A rdfs:subClassOf {} .",
    "rdfs:subClassOf A": "{} rdfs:subClassOf assb:A .",
    "A: owl:equivalentClass": "assb:A owl:equivalentClass {} .",
    "owl:equivalentClass A": "{} owl:equivalentClass assb:A .",
    "A: owl:disjointWith": "assb:A owl:disjointWith {} .",
    "p: rdfs:domain": "assb:p rdfs:domain {} .",
    "p: rdfs:range": "assb:p rdfs:range {} .",
    "d: rdfs:domain": "assb:d rdfs:domain {} .",
    "A: rdfs:subClassOf [a owl:Class; owl:intersectionOf ( B": "assb:A rdfs:subClassOf "
    "[ a owl:Class ; owl:intersectionOf ( assb:B {} ) ] .",
    "; owl:someValuesFrom [a owl:Class; owl:intersectionOf ( C": "[ owl:onProperty assb:q ; "
    "owl:someValuesFrom [ a owl:Class ; owl:intersectionOf ( assb:C {} ) ] ] "
    "rdfs:subClassOf assb:A .",
    "owl:AllDisjointClasses; owl:members ( A": "[] a owl:AllDisjointClasses ; "
    "owl:members ( assb:A {} ) .",
    "A: owl:disjointUnionOf": "assb:A owl:disjointUnionOf ( assb:B {} ) .",
    "kg:a: ": "kg:a a {} .",
}
UNREAD_PLACES: Final = ("A: owl:disjointUnionOf", "kg:a: ")


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("what", EXPRESSIONS)
def test_an_expression_that_no_rule_expresses_is_reported_where_it_stands(
    where: str, what: str
) -> None:
    turtle = PLACES[where].format(EXPRESSIONS[what])
    # What no rule expresses whatever stands in it is reported without a look inside.
    names = (where,) if where in UNREAD_PLACES else (where, what)
    assert reported(turtle, *names), read(turtle).unsupported


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("what", EXPRESSIONS)
def test_an_expression_that_no_rule_expresses_becomes_no_axiom(where: str, what: str) -> None:
    assert [] == read_as(PLACES[where].format(EXPRESSIONS[what]))


INVERSE: Final = "[ owl:inverseOf assb:q ]"


@pytest.mark.parametrize(
    ("turtle", "where"),
    [
        (f"assb:p rdfs:subPropertyOf {INVERSE} .", "p: rdfs:subPropertyOf"),
        (f"{INVERSE} rdfs:subPropertyOf assb:p .", "rdfs:subPropertyOf p"),
        (f"assb:p owl:equivalentProperty {INVERSE} .", "p: owl:equivalentProperty"),
        (f"assb:p owl:inverseOf {INVERSE} .", "p: owl:inverseOf"),
        (f"assb:p owl:propertyChainAxiom ( {INVERSE} assb:r ) .", "p: owl:propertyChainAxiom"),
        (f"assb:p owl:propertyChainAxiom ( assb:r {INVERSE} ) .", "p: owl:propertyChainAxiom"),
        (f"{INVERSE} owl:propertyChainAxiom ( assb:p assb:r ) .", "owl:propertyChainAxiom ( p r )"),
        (f"{INVERSE} rdfs:domain assb:A .", "rdfs:domain A"),
        (f"{INVERSE} rdfs:range assb:A .", "rdfs:range A"),
        ("[ owl:inverseOf assb:q ] a owl:TransitiveProperty .", "owl:TransitiveProperty"),
        ("[ owl:inverseOf assb:q ] a owl:SymmetricProperty .", "owl:SymmetricProperty"),
        ("[ owl:inverseOf assb:q ] a owl:FunctionalProperty .", "owl:FunctionalProperty"),
        (f"assb:p owl:propertyDisjointWith {INVERSE} .", "p: owl:propertyDisjointWith"),
    ],
)
def test_an_inverse_without_a_name_is_reported_where_it_stands(turtle: str, where: str) -> None:
    assert reported(turtle, where), read(turtle).unsupported
    assert reported(turtle, "owl:inverseOf"), read(turtle).unsupported


@pytest.mark.parametrize(
    "kind",
    [
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "AsymmetricProperty",
        "IrreflexiveProperty",
        "ReflexiveProperty",
    ],
)
def test_a_kind_of_property_that_no_rule_expresses_is_reported(kind: str) -> None:
    assert (f"p: owl:{kind}",) == read(f"assb:p a owl:{kind} .").unsupported


@pytest.mark.parametrize(
    ("turtle", "names"),
    [
        ("assb:A owl:unionOf ( assb:B assb:C ) .", ("A: owl:unionOf",)),
        ("assb:A owl:intersectionOf ( assb:B assb:C ) .", ("A: owl:intersectionOf",)),
        ("assb:A owl:oneOf ( kg:a ) .", ("A: owl:oneOf",)),
        ("assb:A owl:complementOf assb:B .", ("A: owl:complementOf",)),
        ("assb:A owl:disjointUnionOf ( assb:B assb:C ) .", ("A: owl:disjointUnionOf",)),
        ("assb:A owl:hasKey ( assb:p ) .", ("A: owl:hasKey",)),
        ("assb:p owl:propertyDisjointWith assb:q .", ("p: owl:propertyDisjointWith",)),
        (
            "[] a owl:AllDisjointProperties ; owl:members ( assb:p assb:q ) .",
            ("owl:AllDisjointProperties", "( p q )"),
        ),
        ("kg:a owl:sameAs kg:b .", ("kg:a: owl:sameAs",)),
        ("kg:a owl:differentFrom kg:b .", ("kg:a: owl:differentFrom",)),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( kg:a kg:b ) .", ("AllDifferent", "kg:a")),
        ("[] a owl:AllDifferent ; owl:members ( kg:a kg:b ) .", ("AllDifferent", "kg:a")),
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual kg:a ; "
            "owl:assertionProperty assb:p ; owl:targetIndividual kg:b .",
            ("owl:NegativePropertyAssertion", "kg:a", "p", "kg:b"),
        ),
        ("kg:a a owl:Nothing .", ("kg:a: owl:Nothing",)),
        ("assb:A rdfs:subClassOf owl:Nothing .", ("A: rdfs:subClassOf owl:Nothing",)),
        ("assb:A owl:disjointWith owl:Thing .", ("A: owl:disjointWith owl:Thing",)),
        ("assb:p rdfs:subPropertyOf assb:d .", ("p: rdfs:subPropertyOf", "data property")),
        ("assb:p rdfs:subPropertyOf rdf:type .", ("p: rdfs:subPropertyOf rdf:type",)),
        ("assb:p rdfs:subPropertyOf rdfs:subClassOf .", ("p: rdfs:subPropertyOf",)),
        ("assb:d owl:inverseOf assb:p .", ("d: owl:inverseOf", "data property")),
        ("assb:d a owl:TransitiveProperty .", ("d: rdf:type owl:Trans", "data property")),
        ("assb:p owl:propertyChainAxiom ( assb:q assb:d ) .", ("( q d )", "data property")),
        ("assb:p owl:propertyChainAxiom () .", ("p: owl:propertyChainAxiom", "empty chain")),
        ("assb:p rdfs:range xsd:decimal .", ("p: rdfs:range xsd:decimal",)),
        ("assb:t a rdfs:Datatype . assb:d rdfs:range assb:t .", ("d: rdfs:range t",)),
        ("assb:t a rdfs:Datatype . assb:p rdfs:range assb:t .", ("p: rdfs:range t", "datatype")),
        ("assb:t a rdfs:Datatype ; owl:equivalentClass xsd:decimal .", ("t: owl:equivalentClass",)),
        ("[] a owl:AllDisjointClasses .", ("owl:AllDisjointClasses", "0 lists")),
        (
            "[] a owl:AllDisjointClasses ; owl:members ( assb:A ) , ( assb:B assb:C ) .",
            ("owl:AllDisjointClasses", "2 lists"),
        ),
        (
            "[] a owl:Restriction ; owl:onProperty assb:p ; owl:allValuesFrom assb:A .",
            ("owl:allValuesFrom",),
        ),
        ("[] a <http://www.w3.org/2003/11/swrl#Imp> .", ("swrl#Imp",)),
        ('assb:A rdfs:subClassOf "B" .', ('A: rdfs:subClassOf "B"',)),
    ],
)
def test_an_axiom_that_no_rule_expresses_is_reported(turtle: str, names: tuple[str, ...]) -> None:
    assert reported(turtle, *names), read(turtle).unsupported


def test_one_bad_member_reports_the_axiom_and_leaves_others_alone() -> None:
    turtle = "assb:A rdfs:subClassOf assb:B , [ owl:complementOf assb:C ] ."
    assert ["A ⊑ B"] == read_as(turtle)
    assert reported(turtle, "A: rdfs:subClassOf [owl:complementOf C]")


def test_an_expression_used_twice_is_reported_at_both_places() -> None:
    turtle = "assb:A rdfs:subClassOf _:x . assb:B rdfs:subClassOf _:x . _:x owl:oneOf ( kg:a ) ."
    assert reported(turtle, "A: rdfs:subClassOf")
    assert reported(turtle, "B: rdfs:subClassOf")


def test_no_report_shows_the_made_up_iri_of_a_blank_node() -> None:
    turtles = (PLACES[p].format(EXPRESSIONS[e]) for p, e in product(PLACES, EXPRESSIONS))
    assert [] == [r for t in turtles for r in read(t).unsupported if "genid" in r]


# ── the whole vocabulary ──────────────────────────────────────────────────────

#: The terms of OWL 2 (Structural Specification, table 3) that name kinds of things.
KINDS: Final = (
    *("AllDifferent", "AllDisjointClasses", "AllDisjointProperties", "Annotation"),
    *("AnnotationProperty", "AsymmetricProperty", "Axiom", "Class", "DataRange"),
    *("DatatypeProperty", "DeprecatedClass", "DeprecatedProperty", "FunctionalProperty"),
    *("InverseFunctionalProperty", "IrreflexiveProperty", "NamedIndividual"),
    *("NegativePropertyAssertion", "Nothing", "ObjectProperty", "Ontology", "OntologyProperty"),
    *("ReflexiveProperty", "Restriction", "SymmetricProperty", "Thing", "TransitiveProperty"),
)
LINKS: Final = (
    *("allValuesFrom", "annotatedProperty", "annotatedSource", "annotatedTarget"),
    *("assertionProperty", "backwardCompatibleWith", "bottomDataProperty"),
    *("bottomObjectProperty", "cardinality", "complementOf", "datatypeComplementOf"),
    *("deprecated", "differentFrom", "disjointUnionOf", "disjointWith", "distinctMembers"),
    *("equivalentClass", "equivalentProperty", "hasKey", "hasSelf", "hasValue", "imports"),
    *("incompatibleWith", "intersectionOf", "inverseOf", "maxCardinality"),
    *("maxQualifiedCardinality", "members", "minCardinality", "minQualifiedCardinality"),
    *("onClass", "onDataRange", "onDatatype", "onProperties", "onProperty", "oneOf"),
    *("priorVersion", "propertyDisjointWith", "qualifiedCardinality", "sameAs"),
    *("someValuesFrom", "sourceIndividual", "targetIndividual", "targetValue"),
    *("topDataProperty", "topObjectProperty", "unionOf", "versionIRI", "versionInfo"),
    "withRestrictions",
)
#: Those that declare, describe or annotate, and so derive nothing.
HARMLESS: Final = {
    *("Annotation", "AnnotationProperty", "Axiom", "Class", "DatatypeProperty"),
    *("DeprecatedClass", "DeprecatedProperty", "NamedIndividual", "ObjectProperty", "Ontology"),
    *("OntologyProperty", "Restriction", "Thing"),
    *("annotatedProperty", "annotatedSource", "annotatedTarget", "backwardCompatibleWith"),
    *("deprecated", "imports", "incompatibleWith", "priorVersion", "versionIRI", "versionInfo"),
}


@pytest.mark.parametrize(
    "turtle",
    [f"kg:a a owl:{k} ." for k in KINDS if k not in HARMLESS]
    + [f"kg:a owl:{p} kg:b ." for p in LINKS if p not in HARMLESS]
    + [f"[] owl:{p} kg:b ." for p in LINKS if p not in HARMLESS]
    + [f"[] a owl:Class ; owl:{p} kg:b ." for p in LINKS if p not in HARMLESS],
)
def test_every_term_of_owl_that_can_state_something_is_read_or_reported(turtle: str) -> None:
    assert read_as(turtle) or read(turtle).unsupported


# ── malformed lists ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "list_",
    [
        "_:l . _:l rdf:first assb:p",
        "_:l . _:l rdf:rest rdf:nil",
        "_:l . _:l rdf:first assb:p , assb:q ; rdf:rest rdf:nil",
        "_:l . _:l rdf:first assb:p ; rdf:rest rdf:nil , _:m . _:m rdf:first assb:q ; rdf:rest ()",
        "kg:l . kg:l rdf:first assb:p ; rdf:rest kg:l",
        '"p q"',
        "assb:q",
    ],
)
def test_a_malformed_list_is_refused(list_: str) -> None:
    with pytest.raises(OntologyError, match="list is malformed"):
        read(f"assb:p owl:propertyChainAxiom {list_} .")
