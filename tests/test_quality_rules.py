"""Every quality rule finds the fault that it is for, and leaves a good ontology alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

FOLDER: Final = Path(__file__).parents[1] / "queries" / "quality"
SUFFIX: Final = "-violation.rq"
GENID: Final = "https://w3id.org/assbkg/.well-known/genid/"
ONTOLOGY_GRAPH: Final = ox.NamedNode("https://w3id.org/assbkg/graph/ontology")
ASSERTED_GRAPH: Final = ox.NamedNode("https://w3id.org/assbkg/graph/asserted")
REQUIRED: Final = {"summary", "question", "columns", "severity", "source"}
NAMESPACES: Final = {
    "assb": "https://w3id.org/assbkg/ontology#",
    "kg": "https://w3id.org/assbkg/id/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TURTLE_PREFIXES: Final = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in NAMESPACES.items())
ONTOLOGY: Final = "https://w3id.org/assbkg/ontology"


@dataclass(frozen=True)
class Case:
    """One fault.

    `add` is Turtle put behind the good ontology, `drop` text cut out of it, `data` Turtle put
    behind the good data. `flags` holds what the rule must name in its first column, and
    nothing else: CURIEs or IRIs.
    """

    flags: frozenset[str]
    add: str = ""
    drop: str = ""
    data: str = ""


def _case(flags: str, add: str = "", *, drop: str = "", data: str = "") -> Case:
    return Case(frozenset(flags.split()), add, drop, data)


def _term(name: str, kind: str, more: str = "") -> str:
    """A term that is complete but for the fault that a case gives it."""
    local = name.partition(":")[2]
    return f"""
{name} a {kind} ;
    rdfs:label "term {local}"@en ;
    skos:definition "What the word {local} stands for."@en ;
    {more}
    dcterms:source kg:paper.s001 .
"""


def _class(name: str, more: str = "rdfs:subClassOf assb:Mechanism ;") -> str:
    return _term(name, "owl:Class", more)


def _link(
    name: str, more: str = "", *, domain: str = "assb:Mechanism", range_: str = "assb:Mechanism"
) -> str:
    return _term(
        name, "owl:ObjectProperty", f"rdfs:domain {domain} ; rdfs:range {range_} ;\n    {more}"
    )


#: No rule finds anything here. It holds near misses on purpose: a deprecated class without a
#: superclass, a chain whose last link is the property itself, an annotation property without
#: domain, an individual that only the data types, a class that is used only as a range.
GOOD: Final = """
<https://w3id.org/assbkg/ontology> a owl:Ontology ;
    dcterms:title "A small ontology"@en ;
    dcterms:description "Enough to try every rule on."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:creator "The authors" ;
    dcterms:created "2026-01-01"^^xsd:date ;
    owl:versionIRI <https://w3id.org/assbkg/ontology/1.0.0> ;
    owl:versionInfo "1.0.0" ;
    vann:preferredNamespacePrefix "assb" ;
    vann:preferredNamespaceUri "https://w3id.org/assbkg/ontology#" ;
    owl:imports <https://w3id.org/assbkg/ontology/core> .

<https://w3id.org/assbkg/ontology/core> a owl:Ontology ;
    dcterms:title "A module"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    owl:versionIRI <https://w3id.org/assbkg/ontology/1.0.0/core> ;
    owl:versionInfo "1.0.0" .

dcterms:title a owl:AnnotationProperty .
dcterms:description a owl:AnnotationProperty .
dcterms:license a owl:AnnotationProperty .
dcterms:creator a owl:AnnotationProperty .
dcterms:created a owl:AnnotationProperty .
dcterms:source a owl:AnnotationProperty .
dcterms:isReplacedBy a owl:AnnotationProperty .
vann:preferredNamespacePrefix a owl:AnnotationProperty .
vann:preferredNamespaceUri a owl:AnnotationProperty .
skos:definition a owl:AnnotationProperty .
skos:altLabel a owl:AnnotationProperty .

assb:System a owl:Class ;
    rdfs:label "system"@en ;
    skos:definition "A combination of materials."@en ;
    skos:altLabel "material system"@en ;
    dcterms:source kg:paper.s001 .

assb:Strategy a owl:Class ;
    rdfs:label "strategy"@en ;
    skos:definition "A design choice."@en ;
    dcterms:source kg:paper.s001 .

assb:Mechanism a owl:Class ;
    rdfs:label "mechanism"@en ;
    skos:definition "How a choice acts."@en ;
    dcterms:source kg:paper.s001 .

assb:Buffering a owl:Class ; rdfs:subClassOf assb:Mechanism ;
    rdfs:label "buffering"@en ;
    skos:definition "A mechanism that takes up swelling."@en ;
    dcterms:source kg:paper.s001 .

assb:Bottleneck a owl:Class ;
    rdfs:label "bottleneck"@en ;
    skos:definition "What holds a battery back, or makes it dear."@en ;
    dcterms:source kg:paper.s001 .

assb:Sentence a owl:Class ;
    rdfs:label "sentence"@en ;
    skos:definition "A place in a source."@en ;
    dcterms:source kg:paper.s001 .

assb:Tactic a owl:Class ;
    rdfs:label "tactic"@en ;
    skos:definition "An older word for a strategy."@en ;
    owl:deprecated true ;
    dcterms:isReplacedBy assb:Strategy ;
    dcterms:source kg:paper.s001 .

assb:BufferedSystem a owl:Class ; rdfs:subClassOf assb:System ;
    rdfs:label "buffered system"@en ;
    skos:definition "A system with a strategy that operates through buffering."@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( assb:System
        [ a owl:Restriction ; owl:onProperty assb:employs ; owl:someValuesFrom
          [ a owl:Restriction ; owl:onProperty assb:operatesThrough ;
            owl:someValuesFrom assb:Buffering ] ] ) ] ;
    dcterms:source kg:paper.s001 .

assb:AcidFreeSystem a owl:Class ; rdfs:subClassOf assb:System ;
    rdfs:label "acid-free system"@en ;
    skos:definition "A system that stands beside hydrofluoric acid."@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( assb:System
        [ a owl:Restriction ; owl:onProperty assb:comparedWith ; owl:hasValue kg:acid ] ) ] ;
    dcterms:source kg:paper.s001 .

[] a owl:AllDisjointClasses ;
    owl:members ( assb:System assb:Strategy assb:Mechanism assb:Bottleneck ) .
[] a owl:AllDisjointClasses ;
    owl:members ( assb:System assb:Strategy assb:Mechanism assb:Sentence ) .
assb:Sentence owl:disjointWith assb:Bottleneck .

assb:comparedWith a owl:ObjectProperty , owl:SymmetricProperty ;
    rdfs:label "compared with"@en ;
    skos:definition "Links two systems set side by side."@en ;
    rdfs:domain assb:System ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:outperforms a owl:ObjectProperty ; rdfs:subPropertyOf assb:comparedWith ;
    rdfs:label "outperforms"@en ;
    skos:definition "Links a system to one that it surpasses."@en ;
    rdfs:domain assb:BufferedSystem ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:employs a owl:ObjectProperty ;
    rdfs:label "employs"@en ;
    skos:definition "Links a system to a choice made in it."@en ;
    rdfs:domain assb:System ; rdfs:range assb:Strategy ;
    owl:inverseOf assb:employedBy ;
    dcterms:source kg:paper.s001 .

assb:employedBy a owl:ObjectProperty ;
    rdfs:label "employed by"@en ;
    skos:definition "Links a choice to the system in which it is made."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:operatesThrough a owl:ObjectProperty ;
    rdfs:label "operates through"@en ;
    skos:definition "Links a choice to how it acts."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:Mechanism ;
    owl:propertyChainAxiom ( assb:operatesThrough assb:leadsTo ) ;
    dcterms:source kg:paper.s001 .

assb:leadsTo a owl:ObjectProperty , owl:TransitiveProperty ;
    rdfs:label "leads to"@en ;
    skos:definition "Links a mechanism to one that it brings about."@en ;
    rdfs:domain assb:Mechanism ; rdfs:range assb:Mechanism ;
    dcterms:source kg:paper.s001 .

assb:mitigates a owl:ObjectProperty ;
    rdfs:label "mitigates"@en ;
    skos:definition "Links a mechanism to a bottleneck that it lessens."@en ;
    rdfs:domain assb:Mechanism ; rdfs:range assb:Bottleneck ;
    owl:propertyChainAxiom ( assb:leadsTo assb:mitigates ) ;
    dcterms:source kg:paper.s001 .

assb:addresses a owl:ObjectProperty ;
    rdfs:label "addresses"@en ;
    skos:definition "Links a choice to a bottleneck that it is made against."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:Bottleneck ;
    owl:propertyChainAxiom ( assb:operatesThrough assb:mitigates ) ;
    dcterms:source kg:paper.s001 .

assb:said a owl:ObjectProperty , owl:FunctionalProperty ;
    rdfs:label "said"@en ;
    skos:definition "Links a bottleneck to where it is told."@en ;
    rdfs:domain assb:Bottleneck ; rdfs:range assb:Sentence ;
    dcterms:source kg:paper.s001 .

assb:weight a owl:DatatypeProperty , owl:FunctionalProperty ;
    rdfs:label "weight"@en ;
    skos:definition "How much a bottleneck counts."@en ;
    rdfs:domain assb:Bottleneck ; rdfs:range xsd:decimal ;
    dcterms:source kg:paper.s001 .

assb:remark a owl:AnnotationProperty ;
    rdfs:label "remark"@en ;
    skos:definition "What a curator adds."@en ;
    dcterms:source kg:paper.s001 .

assb:claimProperty a owl:AnnotationProperty ;
    rdfs:label "claim property"@en ;
    skos:definition "Points from a claim to the property of its link."@en ;
    dcterms:source kg:paper.s001 .

kg:volume-expansion a owl:NamedIndividual , assb:Bottleneck ;
    rdfs:label "volume expansion"@en ;
    skos:definition "The swelling of active matter."@en ;
    assb:weight 2 ;
    dcterms:source kg:paper.s001 .

assb:Swelling a owl:NamedIndividual , assb:Bottleneck ;
    rdfs:label "swelling"@en ;
    skos:definition "The growth of a body, or how much it grows."@en ;
    dcterms:source kg:paper.s001 .
"""

#: What the curated tables add: individuals that need neither definition nor source.
DATA: Final = """
kg:paper.s001 a assb:Sentence .
kg:acid a assb:System .
kg:si a assb:System ; assb:employs kg:si.void ; assb:remark " a note " ; assb:weight 2.5 .
kg:si.void a assb:Strategy ; assb:operatesThrough kg:si.buffering .
kg:si.buffering a assb:Buffering ; assb:mitigates kg:volume-expansion .
kg:volume-expansion assb:said kg:paper.s001 .
kg:c1 assb:claimProperty assb:outperforms .
"""

CASES: Final[dict[str, tuple[Case, ...]]] = {
    # ── labels, definitions, sources ──────────────────────────────────────────
    "missing-label": (
        _case("assb:Mechanism", drop='rdfs:label "mechanism"@en ;'),
        _case("kg:volume-expansion", drop='rdfs:label "volume expansion"@en ;'),
        _case("assb:remark", drop='rdfs:label "remark"@en ;'),
    ),
    "duplicate-label": (
        _case(
            "assb:Mechanism",
            'assb:Way a owl:Class ; rdfs:label "Mechanism"@en .',
        ),
    ),
    "multiple-labels": (_case("assb:Mechanism", 'assb:Mechanism rdfs:label "way of acting"@en .'),),
    "label-whitespace": (
        _case("assb:Way", 'assb:Way rdfs:label "way "@en .'),
        _case("kg:way", 'kg:way rdfs:label "\\tway"@en .'),
    ),
    "label-formatting": (
        _case("assb:Way", 'assb:Way rdfs:label "way  out"@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "way\\nout"@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "way\\tout"@en .'),
    ),
    "annotation-whitespace": (
        _case("assb:Way", 'assb:Way skos:definition " A way."@en .'),
        _case("assb:Way", 'assb:Way skos:altLabel "path "@en .'),
        _case(ONTOLOGY, f'<{ONTOLOGY}> dcterms:description "Much.\\n"@en .'),
    ),
    "missing-definition": (
        _case("assb:Mechanism", drop='skos:definition "How a choice acts."@en ;'),
        _case(
            "assb:Swelling",
            drop='skos:definition "The growth of a body, or how much it grows."@en ;',
        ),
    ),
    "duplicate-definition": (
        _case("assb:Mechanism", 'assb:Way skos:definition "How a CHOICE acts."@en .'),
    ),
    "multiple-definitions": (
        _case("assb:Mechanism", 'assb:Mechanism skos:definition "A way of acting."@en .'),
    ),
    "definition-without-full-stop": (
        _case("assb:Way", 'assb:Way skos:definition "A way"@en .'),
        _case("assb:Way", 'assb:Way skos:definition "A way. "@en .'),
    ),
    "lowercase-definition": (_case("assb:Way", 'assb:Way skos:definition "a way."@en .'),),
    "definition-equals-label": (
        _case("assb:Way", 'assb:Way rdfs:label "way out"@en ; skos:definition "A way out."@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "Way out"@en ; skos:definition "way out"@en .'),
    ),
    "missing-source": (
        _case("assb:Way", "assb:Way a owl:Class ."),
        _case("kg:way", 'kg:way a owl:NamedIndividual ; dcterms:source "a book" .'),
    ),
    "annotation-language": (
        _case("assb:Way", 'assb:Way rdfs:label "way" .'),
        _case("assb:Way", 'assb:Way skos:definition "Ein Weg."@de .'),
        _case("kg:way", 'kg:way skos:altLabel "path"^^xsd:string .'),
    ),
    "duplicate-synonym": (
        _case("assb:System", 'assb:Way a owl:Class ; skos:altLabel "Material system"@en .'),
    ),
    "synonym-equals-label": (_case("assb:System", 'assb:System skos:altLabel "System"@en .'),),
    "synonym-clash": (_case("assb:System", 'assb:System skos:altLabel "Strategy"@en .'),),
    # ── names ─────────────────────────────────────────────────────────────────
    "polysemous-name": (
        _case("assb:Way", 'assb:Way a owl:Class ; rdfs:label "way and means"@en .'),
        _case("assb:way", 'assb:way a owl:ObjectProperty ; rdfs:label "goes or comes"@en .'),
        _case("kg:way", 'kg:way a owl:NamedIndividual ; rdfs:label "way and/or path"@en .'),
    ),
    "miscellaneous-class": (
        _case("assb:Rest", 'assb:Rest a owl:Class ; rdfs:label "other mechanism"@en .'),
        _case("assb:Rest", 'assb:Rest a owl:Class ; rdfs:label "Miscellaneous"@en .'),
        _case("assb:MechanismOther", "assb:MechanismOther a owl:Class ."),
    ),
    "naming-convention": (
        _case("assb:lowerClass", "assb:lowerClass a owl:Class ."),
        _case("assb:Snake_Class", "assb:Snake_Class a owl:Class ."),
        _case("assb:UpperLink", "assb:UpperLink a owl:ObjectProperty ."),
        _case("assb:has-link", "assb:has-link a owl:DatatypeProperty ."),
        _case("assb:Note", "assb:Note a owl:AnnotationProperty ."),
        _case("assb:thing", "assb:thing a owl:NamedIndividual ."),
        _case("kg:VolumeExpansion", "kg:VolumeExpansion a owl:NamedIndividual ."),
        _case("kg:volume--expansion", "kg:volume--expansion a owl:NamedIndividual ."),
    ),
    "is-a-property": (
        _case("assb:belongs", 'assb:belongs a owl:ObjectProperty ; rdfs:label "is a"@en .'),
        _case("assb:isA", "assb:isA a owl:ObjectProperty ."),
    ),
    # ── declarations ──────────────────────────────────────────────────────────
    "undeclared-term": (
        _case("assb:Way", "assb:Buffering rdfs:subClassOf assb:Way ."),
        _case("assb:way", "kg:volume-expansion assb:way kg:way ."),
        _case("assb:Way", "kg:way a assb:Way ."),
        _case("assb:way", "assb:addresses owl:propertyChainAxiom ( assb:employs assb:way ) ."),
        _case("assb:Way", 'assb:Way rdfs:label "way"@en .'),
    ),
    "undeclared-foreign-property": (_case("skos:note", 'assb:System skos:note "A remark."@en .'),),
    "foreign-term-redefined": (
        _case("sosa:Observation", "sosa:Observation rdfs:subClassOf assb:System ."),
        _case("skos:related", "skos:related rdfs:domain assb:System ."),
    ),
    "builtin-redefined": (
        _case("rdf:type", "rdf:type a owl:AnnotationProperty ."),
        _case("owl:Thing", 'owl:Thing rdfs:label "thing"@en .'),
        _case("rdfs:label", "rdfs:label rdfs:subPropertyOf skos:prefLabel ."),
        _case("xsd:decimal", "xsd:decimal a rdfs:Datatype ."),
    ),
    "kind-clash": (
        _case("assb:employs", "assb:employs a owl:DatatypeProperty ."),
        _case("assb:System", "assb:System a owl:NamedIndividual ."),
        _case("assb:remark", "assb:remark a owl:ObjectProperty ."),
    ),
    "untyped-individual": (
        _case("kg:way", "kg:way a owl:NamedIndividual ."),
        _case("kg:way", 'kg:way rdfs:label "way"@en .'),
        _case("assb:Way", "assb:Way a owl:NamedIndividual , sosa:Observation ."),
    ),
    # ── hierarchy ─────────────────────────────────────────────────────────────
    "class-cycle": (
        _case("assb:Mechanism assb:Buffering", "assb:Mechanism rdfs:subClassOf assb:Buffering ."),
        _case(
            "assb:A assb:B assb:C",
            "assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:C ."
            " assb:C rdfs:subClassOf assb:A .",
        ),
    ),
    "property-cycle": (
        _case(
            "assb:outperforms assb:comparedWith",
            "assb:comparedWith rdfs:subPropertyOf assb:outperforms .",
        ),
    ),
    "subsumed-by-itself": (
        _case("assb:System", "assb:System rdfs:subClassOf assb:System ."),
        _case("assb:employs", "assb:employs rdfs:subPropertyOf assb:employs ."),
    ),
    "equivalent-to-itself": (
        _case("assb:System", "assb:System owl:equivalentClass assb:System ."),
        _case("assb:employs", "assb:employs owl:equivalentProperty assb:employs ."),
    ),
    "equivalent-pair": (_case("assb:System", "assb:System owl:equivalentClass assb:Strategy ."),),
    "recursive-definition": (
        _case(
            "assb:Way",
            "assb:Way owl:equivalentClass [ owl:intersectionOf ( assb:System assb:Way ) ] .",
        ),
        _case(
            "assb:Way",
            "assb:Way rdfs:subClassOf [ a owl:Restriction ; owl:onProperty assb:leadsTo ;"
            " owl:someValuesFrom [ owl:unionOf ( assb:Way assb:Mechanism ) ] ] .",
        ),
        _case("assb:Way", "assb:Way owl:unionOf ( assb:Way assb:Mechanism ) ."),
        _case(
            "assb:way",
            "assb:way rdfs:domain [ a owl:Restriction ; owl:onProperty assb:way ;"
            " owl:someValuesFrom assb:System ] .",
        ),
    ),
    "defined-without-genus": (
        _case(
            "assb:Way",
            "assb:Way owl:equivalentClass [ a owl:Restriction ; owl:onProperty assb:employs ;"
            " owl:someValuesFrom assb:Strategy ] .",
        ),
    ),
    "multiple-logical-definitions": (
        _case(
            "assb:BufferedSystem",
            "assb:BufferedSystem owl:equivalentClass"
            " [ owl:intersectionOf ( assb:System assb:AcidFreeSystem ) ] .",
        ),
    ),
    "missing-disjointness": (
        _case("assb:Bottleneck", drop="assb:Sentence owl:disjointWith assb:Bottleneck ."),
        _case(
            "assb:Bottleneck assb:Mechanism assb:Sentence assb:Strategy assb:System",
            _class("assb:Way", "rdfs:subClassOf owl:Thing ;"),
        ),
    ),
    "disjoint-superclasses": (
        _case("assb:Way", _class("assb:Way", "rdfs:subClassOf assb:Buffering , assb:Strategy ;")),
        _case(
            "assb:BufferedSystem",
            "assb:BufferedSystem rdfs:subClassOf assb:Sentence .",
        ),
        _case(
            "assb:Way",
            "assb:Way owl:equivalentClass"
            " [ owl:intersectionOf ( assb:Sentence assb:Bottleneck ) ] .",
        ),
    ),
    "individual-of-disjoint-classes": (
        _case("kg:volume-expansion", "kg:volume-expansion a assb:Buffering ."),
    ),
    "disconnected-class": (
        _case("assb:Way", _class("assb:Way", "")),
        _case(
            "assb:Way",
            _class("assb:Way", "rdfs:subClassOf owl:Thing ; owl:disjointWith assb:System ;")
            + "[] a owl:AllDisjointClasses ; owl:members ( assb:Way assb:Mechanism ) .",
        ),
    ),
    # ── properties ────────────────────────────────────────────────────────────
    "missing-domain": (
        _case("assb:leadsTo", drop="rdfs:domain assb:Mechanism ; rdfs:range assb:Mechanism ;"),
        _case("assb:weight", drop="rdfs:domain assb:Bottleneck ; rdfs:range xsd:decimal ;"),
    ),
    "missing-range": (
        _case("assb:leadsTo", drop="rdfs:domain assb:Mechanism ; rdfs:range assb:Mechanism ;"),
        _case("assb:weight", drop="rdfs:domain assb:Bottleneck ; rdfs:range xsd:decimal ;"),
    ),
    "multiple-domains": (_case("assb:employs", "assb:employs rdfs:domain assb:Strategy ."),),
    "multiple-ranges": (_case("assb:weight", "assb:weight rdfs:range xsd:string ."),),
    "symmetric-domain-range": (_case("assb:employs", "assb:employs a owl:SymmetricProperty ."),),
    "transitive-domain-range": (
        _case("assb:addresses", "assb:addresses a owl:TransitiveProperty ."),
    ),
    "inverse-domain-range": (
        _case(
            "assb:way",
            _link("assb:way", "owl:inverseOf assb:mitigates ;", domain="assb:System"),
        ),
        _case("assb:mitigates", "assb:mitigates owl:inverseOf assb:leadsTo ."),
    ),
    "self-inverse": (_case("assb:leadsTo", "assb:leadsTo owl:inverseOf assb:leadsTo ."),),
    "inverse-of-symmetric": (
        _case("assb:comparedWith", "assb:comparedWith owl:inverseOf assb:outperforms ."),
        _case("assb:comparedWith", "assb:outperforms owl:inverseOf assb:comparedWith ."),
    ),
    "single-property-chain": (
        _case("assb:addresses", "assb:addresses owl:propertyChainAxiom ( assb:said ) ."),
    ),
    "chain-domain-range": (
        _case(
            "assb:way",
            _link(
                "assb:way",
                "owl:propertyChainAxiom ( assb:employs assb:leadsTo ) ;",
                domain="assb:System",
            ),
        ),
        _case(
            "assb:way",
            _link(
                "assb:way",
                "owl:propertyChainAxiom ( assb:employs assb:operatesThrough ) ;",
                domain="assb:Strategy",
            ),
        ),
        _case(
            "assb:way",
            _link(
                "assb:way",
                "owl:propertyChainAxiom ( assb:leadsTo assb:mitigates ) ;",
                range_="assb:System",
            ),
        ),
    ),
    "subproperty-domain-range": (
        _case("assb:way", _link("assb:way", "rdfs:subPropertyOf assb:mitigates ;")),
        _case("assb:said", "assb:said rdfs:subPropertyOf assb:mitigates ."),
    ),
    "chain-characteristic": (
        _case("assb:addresses", "assb:addresses a owl:FunctionalProperty ."),
        _case("assb:leadsTo", "assb:leadsTo a owl:AsymmetricProperty ."),
        _case("assb:leadsTo", "assb:leadsTo a owl:IrreflexiveProperty ."),
        _case(
            "assb:way",
            _link("assb:way", "a owl:InverseFunctionalProperty ; owl:inverseOf assb:leadsTo ;"),
        ),
        _case(
            "assb:way",
            _link("assb:way", "a owl:FunctionalProperty ;")
            + "assb:leadsTo rdfs:subPropertyOf assb:way .",
        ),
        _case(
            "assb:mitigates",
            "assb:Way rdfs:subClassOf"
            " [ a owl:Restriction ; owl:onProperty assb:mitigates ; owl:maxCardinality 1 ] .",
        ),
        _case(
            "assb:leadsTo",
            "assb:Way rdfs:subClassOf [ a owl:Restriction ;"
            " owl:onProperty [ owl:inverseOf assb:leadsTo ] ; owl:hasSelf true ] .",
        ),
        _case("assb:mitigates", "assb:mitigates owl:propertyDisjointWith assb:said ."),
        _case(
            "assb:mitigates",
            "[] a owl:AllDisjointProperties ; owl:members ( assb:said assb:mitigates ) .",
        ),
    ),
    "irregular-chain": (
        _case(
            "assb:mitigates assb:addresses",
            "assb:mitigates owl:propertyChainAxiom ( assb:resultsFrom assb:addresses ) .",
        ),
        _case(
            "assb:employs",
            "assb:employs owl:propertyChainAxiom ( assb:employs assb:employedBy assb:said ) .",
        ),
        _case(
            "assb:addresses",
            "assb:addresses owl:propertyChainAxiom ( assb:said assb:addresses assb:employs ) .",
        ),
        _case(
            "assb:leadsTo",
            "assb:leadsTo owl:propertyChainAxiom ( assb:leadsTo assb:said assb:leadsTo ) .",
        ),
        _case(
            "assb:comparedWith assb:outperforms",
            "assb:comparedWith owl:propertyChainAxiom ( assb:outperforms assb:said ) ."
            " assb:outperforms owl:propertyChainAxiom ( assb:leadsTo assb:way ) ."
            " assb:comparedWith rdfs:subPropertyOf assb:way .",
        ),
    ),
    "value-kind": (
        _case("assb:said", 'kg:volume-expansion assb:said "on page 3" .'),
        _case("assb:weight", "kg:volume-expansion assb:weight kg:way ."),
        _case("assb:weight", 'kg:volume-expansion assb:weight "2" .'),
        _case("assb:weight", data="kg:volume-expansion assb:weight 2e0 ."),
    ),
    # ── deprecation ───────────────────────────────────────────────────────────
    "deprecated-in-use": (
        _case("assb:Tactic", "assb:Strategy rdfs:subClassOf assb:Tactic ."),
        _case("assb:Tactic", data="kg:way a assb:Tactic ."),
        _case(
            "assb:said",
            "assb:said owl:deprecated true ; dcterms:isReplacedBy assb:remark .",
        ),
    ),
    "deprecated-without-replacement": (
        _case("assb:Tactic", drop="dcterms:isReplacedBy assb:Strategy ;"),
        _case("assb:Way", "assb:Way owl:deprecated true ; dcterms:isReplacedBy assb:Path ."),
        _case("assb:Way", "assb:Way owl:deprecated true ; dcterms:isReplacedBy assb:Tactic ."),
    ),
    "replaced-not-deprecated": (
        _case("assb:Tactic", drop="owl:deprecated true ;"),
        _case("assb:System", "assb:System dcterms:isReplacedBy assb:Strategy ."),
    ),
    "deprecated-not-boolean": (
        _case("assb:Way", 'assb:Way owl:deprecated "true" .'),
        _case("assb:Way", "assb:Way owl:deprecated assb:Strategy ."),
    ),
    # ── headers ───────────────────────────────────────────────────────────────
    "missing-ontology-declaration": (
        _case(ONTOLOGY, drop='a owl:Ontology ;\n    dcterms:title "A small ontology"@en ;'),
    ),
    "incomplete-header": tuple(
        _case(ONTOLOGY, drop=entry)
        for entry in (
            'dcterms:title "A small ontology"@en ;',
            'dcterms:description "Enough to try every rule on."@en ;',
            'dcterms:creator "The authors" ;',
            'dcterms:created "2026-01-01"^^xsd:date ;',
            f"owl:versionIRI <{ONTOLOGY}/1.0.0> ;",
            'vann:preferredNamespacePrefix "assb" ;',
            f'vann:preferredNamespaceUri "{ONTOLOGY}#" ;',
        )
    ),
    "incomplete-module-header": (
        _case(f"{ONTOLOGY}/core", drop='dcterms:title "A module"@en ;'),
        _case(f"{ONTOLOGY}/core", drop=f"owl:versionIRI <{ONTOLOGY}/1.0.0/core> ;"),
        _case(f"{ONTOLOGY}/way", f"<{ONTOLOGY}/way> a owl:Ontology ."),
    ),
    "missing-import": (_case(ONTOLOGY, f"<{ONTOLOGY}> owl:imports <{ONTOLOGY}/nowhere> ."),),
    "version-mismatch": (
        _case(
            f"{ONTOLOGY}/way",
            f'<{ONTOLOGY}/way> a owl:Ontology ; owl:versionInfo "0.9.0" ;'
            f" owl:versionIRI <{ONTOLOGY}/0.9.0/way> .",
        ),
        _case(
            f"{ONTOLOGY}/way",
            f'<{ONTOLOGY}/way> a owl:Ontology ; owl:versionInfo "1.0.0" ;'
            f" owl:versionIRI <{ONTOLOGY}/1.0.01/way> .",
        ),
    ),
    "iri-file-extension": (
        _case(f"{ONTOLOGY}/way.ttl", f"<{ONTOLOGY}/way.ttl> a owl:Ontology ."),
        _case(f"{ONTOLOGY}/way.OWL", f"<{ONTOLOGY}/way.OWL> a owl:Ontology ."),
    ),
    # ── with the data ─────────────────────────────────────────────────────────
    "unused-property": (
        _case("assb:way", _link("assb:way")),
        _case("assb:way", _term("assb:way", "owl:AnnotationProperty")),
        _case("assb:way", "assb:way a owl:DatatypeProperty ."),
    ),
    "unused-class": (
        _case("assb:Way", _class("assb:Way")),
        _case(
            "assb:Way assb:Path",
            _class("assb:Way") + _class("assb:Path", "rdfs:subClassOf assb:Way ;"),
        ),
    ),
    "dangling-individual": (
        _case("kg:paper.s999", "assb:System dcterms:source kg:paper.s999 ."),
        _case(
            "kg:way",
            "assb:Way rdfs:subClassOf [ owl:onProperty assb:said ; owl:hasValue kg:way ] .",
        ),
    ),
    "undeclared-term-in-data": (
        _case("assb:way", data="kg:si assb:way kg:acid ."),
        _case("assb:Way", data="kg:si a assb:Way ."),
    ),
}


@dataclass(frozen=True)
class Rule:
    """A rule file: its header, as TOML gives it, and the whole text, which is the query."""

    header: dict[str, object]
    query: str


def read_rule(path: Path) -> Rule:
    """Read a rule file; its header stands in the lines that begin with `#+ `."""
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ "))
    return Rule(tomllib.loads(header), text)


RULES: Final = {
    path.name.removesuffix(SUFFIX): read_rule(path) for path in sorted(FOLDER.glob(f"*{SUFFIX}"))
}


def skolemised(quad: ox.Quad) -> ox.Quad:
    """Give blank nodes the IRIs that they have in a released graph."""
    subject, object_ = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(GENID + subject.value)
    if isinstance(object_, ox.BlankNode):
        object_ = ox.NamedNode(GENID + object_.value)
    return ox.Quad(subject, quad.predicate, object_, quad.graph_name)


def store_of(ontology: str, data: str, *, released: bool) -> ox.Store:
    """Load two Turtle texts into their graphs, with blank nodes or, as released, without."""
    store = ox.Store()
    for text, graph in ((ontology, ONTOLOGY_GRAPH), (data, ASSERTED_GRAPH)):
        for triple in ox.parse(TURTLE_PREFIXES + text, format=ox.RdfFormat.TURTLE):
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            store.add(skolemised(quad) if released else quad)
    return store


def solutions(rule: Rule, store: ox.Store) -> ox.QuerySolutions:
    """Run a rule as the release runs it: the default graph is the union of all."""
    found = store.query(rule.query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return found


def named(rule: Rule, store: ox.Store) -> set[str]:
    """What a rule names in its first column."""
    return {solution[0].value for solution in solutions(rule, store)}


def expanded(name: str) -> str:
    """Turn a CURIE of a case into an IRI; an IRI stays."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local if prefix in NAMESPACES else name


def faulty(case: Case) -> str:
    """The good ontology with the fault of a case."""
    if not case.drop:
        return GOOD + case.add
    assert GOOD.count(case.drop) == 1, f"not once in the good ontology: {case.drop}"
    return GOOD.replace(case.drop, "") + case.add


ALL_CASES: Final = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases, start=1)
]


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert set(RULES) == set(CASES)
    assert all(CASES.values())


def test_every_file_in_the_folder_is_named_as_a_violation() -> None:
    strangers = [path.name for path in FOLDER.iterdir() if not path.name.endswith(SUFFIX)]
    assert not strangers


@pytest.mark.parametrize("name", RULES)
def test_a_header_says_what_the_rule_is(name: str) -> None:
    header = RULES[name].header
    assert REQUIRED <= set(header) <= REQUIRED | {"needs"}
    assert header["severity"] in {"error", "warning"}
    assert header.get("needs", "release") == "release"
    assert str(header["question"]).endswith("?")


@pytest.mark.parametrize("name", RULES)
def test_the_columns_of_the_header_are_those_of_the_query(name: str) -> None:
    found = solutions(RULES[name], ox.Store())
    assert [variable.value for variable in found.variables] == RULES[name].header["columns"]


@pytest.mark.parametrize("released", [False, True], ids=["blank-nodes", "skolem-iris"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_nothing_in_a_good_ontology(name: str, released: bool) -> None:
    assert set() == named(RULES[name], store_of(GOOD, DATA, released=released))


@pytest.mark.parametrize("name", [n for n in RULES if "needs" not in RULES[n].header])
def test_a_rule_that_needs_no_data_finds_nothing_without_it(name: str) -> None:
    assert set() == named(RULES[name], store_of(GOOD, "", released=False))


@pytest.mark.parametrize("released", [False, True], ids=["blank-nodes", "skolem-iris"])
@pytest.mark.parametrize(("name", "case"), ALL_CASES)
def test_a_rule_names_the_faulty_terms_and_no_others(name: str, case: Case, released: bool) -> None:
    store = store_of(faulty(case), DATA + case.data, released=released)
    assert {expanded(flag) for flag in case.flags} == named(RULES[name], store)
